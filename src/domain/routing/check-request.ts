/** What a tour cannot be planned from. Field names are those of the request, as `http` names the fields of a body. */
import { TOUR_LIMITS } from "../../config/tour-limits";
import type { Coordinates } from "../coordinates";
import { conflict, type FieldErrors, type Refusal } from "../refusal";
import type { Stop, TourRequest } from "./tour";

/** The furthest instant that a Date can hold. */
const MAX_INSTANT = 8.64e15;
const MAX_SEED = 2 ** 32 - 1;

type Complaint = [field: string, message: string];

/** The refusal of a request that is malformed or too large, or null. */
export function checkRequest(request: TourRequest): Refusal | null {
  const { stops } = request;
  const { maxTourStops } = TOUR_LIMITS;
  if (stops.length > maxTourStops) {
    const details = { rule: "tour_stops", stops: stops.length, max_stops: maxTourStops };
    return conflict(`A tour takes at most ${maxTourStops} stops`, details);
  }
  const details: FieldErrors = {};
  for (const [field, message] of complaintsAbout(request)) details[field] = [...(details[field] ?? []), message];
  return Object.keys(details).length > 0 ? { kind: "validation", details } : null;
}

function* complaintsAbout(request: TourRequest): Generator<Complaint> {
  const { stops, start, end, departAt, speedKmh, roadFactor, distance, vehicles, seed, effort } = request;
  const { minSpeedKmh, maxSpeedKmh, minRoadFactor, maxRoadFactor, maxTourVehicles, maxTourEffort } = TOUR_LIMITS;
  yield* between("departAt", departAt, -MAX_INSTANT, MAX_INSTANT);
  yield* between("speedKmh", speedKmh, minSpeedKmh, maxSpeedKmh);
  yield* between("roadFactor", roadFactor, minRoadFactor, maxRoadFactor);
  yield* wholeBetween("vehicles", vehicles, 1, maxTourVehicles);
  yield* wholeBetween("seed", seed, 0, MAX_SEED);
  yield* wholeBetween("effort", effort, 0, maxTourEffort);
  if (start) yield* aboutPlace("start", start);
  if (end) yield* aboutPlace("end", end);
  const known = new Set<string>();
  for (const [index, stop] of stops.entries()) {
    yield* aboutStop(`stops.${index}`, stop);
    if (known.has(stop.id)) yield [`stops.${index}.id`, "Must not be the id of another stop"];
    known.add(stop.id);
  }
  if (distance) yield* aboutMatrix(distance, stops.length + (start ? 1 : 0) + (end ? 1 : 0));
}

function* aboutPlace(field: string, { latitude, longitude }: Coordinates): Generator<Complaint> {
  yield* between(`${field}.latitude`, latitude, -90, 90);
  yield* between(`${field}.longitude`, longitude, -180, 180);
}

function* aboutStop(field: string, stop: Stop): Generator<Complaint> {
  yield* aboutPlace(field, stop);
  yield* between(`${field}.serviceMinutes`, stop.serviceMinutes, 0, TOUR_LIMITS.maxServiceMinutes);
  if (!stop.window) return;
  const { opens, closes } = stop.window;
  yield* between(`${field}.window.opens`, opens, -MAX_INSTANT, MAX_INSTANT);
  yield* between(`${field}.window.closes`, closes, -MAX_INSTANT, MAX_INSTANT);
  if (closes < opens) yield [`${field}.window`, "Must not close before it opens"];
}

function* aboutMatrix(distance: readonly (readonly number[])[], size: number): Generator<Complaint> {
  if (distance.length !== size || distance.some((row) => row.length !== size)) {
    yield ["distance", `Must have ${size} rows of ${size} kilometres, from and to start, stops and end`];
  }
  if (distance.some((row) => row.some((km) => !(km >= 0 && km <= TOUR_LIMITS.maxLegKm)))) {
    yield ["distance", `Must be kilometres from 0 to ${TOUR_LIMITS.maxLegKm}`];
  }
}

/** NaN is between nothing. */
function* between(field: string, value: number, least: number, most: number): Generator<Complaint> {
  if (!(value >= least && value <= most)) yield [field, `Must be a number from ${least} to ${most}`];
}

function* wholeBetween(field: string, value: number | undefined, least: number, most: number): Generator<Complaint> {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  yield [field, `Must be a whole number from ${least} to ${most}`];
}

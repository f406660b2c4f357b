import { mapLinks } from "./map-links";
import type { Leg, Stop, TourRequest, TourTotals, VehicleTour, Visit } from "./tour";
import { costOf } from "./tour-cost";
import { type TourProblem, toKm, toMinutes } from "./tour-problem";

export interface Planned {
  request: TourRequest;
  problem: TourProblem;
  /** Indices into the request's stops of the problem's places 1 to `size`. */
  members: readonly number[];
  order: readonly number[];
}

/** An order of stops as its timetable, legs, sums and links. */
export function vehicleTour({ request, problem, members, order }: Planned): VehicleTour {
  const { start, end, departAt } = request;
  const stopAt = (place: number): Stop | undefined => request.stops[members[place - 1] ?? -1];
  const stops: Visit[] = [];
  const legs: Leg[] = [];
  let [at, clock] = [0, 0];
  for (const place of [...order, 0]) {
    const stop = stopAt(place);
    const hasLeg = (at > 0 || start !== undefined) && (stop !== undefined || end !== undefined);
    if (hasLeg) legs.push(legBetween(problem, { at, place, from: stopAt(at), to: stop }));
    const arrivesMs = clock + problem.duration(at, place);
    const visit = stop && visitTo(problem, { stop, place, arrivesMs, departAt });
    if (visit) stops.push(visit);
    clock = visit ? visit.leavesAt - departAt : arrivesMs;
    at = place;
  }
  const inTurn = order.map(stopAt).filter((stop) => stop !== undefined);
  const places = [start, ...inTurn, end].filter((place) => place !== undefined);
  const { distanceMm, latenessMs, endMs } = costOf(problem, order);
  const totals = {
    km: toKm(distanceMm),
    travelMinutes: sum(legs.map(({ minutes }) => minutes)),
    waitingMinutes: sum(stops.map(({ waitingMinutes }) => waitingMinutes)),
    latenessMinutes: toMinutes(latenessMs),
    endsAt: departAt + endMs,
  };
  return { stops, legs, totals, mapLinks: mapLinks(places) };
}

interface Arrival {
  stop: Stop;
  place: number;
  arrivesMs: number;
  departAt: number;
}

function visitTo(problem: TourProblem, { stop, place, arrivesMs, departAt }: Arrival): Visit {
  const startsMs = Math.max(arrivesMs, problem.opens(place));
  return {
    id: stop.id,
    arrivesAt: departAt + arrivesMs,
    startsAt: departAt + startsMs,
    leavesAt: departAt + startsMs + problem.service(place),
    waitingMinutes: toMinutes(startsMs - arrivesMs),
    latenessMinutes: toMinutes(Math.max(0, startsMs - problem.closes(place))),
  };
}

interface Hop {
  at: number;
  place: number;
  from: Stop | undefined;
  to: Stop | undefined;
}

const legBetween = (problem: TourProblem, { at, place, from, to }: Hop): Leg => ({
  from: from?.id ?? null,
  to: to?.id ?? null,
  km: toKm(problem.distance(at, place)),
  minutes: toMinutes(problem.duration(at, place)),
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What all vehicles do together; without any, the day ends as it begins. */
export const sumTotals = (tours: readonly TourTotals[], departAt: number): TourTotals => ({
  km: sum(tours.map(({ km }) => km)),
  travelMinutes: sum(tours.map(({ travelMinutes }) => travelMinutes)),
  waitingMinutes: sum(tours.map(({ waitingMinutes }) => waitingMinutes)),
  latenessMinutes: sum(tours.map(({ latenessMinutes }) => latenessMinutes)),
  endsAt: Math.max(departAt, ...tours.map(({ endsAt }) => endsAt)),
});

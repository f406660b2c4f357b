/** The tours of up to three vehicles over a set of stops, with times, legs and links. */
import { TOUR_LIMITS } from "../../config/tour-limits";
import type { Refusal } from "../refusal";
import { err, ok, type Result } from "../result";
import { baselineOrder, nearestFromEarliest } from "./baseline-order";
import { bestOrder } from "./best-order";
import { checkRequest } from "./check-request";
import { clusterPoints, earthPoint } from "./clusters";
import { roadDistances } from "./distances";
import { placesOf } from "./nearest-neighbours";
import type { TourPlan, TourRequest, VehicleTour } from "./tour";
import { compareCosts, costOf } from "./tour-cost";
import { TourProblem } from "./tour-problem";
import { type Planned, sumTotals, vehicleTour } from "./vehicle-tour";

const DEFAULT_SEED = 1;

/**
 * Late as little as possible, then short, then early done; never worse than the baseline.
 * Refuses what is malformed (`validation`) and more stops than a tour takes (`conflict`, rule `tour_stops`).
 */
export function planTour(request: TourRequest): Result<TourPlan, Refusal> {
  const refusal = checkRequest(request);
  if (refusal) return err(refusal);
  const { stops, start, end, departAt, vehicles = 1, seed = DEFAULT_SEED } = request;
  const places = [start, ...stops, end].filter((place) => place !== undefined);
  const distance = request.distance ?? roadDistances(places, request.roadFactor);
  const groups = clusterPoints(stops.map(earthPoint), vehicles, seed);
  const baseline = groups.map((members) => planBaseline(request, distance, members));
  const tours = baseline.map((planned) => vehicleTour(improved(planned)));
  const baselineTours = baseline.map(vehicleTour);
  const sumOf = (all: readonly VehicleTour[]) =>
    sumTotals(
      all.map(({ totals }) => totals),
      departAt,
    );
  const order = baselineTours.flatMap((tour) => tour.stops.map(({ id }) => id));
  return ok({ vehicles: tours, totals: sumOf(tours), baseline: { order, totals: sumOf(baselineTours) } });
}

/** One vehicle goes as the contract has it; each of several goes to its own stops in the same manner. */
function planBaseline(
  request: TourRequest,
  distance: readonly (readonly number[])[],
  members: readonly number[],
): Planned {
  const problem = new TourProblem(request, distance, members);
  const isAlone = members.length === request.stops.length;
  const order = isAlone ? baselineOrder(problem, request) : nearestFromEarliest(problem, placesOf(problem));
  return { request, problem, members, order };
}

/** The search does not promise to beat the baseline, but a plan does. */
function improved(baseline: Planned): Planned {
  const { request, problem, members } = baseline;
  const { stops, seed = DEFAULT_SEED, effort = stops.length ** 2 * TOUR_LIMITS.tourEffortPerSquare } = request;
  const order = bestOrder(problem, { seed, effort: Math.floor((effort * members.length) / stops.length) });
  const isWorse = compareCosts(costOf(problem, baseline.order), costOf(problem, order)) < 0;
  return isWorse ? baseline : { ...baseline, order };
}

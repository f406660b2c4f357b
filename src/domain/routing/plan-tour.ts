/** The tours of up to three vehicles over a set of stops, with times, legs and links. */
import { TOUR_LIMITS } from "../../config/tour-limits";
import type { Refusal } from "../refusal";
import { err, ok, type Result } from "../result";
import { baselineOrder } from "./baseline-order";
import { bestOrder } from "./best-order";
import { checkRequest } from "./check-request";
import { clusterPoints, earthPoint } from "./clusters";
import { roadDistances } from "./distances";
import type { TourPlan, TourRequest } from "./tour";
import { compareCosts, costOf } from "./tour-cost";
import { TourProblem } from "./tour-problem";
import { type Planned, sumTotals, vehicleTour } from "./vehicle-tour";

const DEFAULT_SEED = 1;

/**
 * Late as little as possible, then short, then early done. One vehicle is never worse than the contract's baseline.
 * Refuses what is malformed (`validation`) and more stops than a tour takes (`conflict`, rule `tour_stops`).
 */
export function planTour(request: TourRequest): Result<TourPlan, Refusal> {
  const refusal = checkRequest(request);
  if (refusal) return err(refusal);
  const { stops, start, end, departAt } = request;
  const places = [start, ...stops, end].filter((place) => place !== undefined);
  const distance = request.distance ?? roadDistances(places, request.roadFactor);
  const baseline = planBaseline(request, distance);
  const tours = planVehicles(request, distance, baseline).map(vehicleTour);
  const totals = sumTotals(
    tours.map((tour) => tour.totals),
    departAt,
  );
  const contract = vehicleTour(baseline);
  const order = contract.stops.map(({ id }) => id);
  return ok({
    vehicles: tours,
    totals,
    baseline: { order, totals: stops.length > 0 ? contract.totals : sumTotals([], departAt) },
  });
}

type Distances = readonly (readonly number[])[];

function planBaseline(request: TourRequest, distance: Distances): Planned {
  const members = request.stops.map((_, index) => index);
  const problem = new TourProblem(request, distance, members);
  return { request, problem, members, order: baselineOrder(problem, request) };
}

function planVehicles(request: TourRequest, distance: Distances, baseline: Planned): Planned[] {
  const { stops, vehicles = 1, seed = DEFAULT_SEED } = request;
  const { effort = stops.length ** 2 * TOUR_LIMITS.tourEffortPerSquare } = request;
  const groups = clusterPoints(stops.map(earthPoint), vehicles, seed);
  return groups.map((members) => {
    const problem = new TourProblem(request, distance, members);
    const order = bestOrder(problem, { seed, effort: Math.floor((effort * members.length) / stops.length) });
    return { request, problem, members, order: groups.length > 1 ? order : betterOrder(order, baseline) };
  });
}

/** The search does not promise to beat the baseline, but a plan does. */
function betterOrder(order: readonly number[], { problem, order: baseline }: Planned): readonly number[] {
  return compareCosts(costOf(problem, baseline), costOf(problem, order)) < 0 ? baseline : order;
}

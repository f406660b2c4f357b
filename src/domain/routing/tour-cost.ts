import type { TourProblem } from "./tour-problem";

/** What an order of stops costs, the weightiest first: being late, then the way, then how long it all takes. */
export interface TourCost {
  latenessMs: number;
  distanceMm: number;
  endMs: number;
}

export const NO_COST: TourCost = { latenessMs: 0, distanceMm: 0, endMs: 0 };

/** Negative if `a` is the better. */
export const compareCosts = (a: TourCost, b: TourCost): number =>
  a.latenessMs - b.latenessMs || a.distanceMm - b.distanceMm || a.endMs - b.endMs;

/** The cost after going on from one place to another and serving it. It only ever grows. */
export function proceed(problem: TourProblem, cost: TourCost, from: number, to: number): TourCost {
  const startMs = Math.max(cost.endMs + problem.duration(from, to), problem.opens(to));
  return {
    latenessMs: cost.latenessMs + Math.max(0, startMs - problem.closes(to)),
    distanceMm: cost.distanceMm + problem.distance(from, to),
    endMs: startMs + problem.service(to),
  };
}

export function costOf(problem: TourProblem, order: readonly number[]): TourCost {
  let [cost, at] = [NO_COST, 0];
  for (const place of [...order, 0]) {
    cost = proceed(problem, cost, at, place);
    at = place;
  }
  return cost;
}

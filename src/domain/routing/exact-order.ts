import { placesOf } from "./nearest-neighbours";
import { compareCosts, costOf, NO_COST, proceed, type TourCost } from "./tour-cost";
import type { TourProblem } from "./tour-problem";

/** The best order there is, by trying all that may still become it. For a handful of stops. */
export function exactOrder(problem: TourProblem, first: readonly number[]): number[] {
  let best = [...first];
  let bestCost = costOf(problem, best);
  const order: number[] = [];

  const visit = (at: number, cost: TourCost, rest: readonly number[]): void => {
    if (rest.length === 0) {
      const whole = proceed(problem, cost, at, 0);
      if (compareCosts(whole, bestCost) < 0) [best, bestCost] = [[...order], whole];
    }
    for (const place of rest) {
      const next = proceed(problem, cost, at, place);
      // No better already, it never will be.
      if (compareCosts(next, bestCost) >= 0) continue;
      order.push(place);
      visit(
        place,
        next,
        rest.filter((other) => other !== place),
      );
      order.pop();
    }
  };
  visit(0, NO_COST, placesOf(problem));
  return best;
}

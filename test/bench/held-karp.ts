import { placesOf } from "../../src/domain/routing/nearest-neighbours.ts";
import { compareCosts, NO_COST, proceed, type TourCost } from "../../src/domain/routing/tour-cost.ts";
import type { TourProblem } from "../../src/domain/routing/tour-problem.ts";

/**
 * What the best order costs, by Held and Karp's recursion over sets of stops (1962). With windows one cost is not enough
 * for a set and its last stop: all that none other beats in lateness, way and time are kept.
 */
export function exactCost(problem: TourProblem): TourCost {
  const places = placesOf(problem);
  const all = 2 ** problem.size;
  const fronts = Array.from({ length: all * (problem.size + 1) }, (): TourCost[] => []);
  const frontOf = (set: number, last: number) => fronts[set * (problem.size + 1) + last] ?? [];
  frontOf(0, 0).push(NO_COST);
  for (let set = 0; set < all; set += 1) {
    for (const last of [0, ...places]) {
      for (const cost of frontOf(set, last)) {
        for (const place of places) {
          const bit = 1 << (place - 1);
          if ((set & bit) === 0) keep(frontOf(set | bit, place), proceed(problem, cost, last, place));
        }
      }
    }
  }
  const whole = places.flatMap((last) => frontOf(all - 1, last).map((cost) => proceed(problem, cost, last, 0)));
  return whole.reduce((best, cost) => (compareCosts(cost, best) < 0 ? cost : best));
}

function keep(front: TourCost[], cost: TourCost): void {
  if (front.some((other) => isNoWorse(other, cost))) return;
  front.splice(0, front.length, ...front.filter((other) => !isNoWorse(cost, other)), cost);
}

const isNoWorse = (a: TourCost, b: TourCost): boolean =>
  a.latenessMs <= b.latenessMs && a.distanceMm <= b.distanceMm && a.endMs <= b.endMs;

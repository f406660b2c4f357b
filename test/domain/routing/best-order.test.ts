import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestOrder, searchOrder } from "../../../src/domain/routing/best-order";
import { exactOrder } from "../../../src/domain/routing/exact-order";
import { placesOf } from "../../../src/domain/routing/nearest-neighbours";
import { compareCosts, costOf, type TourCost } from "../../../src/domain/routing/tour-cost";
import type { TourProblem } from "../../../src/domain/routing/tour-problem";
import { permutations, problems, wheelOf } from "./tours";

const MOST = 7;

function bruteForce(problem: TourProblem): TourCost {
  const costs = [...permutations(placesOf(problem))].map((order) => costOf(problem, order));
  return costs.reduce((best, cost) => (compareCosts(cost, best) < 0 ? cost : best));
}

describe.each([true, false])("few stops, with windows: %s", (hasWindows) => {
  it("are brought into the best order there is", () => {
    fc.assert(
      fc.property(problems({ most: MOST, hasWindows }), (problem) => {
        expect(costOf(problem, bestOrder(problem, { seed: 1, effort: 1 }))).toEqual(bruteForce(problem));
      }),
      { numRuns: 25 },
    );
  });

  it("are brought into that order by the search alone, too, which some of these take more than one outset for", () => {
    const search = { seed: 1, effort: 20_000 };
    fc.assert(
      fc.property(problems({ least: 2, most: MOST, hasWindows }), (problem) => {
        const first = placesOf(problem);
        const best = costOf(problem, exactOrder(problem, first));
        expect(costOf(problem, searchOrder(problem, first, search))).toEqual(best);
      }),
      { numRuns: 100, seed: -1_148_563_853 },
    );
  });
});

describe("the search", () => {
  const many = problems({ least: 20, most: 40, hasWindows: true });

  it("keeps every stop once and never ends worse than it began", () => {
    fc.assert(
      fc.property(many, fc.nat(), fc.integer({ min: 0, max: 5_000 }), (problem, seed, effort) => {
        const first = placesOf(problem);
        const order = searchOrder(problem, first, { seed, effort });
        expect(order.toSorted((a, b) => a - b)).toEqual(first);
        expect(compareCosts(costOf(problem, order), costOf(problem, first))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it("weighs nothing without effort", () => {
    fc.assert(
      fc.property(many, (problem) => {
        expect(searchOrder(problem, placesOf(problem), { seed: 1, effort: 0 })).toEqual(placesOf(problem));
      }),
      { numRuns: 10 },
    );
  });

  it("leaves the rim of a wheel in order, from wherever it starts", () => {
    const problem = wheelOf(60);
    const shuffled = placesOf(problem).toSorted((a, b) => ((a * 23) % 61) - ((b * 23) % 61));
    const order = searchOrder(problem, shuffled, { seed: 3, effort: 200_000 });
    expect(order[0] === 1 ? order : order.toReversed()).toEqual(placesOf(problem));
  });

  it("goes where its seed leads it", () => {
    const [problem] = fc.sample(problems({ least: 40, most: 40, hasWindows: false }), { numRuns: 1, seed: 5 });
    if (!problem) throw new Error("No problem");
    const run = (seed: number) => searchOrder(problem, placesOf(problem), { seed, effort: 20_000 });
    expect(run(1)).toEqual(run(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => run(seed).join())).size).toBeGreaterThan(1);
  });
});

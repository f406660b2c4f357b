import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesOf } from "../../../src/domain/routing/nearest-neighbours";
import { type Move, Sequence } from "../../../src/domain/routing/sequence";
import { compareCosts, costOf } from "../../../src/domain/routing/tour-cost";
import type { TourProblem } from "../../../src/domain/routing/tour-problem";
import { between, problemOf, problems, stop } from "./tours";

/** What a move says, done on a plain list. */
function moved(order: readonly number[], { from, middle, to, turnsFirst, turnsSecond }: Move): number[] {
  const [first, second] = [order.slice(from - 1, middle), order.slice(middle, to)];
  if (turnsFirst) first.reverse();
  if (turnsSecond) second.reverse();
  return [...order.slice(0, from - 1), ...second, ...first, ...order.slice(to)];
}

const picks = fc.array(
  fc.record({
    cuts: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
    turnsFirst: fc.boolean(),
    turnsSecond: fc.boolean(),
    isMade: fc.boolean(),
  }),
  { maxLength: 30 },
);

function moveFrom([a, b, c]: [number, number, number], size: number): Pick<Move, "from" | "middle" | "to"> {
  const from = 1 + (a % size);
  const middle = from - 1 + (b % (size - from + 1));
  return { from, middle, to: middle + 1 + (c % (size - middle)) };
}

const isRight = (problem: TourProblem, order: number[], sequence: Sequence): void => {
  expect(sequence.toOrder()).toEqual(order);
  const { endMs, ...cost } = costOf(problem, order);
  // Without windows the way says all, and nobody asks for the end.
  expect(sequence.cost).toEqual({ ...cost, endMs: problem.hasWindows ? endMs : 0 });
  for (const [index, place] of order.entries()) expect(sequence.positionOf(place)).toBe(index + 1);
};

describe.each([true, false])("a sequence under search, with windows: %s", (hasWindows) => {
  it("knows what any move would cost and what it has cost", () => {
    fc.assert(
      fc.property(problems({ most: 12, hasWindows }), picks, (problem, chosen) => {
        let order = placesOf(problem);
        const sequence = new Sequence(problem, order);
        for (const { cuts, turnsFirst, turnsSecond, isMade } of chosen) {
          const move: Move = { ...moveFrom(cuts, problem.size), turnsFirst, turnsSecond };
          const after = moved(order, move);
          const isBetter = compareCosts(costOf(problem, after), costOf(problem, order)) < 0;
          expect(sequence.isImprovedBy(move)).toBe(isBetter);
          if (!isMade) continue;
          sequence.apply(move);
          order = after;
          isRight(problem, order, sequence);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("goes back to an order it is given", () => {
    fc.assert(
      fc.property(problems({ least: 2, most: 12, hasWindows }), (problem) => {
        const order = placesOf(problem);
        const sequence = new Sequence(problem, order.toReversed());
        sequence.restore(order);
        isRight(problem, order, sequence);
      }),
    );
  });
});

describe("the effort of a sequence", () => {
  const sequenceOf = (hasWindows: boolean) => {
    const stops = [1, 2, 3].map((n) => stop(`${n}`, 0, 0, hasWindows ? between(0, 99) : {}));
    const distance = [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => Math.abs(a - b)));
    return new Sequence(problemOf(distance, stops), [2, 1, 3]);
  };
  const move = { from: 1, middle: 1, to: 2, turnsFirst: false, turnsSecond: false };

  it.each([
    ["a move", false, 1],
    // Two positions that change; the next is reached in time.
    ["a move and the times that are walked for it", true, 1 + 3 / 8],
  ])("counts %s", (_, hasWindows, effort) => {
    const sequence = sequenceOf(hasWindows);
    expect(sequence.isImprovedBy(move)).toBe(true);
    expect(sequence.effort).toBe(effort);
  });
});

import { describe, expect, it } from "vitest";
import { LocalSearch } from "../../../src/domain/routing/local-search";
import { placesOf } from "../../../src/domain/routing/nearest-neighbours";
import { Sequence } from "../../../src/domain/routing/sequence";
import { wheelOf } from "./tours";

const wheel = wheelOf(12);
const round = placesOf(wheel);

function settled(order: readonly number[], effort = 100_000): { order: number[]; effort: number } {
  const sequence = new Sequence(wheel, order);
  const search = new LocalSearch(wheel, sequence, effort);
  for (const place of order) search.wake(place);
  search.run();
  return { order: sequence.toOrder(), effort: sequence.effort };
}

describe("one descent of the search", () => {
  it.each([
    ["turns a stretch back round", [1, 2, 9, 8, 7, 6, 5, 4, 3, 10, 11, 12]],
    ["carries one stop back", [1, 2, 4, 5, 6, 7, 3, 8, 9, 10, 11, 12]],
    ["carries two stops forth", [1, 2, 8, 9, 3, 4, 5, 6, 7, 10, 11, 12]],
    ["carries three stops back", [1, 2, 6, 7, 8, 9, 3, 4, 5, 10, 11, 12]],
    ["carries three stops back and turns them", [1, 2, 6, 7, 8, 9, 5, 4, 3, 10, 11, 12]],
  ])("%s", (_, order) => {
    const { order: found } = settled(order);
    expect(found[0] === 1 ? found : found.toReversed()).toEqual(round);
  });

  it("leaves alone what is best", () => {
    expect(settled(round).order).toEqual(round);
  });

  it("stops when its effort is spent", () => {
    expect(
      settled(
        round.toSorted((a, b) => ((a * 5) % 13) - ((b * 5) % 13)),
        10,
      ).effort,
    ).toBeLessThan(10 + 100);
    expect(settled([1, 2, 9, 8, 7, 6, 5, 4, 3, 10, 11, 12], 0)).toMatchObject({ effort: 0 });
  });
});

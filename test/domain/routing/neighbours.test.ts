import { describe, expect, it } from "vitest";
import { neighboursOf } from "../../../src/domain/routing/neighbours";
import { between, problemOf, stop } from "./tours";

/** All a kilometre, so two minutes, apart. */
const evenly = [0, 1, 2, 3, 4].map((a) => [0, 1, 2, 3, 4].map((b) => (a === b ? 0 : 1)));

describe("the neighbours of a stop", () => {
  it("are the nearest, going or coming", () => {
    const distance = [
      [0, 9, 9, 9],
      [9, 0, 5, 4],
      [9, 1, 0, 9],
      [9, 9, 9, 0],
    ];
    const stops = ["a", "b", "c"].map((id) => stop(id, 0, 0));
    expect(neighboursOf(problemOf(distance, stops), 2)[1]).toEqual(Int32Array.of(2, 3));
    expect(neighboursOf(problemOf(distance, stops), 1)[1]).toEqual(Int32Array.of(2));
  });

  it("are those whose windows follow each other, before those one waits for or is late for", () => {
    const stops = [
      stop("a", 0, 0, between(60, 70)),
      stop("hours later", 0, 0, between(300, 310)),
      stop("at the same instant", 0, 0, { ...between(60, 60), serviceMinutes: 90 }),
      stop("next", 0, 0, between(70, 80)),
    ];
    expect(neighboursOf(problemOf(evenly, stops), 3)[1]).toEqual(Int32Array.of(4, 3, 2));
  });
});

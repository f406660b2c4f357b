import { describe, expect, it } from "vitest";
import { chancesFrom, drawsFrom, seedOf } from "../../src/domain/seeded-draws";

const first = (draw: () => number, count: number) => Array.from({ length: count }, draw);

describe("a seed", () => {
  it("is the FNV-1a hash of its text", () => {
    expect(seedOf("")).toBe(0x811c9dc5);
    expect(seedOf("a")).toBe(0xe40c292c);
    expect(seedOf("foobar")).toBe(0xbf9cf968);
  });
});

describe("draws", () => {
  it("are mulberry32's, so that tours and forecasts stay what they were", () => {
    expect(first(drawsFrom(1), 3)).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  it("are the same for the same seed, and others for another", () => {
    expect(first(drawsFrom(7), 20)).toEqual(first(drawsFrom(7), 20));
    expect(first(drawsFrom(7), 20)).not.toEqual(first(drawsFrom(8), 20));
  });

  it("lie between 0 and 1 as chances, each half a step above its draw", () => {
    const [draws, chances] = [first(drawsFrom(3), 1_000), first(chancesFrom(3), 1_000)];
    expect(chances).toEqual(draws.map((draw) => draw + 0.5 / 2 ** 32));
    expect(Math.min(...chances)).toBeGreaterThan(0);
    expect(Math.max(...chances)).toBeLessThan(1);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demandQuantile } from "../../../src/domain/forecast/demand-quantile";
import { dispersionOf } from "../../../src/domain/forecast/dispersion";
import { Random } from "../../support/random";

describe("a quantile of demand", () => {
  // Poisson with mean 2: 0.135, 0.406, 0.677, 0.857, 0.947, 0.983.
  it.each([
    [0.13, 0],
    [0.14, 1],
    [0.5, 2],
    [0.67, 2],
    [0.68, 3],
    [0.9, 4],
    [0.95, 5],
  ])("of a Poisson mean of 2 at %f is %i", (p, count) => {
    expect(demandQuantile(2, 1, p)).toBe(count);
  });

  // Negative binomial of size 2 and chance 1/2: mean 2, variance 4; 0.25, 0.5, 0.6875, 0.8125, 0.890625, 0.9375.
  it.each([
    [0.24, 0],
    [0.49, 1],
    [0.51, 2],
    [0.68, 2],
    [0.8, 3],
    [0.89, 4],
    [0.9, 5],
  ])("of a mean of 2 and a variance of 4 at %f is %i", (p, count) => {
    expect(demandQuantile(2, 2, p)).toBe(count);
  });

  it("of large means is that of a curve", () => {
    expect(demandQuantile(10_000, 1, 0.9)).toBeCloseTo(10_000 + 1.2816 * 100, -1);
    expect(demandQuantile(10_000, 4, 0.5)).toBeCloseTo(10_000, -1);
    expect(demandQuantile(4_000, 1, 0.9)).toBeCloseTo(4_000 + 1.2816 * Math.sqrt(4_000), -1);
  });

  it("of nothing is nothing", () => {
    expect(demandQuantile(0, 3, 0.9)).toBe(0);
    expect(demandQuantile(Number.NaN, 3, 0.9)).toBe(0);
  });

  it("is a whole number that grows with p", () => {
    const numbers = fc.record({
      mean: fc.double({ min: 0, max: 1e6, noNaN: true }),
      dispersion: fc.double({ min: 1, max: 1e4, noNaN: true }),
      p: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      q: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(numbers, ({ mean, dispersion, p, q }) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)].map((at) => demandQuantile(mean, dispersion, at));
        expect(Number.isSafeInteger(low) && Number.isSafeInteger(high)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(low ?? 0);
      }),
    );
  });
});

describe("dispersion", () => {
  it("follows from what hours and their cells were off by", () => {
    // Two cells of mean 4 in an hour: own 2 and shared 0.25 make 12 for a cell and 32 for the hour.
    const off = (expected: number, variance: number) => ({ expected, actual: expected + Math.sqrt(variance) });
    const { own, shared } = dispersionOf({ hours: [off(8, 32)], cells: [off(4, 12), off(4, 12)] });
    expect(own).toBeCloseTo(2);
    expect(shared).toBeCloseTo(0.25);
  });

  it("is not below that of chance alone", () => {
    const exact = { expected: 4, actual: 4 };
    expect(dispersionOf({ hours: [exact], cells: [exact] })).toEqual({ own: 1, shared: 0 });
    expect(dispersionOf({ hours: [exact, exact], cells: [] })).toEqual({ own: 1, shared: 0 });
    expect(dispersionOf({ hours: [], cells: [] })).toEqual({ own: 1, shared: 0 });
    expect(dispersionOf({ hours: [{ expected: 0, actual: 5 }], cells: [] })).toEqual({ own: 1, shared: 0 });
  });

  it("is all an hour's own where it has one cell", () => {
    const hour = { expected: 8, actual: 16 };
    expect(dispersionOf({ hours: [hour], cells: [hour] })).toEqual({ own: 8, shared: 0 });
  });

  it("is all the cells' own where these do not move together", () => {
    // What one cell is above, the other is below.
    const cells = [
      { expected: 4, actual: 8 },
      { expected: 4, actual: 0 },
    ];
    expect(dispersionOf({ hours: [{ expected: 8, actual: 8 }], cells })).toEqual({ own: 1, shared: 0 });
  });

  it("keeps nine tenths of a shaken business within p90", () => {
    const random = new Random(7);
    const draw = (mean: number) => {
      let count = 0;
      for (let product = random.next(); product > Math.exp(-mean); product *= random.next()) count += 1;
      return count;
    };
    const hours = Array.from({ length: 4_000 }, () => {
      const shock = 0.5 - Math.log(1 - random.next()) / 2;
      return { cells: [3, 5].map((expected) => ({ expected, actual: draw(expected * shock) })) };
    });
    const pairs = hours.map(({ cells }) => ({
      expected: 8,
      actual: cells.reduce((sum, cell) => sum + cell.actual, 0),
    }));
    const { own, shared } = dispersionOf({ hours: pairs, cells: hours.flatMap(({ cells }) => cells) });
    const share = (of: { expected: number; actual: number }[]) =>
      of.filter(({ expected, actual }) => actual <= demandQuantile(expected, own + shared * expected, 0.9)).length /
      of.length;
    for (const covered of [share(pairs), share(hours.flatMap(({ cells }) => cells))]) {
      expect(covered).toBeGreaterThan(0.88);
      expect(covered).toBeLessThan(0.95);
    }
  });
});

import { describe, expect, it } from "vitest";
import { countOf, errorsOf, originsOf, wape } from "../../../src/domain/forecast/back-test";
import { type DemandHistory, dateOf, tabulate } from "../../../src/domain/forecast/demand-table";
import { seasonalNaive } from "../../../src/domain/forecast/seasonal-naive";
import { historyOf, weekly } from "./histories";

function originsIn(history: DemandHistory) {
  const table = tabulate(history);
  return table ? originsOf(history, table) : [];
}

describe("a back-test", () => {
  it("has four origins a week apart, each knowing nothing of the days after it", () => {
    const origins = originsIn(historyOf(60, (_, n) => [{ demand: n }]));
    expect(origins.map(({ table }) => table.days)).toEqual([53, 46, 39, 32]);
    for (const { table, later } of origins) {
      expect(Math.max(...table.totals.map((total) => total ?? 0))).toBe(table.days - 1);
      expect(later[0]?.demand).toEqual(Array.from({ length: 7 }, (_, n) => table.days + n));
    }
    expect(origins.map(({ table }) => dateOf(table.firstDay))).toEqual(new Array(4).fill("2026-01-05"));
  });

  it.each([
    [20, 0],
    [21, 1],
    [41, 3],
    [42, 4],
    [365, 4],
  ])("of %i days has %i origins", (days, count) => {
    expect(originsIn(weekly(days, [1, 1, 1, 1, 1, 1, 1]))).toHaveLength(count);
  });

  it("leaves out a week in which the business was closed, and takes one from before it", () => {
    const origins = originsIn(historyOf(60, (_, n) => (n >= 46 && n < 53 ? null : [{ demand: 1 }])));
    expect(origins.map(({ table }) => table.days)).toEqual([53, 39, 32, 25]);
  });

  it("has fewer origins when the history ends before there are four", () => {
    const origins = originsIn(historyOf(42, (_, n) => (n >= 28 && n < 35 ? null : [{ demand: 1 }])));
    expect(origins.map(({ table }) => table.days)).toEqual([35, 21, 14]);
  });

  it.each([
    [27, 4],
    [28, 0],
  ])("after %i closed days has %i origins", (closed, count) => {
    expect(originsIn(historyOf(200, (_, n) => (n >= 200 - closed ? null : [{ demand: 1 }])))).toHaveLength(count);
  });

  it("judges an outlier by what was known before it", () => {
    const [latest] = originsIn(historyOf(28, (_, n) => [{ demand: n >= 25 ? 90 : n === 20 ? 60 : 5 }]));
    expect(latest?.table.totals[20]).toBe(20);
    expect(latest?.later[0]?.demand.at(-1)).toBe(90);
  });

  it("adds up an hour's cells before it takes the error", () => {
    const history = historyOf(28, (_, n) => [
      { category: "Bakery", demand: n < 21 ? 6 : 2 },
      { category: "Meals", demand: n < 21 ? 2 : 6 },
    ]);
    const errors = errorsOf(seasonalNaive, originsIn(history).slice(0, 1));
    expect(wape(errors.hours)).toBe(0);
    expect(wape(errors.cells)).toBe(1);
  });

  it("expects nothing of a cell that was not there yet", () => {
    const history = historyOf(28, (_, n) => [{ demand: 3 }, ...(n >= 21 ? [{ hour: 9, demand: 2 }] : [])]);
    const { hours } = errorsOf(seasonalNaive, originsIn(history).slice(0, 1));
    expect(hours.filter(({ expected }) => expected === 0)).toEqual(new Array(7).fill({ expected: 0, actual: 2 }));
  });
});

describe("WAPE", () => {
  it("is the sum of absolute errors over the sum of what came", () => {
    const pairs = [
      { expected: 8, actual: 10 },
      { expected: 5, actual: 2 },
      { expected: 1, actual: 0 },
    ];
    expect(wape(pairs)).toBe(6 / 12);
  });

  it("is unknown where nothing came", () => {
    expect(wape([{ expected: 2, actual: 0 }])).toBeNull();
    expect(wape([])).toBeNull();
  });
});

it.each([
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  [-3, 0],
  [undefined, 0],
  [2.5, 2.5],
])("a model's %s is a demand of %s", (value, count) => {
  expect(countOf(value)).toBe(count);
});

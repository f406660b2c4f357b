import { describe, expect, it } from "vitest";
import { dampedTrend } from "../../../src/domain/forecast/damped-trend";
import { type DemandHistory, type DemandTable, tabulate } from "../../../src/domain/forecast/demand-table";
import { describeRows, sampled, trainingPlaces } from "../../../src/domain/forecast/forest-rows";
import type { Model } from "../../../src/domain/forecast/model";
import { randomForest } from "../../../src/domain/forecast/random-forest";
import { seasonalNaive } from "../../../src/domain/forecast/seasonal-naive";
import { smoothedProfile } from "../../../src/domain/forecast/smoothed-profile";
import { cellShares } from "../../../src/domain/forecast/weekly-profile";
import { historyOf, noisy, weekly } from "./histories";

const SHAPE = [2, 3, 4, 5, 9, 10, 2];

function tableOf(history: DemandHistory): DemandTable {
  const table = tabulate(history);
  if (!table) throw new Error("The history is empty");
  return table;
}

const totalsOf = (model: Model, history: DemandHistory, horizon: number): number[] => {
  const expected = model(tableOf(history), horizon);
  return Array.from({ length: horizon }, (_, ahead) => expected.reduce((sum, cell) => sum + (cell[ahead] ?? 0), 0));
};

describe("the seasonal naive", () => {
  it("repeats the last week, as often as it takes", () => {
    const history = historyOf(14, (_, n) => [{ demand: n }]);
    expect(seasonalNaive(tableOf(history), 10)).toEqual([[7, 8, 9, 10, 11, 12, 13, 7, 8, 9]]);
  });

  it("looks one week further back where a day is unknown", () => {
    const history = historyOf(14, (_, n) => (n === 9 ? null : [{ demand: n }]));
    expect(seasonalNaive(tableOf(history), 3)).toEqual([[7, 8, 2]]);
  });

  it("expects nothing of a weekday that was never seen", () => {
    const history = historyOf(14, (_, n) => (n % 7 === 6 ? null : [{ demand: 5 }]));
    expect(seasonalNaive(tableOf(history), 7)).toEqual([[5, 5, 5, 5, 5, 5, 0]]);
  });
});

describe.each([
  ["smoothed profile", smoothedProfile],
  ["damped trend", dampedTrend],
  ["random forest", randomForest(1)],
])("the %s", (_, model) => {
  it("finds a week that never changes", () => {
    const totals = totalsOf(model, weekly(84, SHAPE), 14);
    for (const [n, total] of totals.entries()) expect(total).toBeCloseTo(SHAPE[n % 7] ?? 0, -0.3);
  });

  it("tells hours apart that are wanted on other weekdays", () => {
    const history = historyOf(84, (_, n) => [
      { hour: 12, demand: n % 7 === 0 ? 12 : 1 },
      { hour: 17, demand: n % 7 === 0 ? 1 : 6 },
    ]);
    const [noon, evening] = model(tableOf(history), 7);
    expect(noon?.[0]).toBeGreaterThan(8);
    expect(evening?.[0]).toBeLessThan(4);
    expect(noon?.[3]).toBeLessThan(2);
    expect(evening?.[3]).toBeGreaterThan(4.5);
  });

  it("takes closed days for unknown, not for days without demand", () => {
    const closed = historyOf(84, (_, n) => (n >= 70 && n < 80 ? null : [{ demand: 8 }]));
    for (const total of totalsOf(model, closed, 7)) expect(total).toBeCloseTo(8, 0);
  });

  it("is not thrown by one huge order", () => {
    const outlier = historyOf(84, (_, n) => [{ demand: n === 80 ? 100_000 : 8 }]);
    for (const total of totalsOf(model, outlier, 7)) expect(total).toBeLessThan(20);
  });

  it("expects nothing where nothing was ever wanted", () => {
    expect(totalsOf(model, weekly(84, [0, 0, 0, 0, 0, 0, 0]), 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("the smoothed profile", () => {
  it("follows a level that has changed", () => {
    const doubled = historyOf(120, (_, n) => [{ demand: n < 60 ? 5 : 10 }]);
    for (const total of totalsOf(smoothedProfile, doubled, 7)) expect(total).toBeCloseTo(10, 0);
  });

  it("draws a weekday that was seen once towards the others", () => {
    const oneSunday = historyOf(15, (_, n) => (n % 7 === 6 && n > 6 ? null : [{ demand: n === 6 ? 20 : 5 }]));
    const sunday = totalsOf(smoothedProfile, oneSunday, 7)[5] ?? 0;
    expect(sunday).toBeGreaterThan(7);
    expect(sunday).toBeLessThan(18);
  });
});

describe("shares of cells", () => {
  const history = (pickups: number) =>
    historyOf(28, (_, n) => [
      { hour: 12, demand: n === 21 ? pickups : 1 },
      { hour: 17, demand: n === 21 ? 0 : 1 },
    ]);
  const noonOnMonday = (pickups: number) => cellShares(tableOf(history(pickups)), 1)[0]?.[0] ?? 0;

  it("are drawn towards those of all weekdays while there is little to go by", () => {
    expect(noonOnMonday(1)).toBeLessThan(0.55);
    expect(noonOnMonday(9)).toBeGreaterThan(noonOnMonday(1));
  });

  it("sum to one, or to nothing on a weekday without cells", () => {
    const sums = cellShares(
      tableOf(historyOf(28, (_, n) => (n % 7 === 6 ? null : [{ demand: 3 }, { hour: 9, demand: 1 }]))),
      28,
    );
    expect(sums.map((row) => row.reduce((sum, share) => sum + share, 0))).toEqual([1, 1, 1, 1, 1, 1, 0]);
  });
});

describe("the rows of a forest", () => {
  const numbers = Array.from({ length: 2_000 }, (_, n) => n);

  it("are drawn from all there are, by the seed", () => {
    const drawn = sampled(numbers, 1);
    expect(drawn).toHaveLength(400);
    expect(new Set(drawn).size).toBe(400);
    expect(drawn.filter((n) => n < 1_000).length).toBeGreaterThan(150);
    expect(drawn.filter((n) => n < 1_000).length).toBeLessThan(250);
    expect(sampled(numbers, 1)).toEqual(drawn);
    expect(sampled(numbers, 2)).not.toEqual(drawn);
  });

  it("are of known days of the last 90, each seen from the week before it", () => {
    const places = trainingPlaces(tableOf(historyOf(200, (_, n) => (n === 150 ? null : [{ demand: n }]))));
    expect(places.map(({ day }) => day)).toEqual([...Array(200).keys()].filter((day) => day >= 110 && day !== 150));
    expect(places.every(({ day, demand, ahead }) => demand === day && ahead >= 0 && ahead < 7)).toBe(true);
  });

  it("show nothing of the origin or of the days after it", () => {
    const until = (end: number) => historyOf(60, (_, n) => [{ demand: n < end ? n : 1_000 + n }]);
    const row = (end: number) => describeRows(tableOf(until(end)))({ cell: 0, day: 52, origin: 50 });
    expect(row(50)).toEqual(row(60));
    expect(row(49)).not.toEqual(row(60));
  });
});

describe("the damped trend", () => {
  const growing = historyOf(100, (_, n) => [{ demand: 10 + n }]);

  it("carries growth on, ever more slowly", () => {
    const totals = totalsOf(dampedTrend, growing, 28);
    const mean = (week: number) => totals.slice(7 * week, 7 * week + 7).reduce((sum, total) => sum + total, 0) / 7;
    expect(mean(0)).toBeGreaterThan(108);
    expect(mean(1)).toBeGreaterThan(mean(0));
    expect(mean(3) - mean(2)).toBeLessThan(mean(1) - mean(0));
  });

  it("ends at nothing, not below, when demand falls", () => {
    const falling = historyOf(60, (_, n) => [{ demand: Math.max(0, 60 - n) }]);
    expect(Math.min(...totalsOf(dampedTrend, falling, 28))).toBeGreaterThanOrEqual(0);
  });
});

describe("the random forest", () => {
  const table = tableOf(noisy(40, 1));

  it("is the same for the same seed, and another for another", () => {
    expect(randomForest(1)(table, 7)).toEqual(randomForest(1)(table, 7));
    expect(randomForest(2)(table, 7)).not.toEqual(randomForest(1)(table, 7));
  });

  it("goes beyond all that it has seen when demand has grown", () => {
    const grown = historyOf(120, (_, n) => [{ demand: 10 + n }]);
    const totals = totalsOf(randomForest(1), grown, 7);
    expect(totals.reduce((sum, total) => sum + total, 0) / 7).toBeGreaterThan(115);
  });

  it("expects the usual where there are too few rows to learn from", () => {
    const thin = tableOf(historyOf(14, (_, n) => [{ demand: n < 7 ? 2 : 6 }]));
    expect(randomForest(1)(thin, 7)).toEqual([[4, 4, 4, 4, 4, 4, 4]]);
  });
});

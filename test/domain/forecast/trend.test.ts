import { describe, expect, it } from "vitest";
import { higherChance, mannKendall, median, normalTail, trendChance } from "../../../src/domain/forecast/rank-tests";
import { type DailyTotal, robustTrend, slopeOf } from "../../../src/domain/forecast/trend";
import { weekdayIndex } from "../../../src/domain/time";
import { Random } from "../../support/random";
import { daysFrom, MONDAY } from "./histories";

const SHAPE = [20, 25, 30, 35, 60, 70, 15];
const totalsOf = (days: number, totalOn: (n: number, weekday: number) => number): DailyTotal[] =>
  daysFrom(MONDAY, days).map((date, n) => ({ date, total: totalOn(n, weekdayIndex(date)) }));

describe("Mann and Kendall's test", () => {
  it("counts the pairs that rise less those that fall", () => {
    // 1-3, 1-2, 1-4, 3-4, 2-4 rise; 3-2 falls. 4 * 3 * 13 / 18.
    expect(mannKendall([1, 3, 2, 4])).toEqual({ s: 4, variance: 156 / 18 });
  });

  it("takes what ties cannot show from the variance", () => {
    // 5 * 4 * 15 / 18 less 2 * 1 * 9 / 18 for each pair of equals.
    expect(mannKendall([1, 1, 2, 2, 3])).toEqual({ s: 8, variance: 300 / 18 - 2 });
    expect(mannKendall([7, 7, 7]).variance).toBe(0);
  });

  it("gives the chance of seasons together", () => {
    // S = 10 of variance 300 / 18 in each of two seasons: z = 19 / sqrt(33.3) = 3.291.
    const rising = mannKendall([1, 2, 3, 4, 5]);
    expect(trendChance([rising, rising])).toBeCloseTo(0.001, 4);
    expect(trendChance([rising, mannKendall([5, 4, 3, 2, 1])])).toBe(1);
    expect(trendChance([])).toBe(1);
  });
});

it("the normal tail is that of the tables", () => {
  expect(normalTail(0)).toBeCloseTo(0.5, 6);
  expect(normalTail(1.959964)).toBeCloseTo(0.025, 6);
  expect(normalTail(-1.281552)).toBeCloseTo(0.9, 6);
});

it("a median lies in the middle", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNull();
});

it("Mann and Whitney's chance is small when one lies above the other", () => {
  // U = 25 of 5 and 5: z = (25 - 12.5 - 0.5) / sqrt(25 * 11 / 12) = 2.507.
  expect(higherChance([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])).toBeCloseTo(0.0061, 4);
  expect(higherChance([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeGreaterThan(0.99);
  expect(higherChance([1, 1], [1, 1])).toBe(1);
});

describe("Theil and Sen's slope", () => {
  it("is the median of slopes between same weekdays", () => {
    // Four Mondays that rise by one a day and a fifth with an outlier: six slopes of 1, four larger ones.
    const days = [0, 7, 14, 21, 28].map((day) => ({ day: day + 4, total: day === 28 ? 500 : day }));
    expect(slopeOf(days)).toBe(1);
    expect(slopeOf([...days.slice(0, 3), { day: 6, total: 900 }])).toBe(1);
    expect(slopeOf([{ day: 4, total: 1 }])).toBeNull();
  });
});

describe("a trend", () => {
  it.each([
    ["increasing", 1.3, 30],
    ["decreasing", 0.6, -40],
  ])("is %s when the level goes to %f times what it was", (direction, end, change) => {
    const trend = robustTrend(totalsOf(91, (n, weekday) => (SHAPE[weekday] ?? 0) * (1 + ((end - 1) * n) / 90)));
    expect(trend?.direction).toBe(direction);
    expect(trend?.changePercent).toBeCloseTo(change, -1);
  });

  it("is stable in a week that repeats, and in chance", () => {
    expect(robustTrend(totalsOf(91, (_, weekday) => SHAPE[weekday] ?? 0))).toEqual({
      direction: "stable",
      changePercent: 0,
    });
    const directions = Array.from({ length: 40 }, (_, seed) => {
      const random = new Random(seed);
      return robustTrend(totalsOf(91, (_, weekday) => random.between(0, SHAPE[weekday] ?? 1)))?.direction;
    });
    expect(directions.filter((direction) => direction !== "stable").length).toBeLessThanOrEqual(2);
  });

  it("is stable when it is certain but too small to matter", () => {
    expect(robustTrend(totalsOf(91, (n) => 1_000 + n / 3))).toEqual({ direction: "stable", changePercent: 3 });
  });

  it("is not made nor hidden by one huge day", () => {
    expect(robustTrend(totalsOf(91, (n) => (n === 85 ? 100_000 : 30)))?.direction).toBe("stable");
    expect(robustTrend(totalsOf(91, (n) => (n === 5 ? 100_000 : 30 + n)))?.direction).toBe("increasing");
  });

  it("does not mistake the last weekend for growth", () => {
    const untilSunday = totalsOf(34, (_, weekday) => (weekday > 3 ? 90 : 10));
    expect(robustTrend(untilSunday)).toEqual({ direction: "stable", changePercent: 0 });
  });

  it("leaves out unknown days, and is unknown when too few are left", () => {
    const growing = totalsOf(60, (n) => 30 + n);
    expect(robustTrend(growing.filter((_, n) => n % 3 !== 0))?.direction).toBe("increasing");
    expect(robustTrend(growing.slice(0, 28))?.direction).toBe("increasing");
    expect(robustTrend(growing.slice(0, 27))).toBeNull();
    expect(robustTrend([])).toBeNull();
  });

  it("has no percentage of nothing", () => {
    expect(robustTrend(totalsOf(60, () => 0))).toEqual({ direction: "stable", changePercent: null });
  });
});

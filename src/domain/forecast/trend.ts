import { FORECAST_LIMITS } from "../../config/forecast";
import { round1 } from "../rounding";
import type { LocalDate } from "../time";
import { dayOf, weekdayOf } from "./demand-table";
import { mannKendall, median, trendChance } from "./rank-tests";

/** Days of which nothing is known, such as closed ones, are left out. */
export interface DailyTotal {
  date: LocalDate;
  total: number;
}

export interface Trend {
  direction: "increasing" | "decreasing" | "stable";
  /** From the first day to the last, of the first's level; null where that is nothing. */
  changePercent: number | null;
}

/** Stricter than 0.05: neighbouring weeks are alike, which the test takes for evidence. */
const CHANCE = 0.01;

/** `day` is the number that `dayOf` gives a date. */
export interface NumberedDay {
  day: number;
  total: number;
}

/** In order of time. */
export const daysOf = (totals: readonly DailyTotal[]): NumberedDay[] =>
  totals.map(({ date, total }) => ({ day: dayOf(date), total })).sort((a, b) => a.day - b.day);

/** Theil and Sen's slope between days of the same weekday, in pickups a day; null without two of one. */
export function slopeOf(days: readonly NumberedDay[]): number | null {
  const slopes = [...Map.groupBy(days, ({ day }) => weekdayOf(day)).values()].flatMap((same) =>
    same.flatMap((a, n) => same.slice(n + 1).map((b) => (b.total - a.total) / (b.day - a.day))),
  );
  return median(slopes);
}

/**
 * Where demand is going: a slope that outliers do not move, and a seasonal Mann-Kendall test, weekday by weekday, on whether
 * it is more than chance. "stable" is what cannot be told from chance or is too small to matter; null is too few days.
 */
export function robustTrend(totals: readonly DailyTotal[]): Trend | null {
  const days = daysOf(totals);
  const [first, last, slope] = [days[0], days.at(-1), slopeOf(days)];
  if (days.length < FORECAST_LIMITS.minTrendDays || !first || !last || slope === null) return null;
  const start = median(days.map(({ day, total }) => total - slope * (day - first.day))) ?? 0;
  const change = start > 0 ? ((slope * (last.day - first.day)) / start) * 100 : null;
  const byWeekday = [...Map.groupBy(days, ({ day }) => weekdayOf(day)).values()];
  const chance = trendChance(byWeekday.map((same) => mannKendall(same.map(({ total }) => total))));
  const isSmall = change !== null && Math.abs(change) < FORECAST_LIMITS.minTrendPercent;
  const changePercent = change === null ? null : round1(change);
  if (chance >= CHANCE || isSmall || slope === 0) return { direction: "stable", changePercent };
  return { direction: slope > 0 ? "increasing" : "decreasing", changePercent };
}

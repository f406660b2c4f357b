import { type DemandTable, weekdayOf } from "./demand-table";
import type { Expectation } from "./model";
import { cellShares, spread, weekdayFactors } from "./weekly-profile";

const HALF_LIFE_DAYS = 56;
const WEEK = 7;
const SMOOTHINGS = [0.02, 0.05, 0.1, 0.2, 0.3];

/** A level, smoothed exponentially, times its weekday's factor, spread over the cells by their shares of that weekday. */
export function smoothedProfile(table: DemandTable, horizonDays: number): Expectation {
  const factors = weekdayFactors(table, HALF_LIFE_DAYS);
  const levels = levelsOf(table, factors);
  const runs = SMOOTHINGS.map((smoothing) => smooth(levels, smoothing));
  const [best] = runs.sort((a, b) => a.error - b.error);
  const totals = Array.from(
    { length: horizonDays },
    (_, ahead) => (best?.level ?? 0) * (factors[weekdayOf(table.firstDay + table.days + ahead)] ?? 1),
  );
  return spread(table, totals, cellShares(table, HALF_LIFE_DAYS));
}

/** By day: its total without what its weekday makes of it. */
export const levelsOf = ({ totals, firstDay }: DemandTable, factors: readonly number[]): (number | null)[] =>
  totals.map((total, day) => total && total / (factors[weekdayOf(firstDay + day)] ?? 1));

/** The last level, and how far a week-old level was from what came: the error by which the smoothing is chosen. */
function smooth(levels: readonly (number | null)[], smoothing: number): { level: number; error: number } {
  const first = levels.slice(0, WEEK).flatMap((level) => level ?? []);
  let level = first.reduce((sum, value) => sum + value, 0) / Math.max(1, first.length);
  let error = 0;
  const past: number[] = [];
  levels.forEach((value, day) => {
    if (value !== null) {
      error += Math.abs(value - (past[day - WEEK] ?? level));
      level += smoothing * (value - level);
    }
    past.push(level);
  });
  return { level, error };
}

import { type DemandTable, meanOf } from "./demand-table";
import type { Expectation } from "./model";
import { cellShares, levelsOf, spread, weekdayFactors } from "./weekly-profile";

const HALF_LIFE_DAYS = 56;
const WEEK = 7;
const SMOOTHINGS = [0.02, 0.05, 0.1, 0.2, 0.3];

/** A level, smoothed exponentially, times its weekday's factor, spread over the cells by their shares of that weekday. */
export function smoothedProfile(table: DemandTable, horizonDays: number): Expectation {
  const factors = weekdayFactors(table, HALF_LIFE_DAYS);
  const levels = levelsOf(table, factors);
  const runs = SMOOTHINGS.map((smoothing) => smooth(levels, smoothing));
  const [best] = runs.sort((a, b) => a.error - b.error);
  const ahead = Array.from({ length: horizonDays }, () => best?.level ?? 0);
  return spread(table, ahead, { factors, shares: cellShares(table, HALF_LIFE_DAYS) });
}

/** The last level, and how far a week-old level was from what came: the error by which the smoothing is chosen. */
function smooth(levels: readonly (number | null)[], smoothing: number): { level: number; error: number } {
  let level = meanOf(levels.slice(0, WEEK));
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

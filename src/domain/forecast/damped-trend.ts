import { type DemandTable, meanOf } from "./demand-table";
import type { Expectation } from "./model";
import { cellShares, levelsOf, spread, weekdayFactors } from "./weekly-profile";

const WEEK = 7;
const FACTOR_HALF_LIFE_DAYS = 56;
/** Recent shares: cells move with the trend. */
const SHARE_HALF_LIFE_DAYS = 28;
/** Smoothings of level and trend, and how much of the trend is left after each day. */
const SETTINGS = [0.05, 0.1, 0.2].flatMap((level) =>
  [0.02, 0.05, 0.1].flatMap((trend) => [0.9, 0.98].map((damping) => ({ level, trend, damping }))),
);

interface Run {
  level: number;
  trend: number;
  damping: number;
  error: number;
}

/**
 * Holt's level and damped trend on daily totals without their weekday's factor (Gardner and McKenzie 1985), spread over the
 * cells by their recent shares. Damped, because a trend carried on undamped is the commonest way to be far off.
 */
export function dampedTrend(table: DemandTable, horizonDays: number): Expectation {
  const factors = weekdayFactors(table, FACTOR_HALF_LIFE_DAYS);
  const levels = levelsOf(table, factors);
  const [best] = SETTINGS.map((setting) => run(levels, setting)).sort((a, b) => a.error - b.error);
  const ahead = Array.from({ length: horizonDays }, (_, n) => (best ? levelAhead(best, n + 1) : 0));
  return spread(table, ahead, { factors, shares: cellShares(table, SHARE_HALF_LIFE_DAYS) });
}

/** Never below zero: a falling trend ends there. */
const levelAhead = ({ level, trend, damping }: Omit<Run, "error">, days: number): number =>
  Math.max(0, level + (trend * damping * (1 - damping ** days)) / (1 - damping));

function run(levels: readonly (number | null)[], setting: (typeof SETTINGS)[number]): Run {
  const { damping } = setting;
  let level = meanOf(levels.slice(0, 2 * WEEK));
  let trend = 0;
  let error = 0;
  const past: { level: number; trend: number }[] = [];
  for (const [day, value] of levels.entries()) {
    const expected = Math.max(0, level + damping * trend);
    const before = level;
    const weekOld = past[day - WEEK];
    if (value === null) {
      level = expected; // a closed day passes, but shows nothing
      trend *= damping;
    } else {
      error += Math.abs(value - (weekOld ? levelAhead({ ...weekOld, damping }, WEEK) : expected));
      level = expected + setting.level * (value - expected);
      trend = damping * trend + setting.trend * (level - before - damping * trend);
    }
    past.push({ level, trend });
  }
  return { level, trend, damping, error };
}

/** Where demand is going, and in which months it is highest. */
import { FORECAST_LIMITS } from "../../config/forecast";
import { peakSeason, type Season, spansYear } from "../forecast/season";
import { type DailyTotal, robustTrend, type Trend } from "../forecast/trend";

/** Null is too few days, or a season that does not stand out. */
export interface SeasonalInsights {
  trend: Trend["direction"] | null;
  peak_season: Season | null;
  /** "prepare_for_25%_increase" if the next such stretch of days brings what this one brought. */
  adjustment_needed: string | null;
}

export const NO_INSIGHTS: SeasonalInsights = { trend: null, peak_season: null, adjustment_needed: null };

export function seasonalInsights(totals: readonly DailyTotal[], latitude: number | null): SeasonalInsights {
  const trend = robustTrend(totals);
  return {
    trend: trend?.direction ?? null,
    peak_season: peakSeason(totals, latitude),
    adjustment_needed: trend && adjustmentFor(trend),
  };
}

function adjustmentFor({ direction, changePercent }: Trend): string | null {
  if (direction === "stable") return "none";
  if (changePercent === null) return null;
  return `prepare_for_${Math.round(Math.abs(changePercent))}%_${direction === "increasing" ? "increase" : "decrease"}`;
}

/** What would have to be known for the fields that are null, in words. */
export function missingFor(
  { trend, peak_season }: SeasonalInsights,
  { totals, latitude }: { totals: readonly DailyTotal[]; latitude: number | null },
): string[] {
  const noTrend = `Fewer than ${FORECAST_LIMITS.minTrendDays} summed days: no trend can be told`;
  return [
    ...(trend === null ? [noTrend] : []),
    ...(latitude === null ? ["The business's latitude is not known: no peak season can be told"] : []),
    ...(spansYear(totals) ? [] : ["Less than a year of days: no peak season can be told"]),
    ...(latitude !== null && spansYear(totals) && peak_season === null ? ["No season stands out"] : []),
  ];
}

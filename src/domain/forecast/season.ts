import { FORECAST_LIMITS } from "../../config/forecast";
import { dateOf, dayOf } from "./demand-table";
import { higherChance } from "./rank-tests";
import { type DailyTotal, daysOf, type NumberedDay, slopeOf } from "./trend";

export type Season = "summer_months" | "autumn_months" | "winter_months" | "spring_months";

const SEASONS = ["winter_months", "spring_months", "summer_months", "autumn_months"] as const satisfies Season[];
/** Fewer known days make no week, fewer weeks no season. */
const MIN_DAYS = 3;
const MIN_WEEKS = 8;
/** Stricter than 0.05: a season is held against three others, and neighbouring weeks are alike. */
const CHANCE = 0.01;

interface Week {
  season: Season;
  mean: number;
}

/**
 * The three months (meteorological, from December, March, June or September) whose weeks are busier than those of every
 * other season. In one year growth looks like a season at its end, so the same season has to stand out with the trend taken
 * out too. Null without a whole year, without a latitude, and where no season stands out.
 */
export function peakSeason(totals: readonly DailyTotal[], latitude: number | null): Season | null {
  const days = daysOf(totals);
  const [first] = days;
  if (latitude === null || !first || !spansYear(totals)) return null;
  const slope = slopeOf(days) ?? 0;
  const level = days.map(({ day, total }) => ({ day, total: total - slope * (day - first.day) }));
  const peak = standsOut(weeksOf(days, latitude));
  return peak !== null && peak === standsOut(weeksOf(level, latitude)) ? peak : null;
}

/** From the first known day to the last, whatever lies between. */
export function spansYear(totals: readonly DailyTotal[]): boolean {
  const dates = totals.map(({ date }) => date).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return first !== undefined && last !== undefined && dayOf(last) - dayOf(first) + 1 >= FORECAST_LIMITS.minSeasonDays;
}

/** Whole weeks weigh all weekdays alike. */
function weeksOf(days: readonly NumberedDay[], latitude: number): Week[] {
  const first = days[0]?.day ?? 0;
  return [...Map.groupBy(days, ({ day }) => Math.floor((day - first) / 7))]
    .filter(([, week]) => week.length >= MIN_DAYS)
    .map(([n, week]) => ({
      season: seasonOf(first + 7 * n + 3, latitude),
      mean: week.reduce((sum, { total }) => sum + total, 0) / week.length,
    }));
}

function seasonOf(day: number, latitude: number): Season {
  const quarter = Math.floor((Number(dateOf(day).slice(5, 7)) % 12) / 3);
  return SEASONS[(quarter + (latitude < 0 ? 2 : 0)) % 4] ?? "winter_months";
}

function standsOut(weeks: readonly Week[]): Season | null {
  const of = (season: Season) => weeks.filter((week) => week.season === season).map(({ mean }) => mean);
  if (SEASONS.some((season) => of(season).length < MIN_WEEKS)) return null;
  const isPeak = (season: Season) =>
    SEASONS.every((other) => other === season || higherChance(of(season), of(other)) < CHANCE);
  return SEASONS.find(isPeak) ?? null;
}

/** What a forest is shown: rows of single days, as they were known before a day of forecasting. */
import { FORECAST_LIMITS } from "../../config/forecast";
import { type DemandTable, dateOf, meanOf, weekdayOf } from "./demand-table";
import { sameWeekdays } from "./seasonal-naive";

const WEEK = 7;
const LEVEL_DAYS = 28;
const RECENT_WEEKS = 4;
/** Weeks whose mean a row starts from: twice the recent ones, to be half as shaken by chance. */
const USUAL_WEEKS = 8;

export interface ForestRow {
  features: number[];
  /** The cell's mean on its last same weekdays, to which the forest adds. */
  usual: number;
}

/** Features of a cell on a day, as they were known before the origin; null when that weekday had not been seen then. */
export function describeRows(table: DemandTable) {
  const ranks = {
    category: rankOf(table, ({ category }) => category),
    location: rankOf(table, ({ locationId }) => locationId),
  };
  return ({ cell, day, origin }: { cell: number; day: number; origin: number }): ForestRow | null => {
    const series = table.cells[cell];
    const past = series ? sameWeekdays(series.demand, day, USUAL_WEEKS) : [];
    const [latest] = past;
    if (!series || latest === undefined) return null;
    const usual = meanOf(past);
    const features = [
      weekdayOf(table.firstDay + day),
      series.hour,
      Number(dateOf(table.firstDay + day).slice(5, 7)),
      ranks.category.get(series.category) ?? 0,
      ranks.location.get(series.locationId) ?? 0,
      day,
      meanOf(table.totals.slice(Math.max(0, origin - LEVEL_DAYS), origin)),
      meanOf(series.demand.slice(Math.max(0, origin - LEVEL_DAYS), origin)) - usual,
      latest - usual,
      meanOf(past.slice(0, RECENT_WEEKS)) - usual,
      usual,
    ];
    return { features, usual };
  };
}

/** Names in order of their demand: a tree splits by order, and the alphabet says nothing. */
function rankOf({ cells }: DemandTable, nameOf: (cell: DemandTable["cells"][number]) => string): Map<string, number> {
  const means = [...Map.groupBy(cells, nameOf)].map(
    ([name, own]) => [name, own.reduce((sum, { demand }) => sum + meanOf(demand), 0)] as const,
  );
  return new Map(means.sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1)).map(([name], rank) => [name, rank]));
}

/** What is known of the recent days, each seen from within the week before it, so that its last same weekday is past. */
export function trainingPlaces({ cells, days }: DemandTable) {
  const first = Math.max(WEEK, days - FORECAST_LIMITS.forecastRecentDays);
  return cells.flatMap(({ demand }, cell) =>
    demand.slice(first).flatMap((value, n) => {
      const day = first + n;
      return value === null ? [] : [{ cell, day, ahead: (day + cell) % WEEK, demand: value }];
    }),
  );
}

/** So many of a list, drawn by the seed. */
export const sampled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, n) => ({ item, rank: mixed(seed, n) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, FORECAST_LIMITS.forestRows)
    .map(({ item }) => item);

/** MurmurHash3's finalizer over seed and number. */
function mixed(seed: number, n: number): number {
  let bits = (seed ^ Math.imul(n + 1, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * A business's demand by day and cell. What was counted, what counts as zero and what is unknown are told apart here, once,
 * for all models. Days are whole numbers since 1970: a date has no zone, so that clock changes neither add nor take a day.
 */
import { DAY_MS, type LocalDate } from "../time";

export interface CellKey {
  /** 0 to 23, the hour in which the slot starts. */
  hour: number;
  category: string;
  locationId: string;
}

export interface DemandCell extends CellKey {
  date: LocalDate;
  demand: number;
}

export interface DemandHistory {
  from: LocalDate;
  /** The last day whose demand is complete. */
  to: LocalDate;
  cells: readonly DemandCell[];
}

export interface CellSeries extends CellKey {
  /** By weekday, Monday first: whether the cell was ever offered or booked on one. */
  weekdays: readonly boolean[];
  /** By day; null before the cell's first day, on weekdays that are not its own, and on days that are unknown. */
  demand: readonly (number | null)[];
}

export interface DemandTable {
  /** Number of the first day of which anything is known. */
  firstDay: number;
  days: number;
  cells: readonly CellSeries[];
  /** By day: demand of all cells, null on a day without any: a closed day is not one that nobody wanted. */
  totals: readonly (number | null)[];
}

export const dayOf = (date: LocalDate): number => Date.parse(date) / DAY_MS;
export const dateOf = (day: number): LocalDate => new Date(day * DAY_MS).toISOString().slice(0, 10);
/** 0 is Monday; day 0 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export const cellName = ({ hour, category, locationId }: CellKey): string =>
  JSON.stringify([hour, category, locationId]);

/** The weekday of a day ahead, from 0, the first being the day after the table's last. */
export const weekdayAhead = ({ firstDay, days }: DemandTable, ahead: number): number =>
  weekdayOf(firstDay + days + ahead);

/** Of the values that are known; 0 of none. */
export function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : 0;
}

/** The table of a history; null when nothing is known. Equal cells of a day add up. */
export function tabulate({ from, to, cells }: DemandHistory): DemandTable | null {
  const [first, last] = [dayOf(from), dayOf(to)];
  const byKey = new Map<string, { key: CellKey; byDay: Map<number, number> }>();
  const known = new Set<number>();
  for (const { date, demand, hour, category, locationId } of cells) {
    const day = dayOf(date);
    if (day < first || day > last) continue;
    known.add(day);
    const key = { hour, category, locationId };
    const name = cellName(key);
    const entry = byKey.get(name) ?? { key, byDay: new Map<number, number>() };
    entry.byDay.set(day, (entry.byDay.get(day) ?? 0) + demand);
    byKey.set(name, entry);
  }
  if (known.size === 0) return null;
  const firstDay = Math.min(...known);
  const days = last - firstDay + 1;
  const series = [...byKey.values()]
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ key, byDay }) => capOutliers(complete(key, byDay, { firstDay, days, known })));
  return { firstDay, days, cells: series, totals: totalsOf(series, days) };
}

const compareKeys = (a: CellKey, b: CellKey): number =>
  a.hour - b.hour || compare(a.category, b.category) || compare(a.locationId, b.locationId);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function complete(
  key: CellKey,
  byDay: ReadonlyMap<number, number>,
  { firstDay, days, known }: { firstDay: number; days: number; known: ReadonlySet<number> },
): CellSeries {
  const first = Math.min(...byDay.keys());
  const own = new Set([...byDay.keys()].map(weekdayOf));
  const demand = Array.from({ length: days }, (_, n) => {
    const day = firstDay + n;
    const isZero = day >= first && known.has(day) && own.has(weekdayOf(day));
    return byDay.get(day) ?? (isZero ? 0 : null);
  });
  return { ...key, weekdays: Array.from({ length: 7 }, (_, weekday) => own.has(weekday)), demand };
}

/** By day: the sum of what is known of the cells, null where nothing is. */
function totalsOf(cells: readonly CellSeries[], days: number): (number | null)[] {
  return Array.from({ length: days }, (_, n) => {
    const known = cells.flatMap(({ demand }) => demand[n] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** Fewer values than this do not show what is usual. */
const MIN_VALUES = 8;
const OUTLIER_RANK = 3;
const OUTLIER_FACTOR = 4;
const NO_OUTLIER_BELOW = 10;

/**
 * Caps what stands alone: more than four times a cell's third largest value. A caterer's order or a slip of the till says
 * nothing about other days, and squared it would drown them. Three such days are no longer alone, and count in full.
 */
function capOutliers(cell: CellSeries): CellSeries {
  const largest = cell.demand.filter((value) => value !== null).sort((a, b) => b - a);
  if (largest.length < MIN_VALUES) return cell;
  const cap = Math.max(NO_OUTLIER_BELOW, OUTLIER_FACTOR * (largest[OUTLIER_RANK - 1] ?? 0));
  return { ...cell, demand: cell.demand.map((value) => value && Math.min(value, cap)) };
}

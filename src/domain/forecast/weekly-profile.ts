/** How demand divides among the weekdays, and a weekday's among its cells: what two of the models share. */
import { type DemandTable, weekdayAhead, weekdayOf } from "./demand-table";
import type { Expectation } from "./model";

/** What few days show is drawn towards the mean as if so many ordinary days had been seen besides. */
const ORDINARY_DAYS = 0.5;
/** The same for cells of a weekday, in pickups. */
const ORDINARY_PICKUPS = 20;

/** Weight of a day: halved every so many days. */
const weightOf = ({ days }: DemandTable, day: number, halfLifeDays: number): number =>
  0.5 ** ((days - 1 - day) / halfLifeDays);

/** Demand of each weekday, Monday first, over that of an ordinary day; 1 where nothing is known. */
export function weekdayFactors(table: DemandTable, halfLifeDays: number): number[] {
  const weights = new Array<number>(7).fill(0);
  const sums = new Array<number>(7).fill(0);
  table.totals.forEach((total, day) => {
    if (total === null) return;
    const weekday = weekdayOf(table.firstDay + day);
    const weight = weightOf(table, day, halfLifeDays);
    weights[weekday] = (weights[weekday] ?? 0) + weight;
    sums[weekday] = (sums[weekday] ?? 0) + weight * total;
  });
  const mean = sumOf(sums) / sumOf(weights);
  if (!(mean > 0)) return sums.map(() => 1);
  return sums.map((sum, weekday) => (sum / mean + ORDINARY_DAYS) / ((weights[weekday] ?? 0) + ORDINARY_DAYS));
}

/** By weekday, then by cell: its share of the weekday's demand, drawn towards its share of all days'. Sums to 1 or 0. */
export function cellShares(table: DemandTable, halfLifeDays: number): number[][] {
  const byWeekday = Array.from({ length: 7 }, () => new Array<number>(table.cells.length).fill(0));
  const overall = new Array<number>(table.cells.length).fill(0);
  table.cells.forEach(({ demand }, cell) => {
    let [sum, known] = [0, 0];
    demand.forEach((value, day) => {
      if (value === null) return;
      const weight = weightOf(table, day, halfLifeDays);
      const row = byWeekday[weekdayOf(table.firstDay + day)];
      if (row) row[cell] = (row[cell] ?? 0) + weight * value;
      sum += weight * value;
      known += weight;
    });
    overall[cell] = known > 0 ? sum / known : 0;
  });
  return byWeekday.map((sums, weekday) => {
    const usual = normalised(overall.map((mean, cell) => (table.cells[cell]?.weekdays[weekday] ? mean : 0)));
    return normalised(sums.map((sum, cell) => sum + ORDINARY_PICKUPS * (usual[cell] ?? 0)));
  });
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function normalised(values: readonly number[]): number[] {
  const sum = sumOf(values);
  return sum > 0 ? values.map((value) => value / sum) : values.map(() => 0);
}

/** By day: its total without what its weekday makes of it. */
export const levelsOf = ({ totals, firstDay }: DemandTable, factors: readonly number[]): (number | null)[] =>
  totals.map((total, day) => total && total / (factors[weekdayOf(firstDay + day)] ?? 1));

/** Levels of the days ahead, by day from 0, times their weekdays' factors, spread over the cells by their shares. */
export function spread(
  table: DemandTable,
  levels: readonly number[],
  { factors, shares }: { factors: readonly number[]; shares: readonly (readonly number[])[] },
): Expectation {
  const days = levels.map((level, ahead) => {
    const weekday = weekdayAhead(table, ahead);
    return { total: level * (factors[weekday] ?? 1), shares: shares[weekday] };
  });
  return table.cells.map((_, cell) => days.map((day) => day.total * (day.shares?.[cell] ?? 0)));
}

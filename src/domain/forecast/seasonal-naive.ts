import type { DemandTable } from "./demand-table";
import type { Expectation } from "./model";

/** The same weekday of last week, or of the latest week in which that day is known. What the other models have to beat. */
export const seasonalNaive = ({ cells, days }: DemandTable, horizonDays: number): Expectation =>
  cells.map(({ demand }) =>
    Array.from({ length: horizonDays }, (_, ahead) => sameWeekdays(demand, days + ahead, 1)[0] ?? 0),
  );

/** Known values of a day's weekday in the weeks before it, latest first, so many at the most. */
export function sameWeekdays(demand: readonly (number | null)[], day: number, count: number): number[] {
  const values: number[] = [];
  for (let past = day - 7; past >= 0 && values.length < count; past -= 7) {
    const value = demand[past] ?? null;
    if (value !== null) values.push(value);
  }
  return values;
}

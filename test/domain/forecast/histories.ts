import type { DemandCell, DemandHistory } from "../../../src/domain/forecast/demand-table";
import { addDays, weekdayIndex } from "../../../src/domain/time";
import { Random } from "../../support/random";

export const CELL = { hour: 17, category: "Bakery", locationId: "main" };

export const daysFrom = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => addDays(from, n));

/** Monday, 5 January 2026, and the days after it. */
export const MONDAY = "2026-01-05";

/** So many days of what a function makes of each; null is a day without any cell. */
export function historyOf(days: number, cellsOn: (date: string, n: number) => Partial<DemandCell>[] | null) {
  const dates = daysFrom(MONDAY, days);
  const cells = dates.flatMap((date, n) =>
    (cellsOn(date, n) ?? []).map((cell): DemandCell => ({ ...CELL, demand: 0, date, ...cell })),
  );
  return { from: MONDAY, to: dates.at(-1) ?? MONDAY, cells } satisfies DemandHistory;
}

/** One cell with a number for each weekday, Monday first. */
export const weekly = (days: number, byWeekday: readonly number[]): DemandHistory =>
  historyOf(days, (date) => [{ demand: byWeekday[weekdayIndex(date)] ?? 0 }]);

/** Four cells a day around a weekly shape, with chance. */
export function noisy(days: number, seed: number): DemandHistory {
  const random = new Random(seed);
  return historyOf(days, (date) =>
    [12, 17].flatMap((hour) =>
      ["Bakery", "Meals"].map((category) => ({
        hour,
        category,
        demand: random.between(0, 4 + 2 * weekdayIndex(date)),
      })),
    ),
  );
}

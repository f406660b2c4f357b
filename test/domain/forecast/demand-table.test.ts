import { describe, expect, it } from "vitest";
import { dateOf, dayOf, tabulate, weekdayOf } from "../../../src/domain/forecast/demand-table";
import { localDate, weekdayIndex } from "../../../src/domain/time";
import { CELL, daysFrom, historyOf, MONDAY } from "./histories";

describe("a table of demand", () => {
  it("counts a cell as zero where others of the day are known", () => {
    const table = tabulate(
      historyOf(15, (_, n) => [{ demand: 2 }, ...(n === 0 || n === 14 ? [{ hour: 9, demand: 5 }] : [])]),
    );
    const morning = table?.cells.find(({ hour }) => hour === 9);
    expect(morning?.demand[7]).toBe(0);
    expect(morning?.demand).toEqual([5, null, null, null, null, null, null, 0, null, null, null, null, null, null, 5]);
    expect(morning?.weekdays).toEqual([true, false, false, false, false, false, false]);
  });

  it("knows nothing of a cell before its first day", () => {
    const table = tabulate(historyOf(15, (_, n) => [{ demand: 2 }, ...(n === 7 ? [{ hour: 9, demand: 5 }] : [])]));
    expect(table?.cells.find(({ hour }) => hour === 9)?.demand.filter((value) => value !== null)).toEqual([5, 0]);
  });

  it("knows nothing of days without any cell, which are not days without demand", () => {
    const table = tabulate(historyOf(10, (_, n) => (n >= 3 && n < 6 ? null : [{ demand: 4 }])));
    expect(table?.totals).toEqual([4, 4, 4, null, null, null, 4, 4, 4, 4]);
    expect(table?.cells[0]?.demand).toEqual(table?.totals);
  });

  it("begins with the first day of which anything is known and ends with the last of the history", () => {
    const table = tabulate({ ...historyOf(10, (_, n) => (n === 4 ? [{ demand: 1 }] : null)), from: "2025-01-01" });
    expect(table && dateOf(table.firstDay)).toBe("2026-01-09");
    expect(table?.totals).toEqual([1, null, null, null, null, null]);
  });

  it("leaves out what lies outside the history", () => {
    const { from, to, cells } = historyOf(10, () => [{ demand: 1 }]);
    const late = { ...CELL, date: "2026-02-01", demand: 9 };
    expect(tabulate({ from, to, cells: [...cells, late] })?.totals).toEqual(Array(10).fill(1));
    expect(tabulate({ from: "2026-01-12", to, cells })?.totals).toEqual([1, 1, 1]);
    expect(tabulate({ from, to, cells: [late] })).toBeNull();
  });

  it("adds up cells that come twice, whatever their order", () => {
    const history = historyOf(2, () => [{ demand: 1 }, { hour: 9, demand: 3 }, { demand: 2 }]);
    const table = tabulate(history);
    expect(table?.cells.map(({ hour, demand }) => [hour, ...demand])).toEqual([
      [9, 3, 3],
      [17, 3, 3],
    ]);
    expect(tabulate({ ...history, cells: history.cells.toReversed() })).toEqual(table);
  });

  it("caps a value that stands alone, and not one of three", () => {
    const withLarge = (large: number[]) =>
      tabulate(historyOf(20, (_, n) => [{ demand: large.includes(n) ? 1_000_000 : 5 }]))?.totals;
    expect(withLarge([8])?.[8]).toBe(20);
    expect(withLarge([8, 9])?.[9]).toBe(20);
    expect(withLarge([8, 9, 10])?.[9]).toBe(1_000_000);
  });

  it("caps no ordinary count of a cell that is hardly wanted", () => {
    const table = tabulate(historyOf(20, (_, n) => [{ demand: n === 8 ? 9 : 0 }]));
    expect(table?.totals[8]).toBe(9);
  });
});

it("does not cap what too few values show", () => {
  const table = tabulate(historyOf(7, (_, n) => [{ demand: n === 3 ? 500 : 1 }]));
  expect(table?.totals[3]).toBe(500);
});

describe("days", () => {
  it("are whole numbers that turn back into their dates, in order, with the weekday of the calendar", () => {
    const dates = daysFrom("2023-12-25", 800);
    expect(dates.map(dayOf).map(dateOf)).toEqual(dates);
    expect(dates.map(dayOf).map(weekdayOf)).toEqual(dates.map(weekdayIndex));
    expect(dates.every((date, n) => dayOf(date) === dayOf("2023-12-25") + n)).toBe(true);
    expect(weekdayOf(dayOf(MONDAY))).toBe(0);
    expect(weekdayOf(dayOf("1969-12-29"))).toBe(0);
  });

  it("are those of the business where clocks change", () => {
    // Noon in London through the 23-hour day of 29 March 2026 and the 25-hour day of 25 October 2026.
    const noons = daysFrom("2026-03-20", 230).map((date) => {
      const isSummer = date >= "2026-03-29" && date < "2026-10-25";
      return Date.parse(`${date}T${isSummer ? "11" : "12"}:00:00Z`);
    });
    const cells = noons.map((at) => ({ ...CELL, date: localDate(at, "Europe/London"), demand: 3 }));
    const table = tabulate({ from: "2026-03-20", to: "2026-11-04", cells });
    expect(table?.days).toBe(230);
    expect(table?.totals.every((total) => total === 3)).toBe(true);
  });
});

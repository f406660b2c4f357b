import { describe, expect, it } from "vitest";
import { type Columns, columnInWords, isEmpty } from "../../../src/web/dashboard/charts/columns";
import { forecastColumns, share } from "../../../src/web/dashboard/forecast/forecast-columns";
import { dailyColumns, hourlyColumns, lastDays, orNotYet, percent } from "../../../src/web/dashboard/numbers/period";

const june = (days: { date: string; scheduled: number; completed: number; missed: number; cancelled: number }[]) =>
  dailyColumns({ period: { start_date: "2026-06-01", end_date: "2026-06-03" }, by_date: days } as Parameters<
    typeof dailyColumns
  >[0]);

describe("the days of a period", () => {
  it("are all there, those without pickups with none", () => {
    const { names, series } = june([{ date: "2026-06-02", scheduled: 5, completed: 3, missed: 1, cancelled: 1 }]);
    expect(names).toEqual(["1 Jun", "2 Jun", "3 Jun"]);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ["Booked", [0, 5, 0]],
      ["Completed", [0, 3, 0]],
      ["Missed", [0, 1, 0]],
    ]);
  });

  it("go up to yesterday, the last one that is over", () => {
    expect(lastDays("2026-03-01", 7)).toEqual({ from: "2026-02-22", to: "2026-02-28" });
  });
});

describe("the hours of a period", () => {
  it("go from the first with pickups to the last", () => {
    const { names, series } = hourlyColumns({ time_distribution: { "09:00": 2, "12:00": 4 } });
    expect(names).toEqual(["09:00", "10:00", "11:00", "12:00"]);
    expect(series[0]?.values).toEqual([2, 0, 0, 4]);
  });

  it("are none without pickups", () => {
    expect(isEmpty(hourlyColumns({ time_distribution: {} }))).toBe(true);
  });
});

describe("a forecast", () => {
  const columns = forecastColumns({
    hours: [
      { hour: "12:00", expected: null, p90: null },
      { hour: "13:00", expected: 2.5, p90: 5 },
    ],
  });

  it("keeps what is not known apart from nothing", () => {
    expect(columns.series.map(({ values }) => values)).toEqual([
      [null, 2.5],
      [null, 5],
    ]);
    expect(isEmpty(columns)).toBe(false);
    expect(columnInWords(columns, 0)).toBe("12:00: not known");
    expect(columnInWords(columns, 1)).toBe("13:00: 2.5 expected, 5 exceeded one time in ten");
  });

  it("is empty when no hour is known", () => {
    expect(isEmpty(forecastColumns({ hours: [{ hour: "12:00", expected: null, p90: null }] }))).toBe(true);
  });
});

it("says 0 in words where nothing happened", () => {
  const columns: Columns = { of: "Day", names: ["1 Jun"], series: [{ name: "Booked", look: "line", values: [0] }] };
  expect(columnInWords(columns, 0)).toBe("1 Jun: 0 booked");
});

it("says what is too thin to be a number, and never calls 0 so", () => {
  expect([percent(null), percent(0), orNotYet("", String), orNotYet(null), share(null), share(0.436)]).toEqual([
    "Not enough yet",
    "0 %",
    "",
    "Not enough yet",
    "not known",
    "44 %",
  ]);
});

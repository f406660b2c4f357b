import { describe, expect, it } from "vitest";
import type { DemandHistory } from "../../../src/domain/forecast/demand-table";
import { forecastDemand } from "../../../src/domain/forecast/forecast-demand";
import { MODEL_NAMES, type Model } from "../../../src/domain/forecast/model";
import { smoothedProfile } from "../../../src/domain/forecast/smoothed-profile";
import { trainForecast } from "../../../src/domain/forecast/train-forecast";
import { addDays, localDate } from "../../../src/domain/time";
import { CELL, daysFrom, historyOf, noisy, weekly } from "./histories";
import { QUICK, served } from "./training";

const SHAPE = [2, 3, 4, 5, 9, 10, 2];
const OPTIONS = { horizonDays: 7, seed: 1 };
describe("a forecast", () => {
  it("says what it rests on", () => {
    const forecast = served(forecastDemand(weekly(60, SHAPE), { horizonDays: 10, seed: 1 }));
    expect(forecast).toMatchObject({
      origins: 4,
      isThin: false,
      history: { from: "2026-01-05", to: "2026-03-05", days: 60, pickups: 294 },
      dates: daysFrom("2026-03-06", 10),
    });
    expect(Object.keys(forecast.wape)).toEqual([...MODEL_NAMES]);
    expect(forecast.wape.seasonal_naive).toBe(0);
    expect(forecast.model).toBe("seasonal_naive");
    expect(forecast.cells[0]?.expected).toEqual([9, 10, 2, 2, 3, 4, 5, 9, 10, 2]);
  });

  it("says so when it could be tested on fewer weeks than it should", () => {
    expect(served(forecastDemand(weekly(30, SHAPE), OPTIONS))).toMatchObject({ origins: 2, isThin: true });
  });

  it("is not thin for one closed week in a long history", () => {
    const rested = historyOf(300, (_, n) => (n >= 286 && n < 293 ? null : [{ demand: 5 }]));
    expect(served(trainForecast(rested, QUICK, 7))).toMatchObject({
      origins: 4,
      isThin: false,
      history: { days: 293 },
    });
  });

  it("is served by the model with the least error of whole hours", () => {
    const far: Model = ({ cells }, days) => cells.map(() => new Array<number>(days).fill(1_000));
    const exact: Model = ({ cells }, days) => cells.map(() => new Array<number>(days).fill(5));
    const models = { seasonal_naive: far, smoothed_profile: far, damped_trend: exact, random_forest: far };
    const forecast = served(
      trainForecast(
        historyOf(60, () => [{ demand: 5 }]),
        models,
        7,
      ),
    );
    expect(forecast).toMatchObject({ model: "damped_trend", wape: { damped_trend: 0, random_forest: 199 } });
    expect(forecast.cells[0]?.expected).toEqual([5, 5, 5, 5, 5, 5, 5]);
  });

  it("says nothing of weekdays on which a cell was never offered", () => {
    const weekdays = historyOf(60, (_, n) => (n % 7 > 4 ? null : [{ demand: 5 }]));
    const forecast = served(trainForecast(weekdays, QUICK, 7));
    expect(forecast.cells[0]?.expected.map((value) => value === null)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("reaches from one day to the limit", () => {
    const reach = (horizonDays: number) => served(trainForecast(weekly(60, SHAPE), QUICK, horizonDays)).dates.length;
    expect([reach(0), reach(1), reach(28), reach(400)]).toEqual([1, 1, 28, 28]);
  });

  it("has no more decimals than are of use", () => {
    const [cell] = served(trainForecast(noisy(60, 1), { ...QUICK, seasonal_naive: smoothedProfile }, 28)).cells;
    for (const value of cell?.expected ?? []) expect(String(value)).toMatch(/^\d+(\.\d{1,3})?$/);
  });

  it("counts no pickups from before the history", () => {
    const { to, cells } = weekly(70, SHAPE);
    const late = { from: "2026-02-02", to, cells };
    expect(served(trainForecast(late, QUICK, 7)).history.pickups).toBe(6 * 35);
    expect(trainForecast({ ...late, from: "2026-03-09" }, QUICK, 7)).toMatchObject({ pickups: 35 });
  });

  it("is the same whether clocks change in the history or not", () => {
    const dates = daysFrom("2026-02-02", 80);
    const at = (date: string) => Date.parse(`${date}T${date >= "2026-03-29" ? "16" : "17"}:30:00Z`);
    const london = dates.map((date, n) => ({
      ...CELL,
      date: localDate(at(date), "Europe/London"),
      demand: SHAPE[n % 7] ?? 0,
    }));
    const history = { from: "2026-02-02", to: dates.at(-1) ?? "", cells: london };
    const plain = { ...weekly(80, SHAPE), from: "2026-02-02" };
    expect(new Set(london.map(({ date }) => date)).size).toBe(80);
    const shifted = plain.cells.map((cell) => ({ ...cell, date: addDays(cell.date, 28) }));
    expect(served(trainForecast(history, QUICK, 7))).toEqual(
      served(trainForecast({ ...history, cells: shifted }, QUICK, 7)),
    );
  });

  it("of 1,000 cells over 28 days is stored in less than 300 KB", () => {
    const wide = historyOf(30, (_, n) =>
      Array.from({ length: 1_000 }, (_, cell) => ({
        hour: cell % 20,
        category: `Category ${Math.floor(cell / 20) % 5}`,
        locationId: `0197a001-0000-7000-8000-${String(Math.floor(cell / 100)).padStart(12, "0")}`,
        demand: (cell * 7 + n * 13) % 30,
      })),
    );
    const forecast = served(trainForecast(wide, QUICK, 28));
    expect(forecast.cells).toHaveLength(1_000);
    expect(JSON.stringify(forecast).length).toBeLessThan(300_000);
  });
});

describe("too little", () => {
  it("is fewer than 50 pickups", () => {
    const pickups = (count: number) => historyOf(count, () => [{ demand: 1 }]);
    expect(forecastDemand(pickups(49), OPTIONS)).toEqual({
      kind: "insufficient",
      reason: "too_few_pickups",
      pickups: 49,
      days: 49,
      requiredPickups: 50,
      requiredDays: 21,
    });
    expect(forecastDemand(pickups(50), OPTIONS).kind).toBe("forecast");
  });

  it("is fewer than 50 pickups in the last 90 days, however many there were before", () => {
    const busyOnce = historyOf(200, (_, n) => [{ demand: n < 105 ? 20 : n % 2 }]);
    expect(forecastDemand(busyOnce, OPTIONS)).toMatchObject({ reason: "too_few_pickups", pickups: 45 });
  });

  it("is a business that is two days old, whatever it sold", () => {
    expect(
      forecastDemand(
        historyOf(2, () => [{ demand: 400 }]),
        OPTIONS,
      ),
    ).toMatchObject({
      reason: "too_few_days",
      pickups: 800,
      days: 2,
    });
  });

  it("is a history without anything", () => {
    const empty: DemandHistory = { from: "2026-01-01", to: "2026-06-01", cells: [] };
    expect(forecastDemand(empty, OPTIONS)).toMatchObject({ reason: "too_few_pickups", pickups: 0, days: 0 });
    expect(forecastDemand(weekly(100, [0, 0, 0, 0, 0, 0, 0]), OPTIONS)).toMatchObject({ pickups: 0 });
  });

  it("is weeks of the back-test in which nothing was wanted", () => {
    const ended = historyOf(80, (_, n) => [{ demand: n < 50 ? 5 : 0 }]);
    expect(forecastDemand(ended, OPTIONS)).toMatchObject({ reason: "no_recent_demand", pickups: 250 });
  });

  it.each([
    [80, 50],
    [300, 270],
    [24, 16],
  ])("of %i days is having been open on the first %i only", (days, open) => {
    const closed = historyOf(days, (_, n) => (n < open ? [{ demand: 5 }] : null));
    expect(forecastDemand(closed, OPTIONS)).toMatchObject({ kind: "insufficient", reason: "no_recent_demand", days });
  });
});

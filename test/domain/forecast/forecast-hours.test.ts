import { describe, expect, it } from "vitest";
import { forecastHours, quantileOf } from "../../../src/domain/forecast/forecast-hours";
import type { Forecast } from "../../../src/domain/forecast/model";
import { loadedBy } from "../source-tree";

const FORECAST: Forecast = {
  kind: "forecast",
  model: "smoothed_profile",
  wape: { seasonal_naive: 0.4, smoothed_profile: 0.2, damped_trend: 0.3, random_forest: 0.3 },
  origins: 4,
  isThin: false,
  history: { from: "2026-01-05", to: "2026-05-31", days: 147, pickups: 2_000 },
  dispersion: { own: 1, shared: 0.1 },
  dates: ["2026-06-01", "2026-06-02"],
  cells: [
    { hour: 17, category: "Bakery", locationId: "main", expected: [2, null] },
    { hour: 17, category: "Bakery", locationId: "side", expected: [1, 1] },
    { hour: 17, category: "Meals", locationId: "main", expected: [5, 4] },
    { hour: 9, category: "Meals", locationId: "main", expected: [0.5, null] },
  ],
};
const MONDAY = "2026-06-01";

describe("a day's hours", () => {
  it("add up all categories and locations, in order of time", () => {
    expect(forecastHours(FORECAST, { date: MONDAY })).toEqual({
      date: MONDAY,
      isFallback: false,
      hours: [
        { hour: 9, expected: 0.5, dispersion: 1.05 },
        { hour: 17, expected: 8, dispersion: 1.8 },
      ],
    });
  });

  it.each([
    [{ category: "Bakery" }, [[17, 3]]],
    [
      { locationId: "main" },
      [
        [9, 0.5],
        [17, 7],
      ],
    ],
    [
      { category: "Meals", locationId: "main" },
      [
        [9, 0.5],
        [17, 5],
      ],
    ],
    [{ category: "Meals", locationId: "side" }, []],
    [{ locationId: "unknown" }, []],
  ])("of %j are those of its cells", (filter, hours) => {
    const day = forecastHours(FORECAST, { date: MONDAY, ...filter });
    expect(day?.isFallback).toBe(false);
    expect(day?.hours.map(({ hour, expected }) => [hour, expected])).toEqual(hours);
  });

  it("of a category that was never seen are those of all categories, and say so", () => {
    const all = forecastHours(FORECAST, { date: MONDAY });
    expect(forecastHours(FORECAST, { date: MONDAY, category: "Sushi" })).toEqual({ ...all, isFallback: true });
    const side = forecastHours(FORECAST, { date: MONDAY, category: "Sushi", locationId: "side" });
    expect(side).toMatchObject({ isFallback: true, hours: [{ hour: 17, expected: 1 }] });
  });

  it("leave out hours in which nothing is offered on that weekday", () => {
    const hours = forecastHours(FORECAST, { date: "2026-06-02" })?.hours;
    expect(hours?.map(({ hour, expected }) => [hour, expected])).toEqual([[17, 5]]);
  });

  it("tell what demand exceeds in half and in a tenth of the cases at the most", () => {
    const hours = forecastHours(FORECAST, { date: MONDAY })?.hours ?? [];
    expect(hours.map((hour) => [quantileOf(hour, 0.5), quantileOf(hour, 0.9)])).toEqual([
      [0, 1],
      [8, 13],
    ]);
  });

  it("spread further, in relation, the more cells move together", () => {
    const still = { ...FORECAST, dispersion: { own: 1, shared: 0 } };
    const p90 = (forecast: Forecast) => {
      const hour = forecastHours(forecast, { date: MONDAY })?.hours[1];
      return hour && quantileOf(hour, 0.9);
    };
    expect(p90(still)).toBe(12);
    expect(p90({ ...FORECAST, dispersion: { own: 2, shared: 0.5 } })).toBeGreaterThan(13);
  });

  it("are unknown on days that the forecast does not reach", () => {
    expect(forecastHours(FORECAST, { date: "2026-05-31" })).toBeNull();
    expect(forecastHours(FORECAST, { date: "2026-06-03" })).toBeNull();
  });
});

describe("reading a forecast", () => {
  it.each(["forecast-hours", "trend", "season"])("with %s does not load the forest that trains one", (file) => {
    expect(loadedBy(`domain/forecast/${file}`)).not.toContain("ml-random-forest");
    expect(loadedBy("domain/forecast/forecast-demand")).toContain("ml-random-forest");
  });
});

import { describe, expect, it } from "vitest";
import type { DemandCell } from "../../../src/domain/forecast/demand-table";
import type { Forecast } from "../../../src/domain/forecast/model";
import { demandOf } from "../../../src/domain/optimization/day-demand";
import { addDays } from "../../../src/domain/time";

const FRIDAY = "2026-06-26";
const cell = (weeksAgo: number, parts: Partial<DemandCell> = {}): DemandCell => ({
  date: addDays(FRIDAY, -7 * weeksAgo),
  hour: 17,
  category: "pizza",
  locationId: "main",
  demand: 10,
  ...parts,
});

const forecast: Forecast = {
  kind: "forecast",
  model: "smoothed_profile",
  wape: { seasonal_naive: 0.3, smoothed_profile: 0.2, damped_trend: 0.3, random_forest: 0.3 },
  origins: 4,
  isThin: false,
  history: { from: "2026-01-01", to: "2026-06-24", days: 175, pickups: 900 },
  dispersion: { own: 1.2, shared: 0.05 },
  dates: ["2026-06-25", FRIDAY],
  cells: [
    { hour: 17, category: "pizza", locationId: "main", expected: [4, 6] },
    { hour: 17, category: "soup", locationId: "main", expected: [1, 2] },
    { hour: 12, category: "soup", locationId: "side", expected: [null, null] },
  ],
};

describe("a day's demand", () => {
  it("is the forecast's, all categories together, with its dispersion", () => {
    const demand = demandOf({ date: FRIDAY, forecast, history: [] });
    expect(demand).toEqual({
      ok: true,
      value: {
        basis: "forecast",
        hours: [{ locationId: "main", hour: 17, mean: 8, dispersion: 1.2 + 0.05 * 8 }],
        missing: [],
      },
    });
  });

  it("says so where the forecast was hardly tested", () => {
    const demand = demandOf({ date: FRIDAY, forecast: { ...forecast, isThin: true, origins: 2 }, history: [] });
    expect(demand.ok && demand.value.missing).toEqual(["The forecast was tested on 2 past weeks only"]);
  });

  it("is the mean of the same weekday beyond the forecast, and says that", () => {
    const history = [1, 2, 3, 4, 5, 6].map((weeks) => cell(weeks, { demand: weeks + 6 }));
    const thursday = { ...cell(1), date: "2026-06-18", demand: 500 };
    const demand = demandOf({ date: FRIDAY, forecast: { ...forecast, dates: [] }, history: [...history, thursday] });
    expect(demand.ok && demand.value).toEqual({
      basis: "weekday_mean",
      hours: [{ locationId: "main", hour: 17, mean: 9.5, dispersion: 1 }],
      missing: ["No forecast of this day: demand is the mean of 6 days of the same weekday"],
    });
  });

  it("counts the days on which nobody came, from the first on which an hour was offered", () => {
    const history = [1, 2, 3, 4, 5, 6].map((weeks) => cell(weeks));
    const side = [cell(3, { locationId: "side", demand: 6 }), cell(1, { locationId: "side", demand: 3 })];
    const demand = demandOf({ date: FRIDAY, forecast: null, history: [...history, ...side] });
    expect(demand.ok && demand.value.hours).toContainEqual({ locationId: "side", hour: 17, mean: 3, dispersion: 1 });
  });

  it("is not known from few pickups or a single such day, and says what is missing", () => {
    expect(demandOf({ date: FRIDAY, forecast: null, history: [cell(1, { demand: 12 })] })).toEqual({
      ok: false,
      error: [
        "12 pickups in the last 8 weeks; 50 are needed",
        "1 day of the same weekday in the last 8 weeks; 2 are needed",
      ],
    });
    expect(demandOf({ date: FRIDAY, forecast: null, history: [] }).ok).toBe(false);
  });
});

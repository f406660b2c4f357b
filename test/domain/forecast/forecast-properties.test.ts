import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DemandHistory } from "../../../src/domain/forecast/demand-table";
import { forecastDemand } from "../../../src/domain/forecast/forecast-demand";
import { forecastHours, quantileOf } from "../../../src/domain/forecast/forecast-hours";
import { trainForecast } from "../../../src/domain/forecast/train-forecast";
import { addDays } from "../../../src/domain/time";
import { noisy } from "./histories";
import { QUICK, served } from "./training";

describe("any history", () => {
  const cells = fc.record({
    date: fc.integer({ min: 0, max: 69 }).map((n) => addDays("2026-01-05", n)),
    hour: fc.integer({ min: 0, max: 23 }),
    category: fc.constantFrom("Bakery", "Meals", ""),
    locationId: fc.constantFrom("main", "side"),
    demand: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
  });
  const histories = fc
    .array(cells, { minLength: 0, maxLength: 150 })
    .map((list): DemandHistory => ({ from: "2026-01-05", to: "2026-03-15", cells: list }));

  const check = (answer: ReturnType<typeof forecastDemand>) => {
    if (answer.kind === "insufficient") return;
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(answer.wape[answer.model]).toBe(Math.min(...Object.values(answer.wape)));
    const { own, shared } = answer.dispersion;
    const expected = answer.cells.flatMap((cell) => cell.expected).filter((value) => value !== null);
    for (const value of [...expected, ...Object.values(answer.wape), own - 1, shared]) {
      expect(Number.isFinite(value) && value >= 0).toBe(true);
    }
    for (const date of answer.dates) {
      for (const hour of forecastHours(answer, { date })?.hours ?? []) {
        const [p50, p90] = [quantileOf(hour, 0.5), quantileOf(hour, 0.9)];
        expect(Number.isFinite(p50) && p50 >= 0 && p90 >= p50).toBe(true);
      }
    }
  };

  it("makes a forecast that is never negative nor without bounds, by the best model of its table, or none", () => {
    fc.assert(fc.property(histories, (history) => check(trainForecast(history, QUICK, 28))));
  });

  it("does so with the forest", () => {
    fc.assert(
      fc.property(histories, (history) => check(forecastDemand(history, { horizonDays: 7, seed: 1 }))),
      { numRuns: 5 },
    );
  });

  it("makes the same forecast again by the same seed, whatever the order of its cells", () => {
    const history = noisy(40, 3);
    const forecast = forecastDemand(history, { horizonDays: 7, seed: 5 });
    expect(forecastDemand({ ...history, cells: history.cells.toReversed() }, { horizonDays: 7, seed: 5 })).toEqual(
      forecast,
    );
    expect(served(forecastDemand(history, { horizonDays: 7, seed: 6 })).wape.random_forest).not.toBe(
      served(forecast).wape.random_forest,
    );
  });
});

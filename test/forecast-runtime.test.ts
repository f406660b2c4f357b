import { expect, it } from "vitest";
import { forecastDemand } from "../src/domain/forecast/forecast-demand";
import { noisy } from "./domain/forecast/histories";

it("a forecast is trained inside the Workers runtime as it is on Node", () => {
  const forecast = forecastDemand(noisy(42, 1), { horizonDays: 7, seed: 1 });
  expect(forecast).toMatchObject({ kind: "forecast", model: "damped_trend", origins: 4, dates: { length: 7 } });
  // As Node computes them; the forest is another build of its package here.
  if (forecast.kind !== "forecast") return;
  expect(forecast.wape.random_forest).toBeCloseTo(0.549289, 6);
  expect(forecast.wape.smoothed_profile).toBeCloseTo(0.497088, 6);
});

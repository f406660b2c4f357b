/** Training, of seconds: for a queue's consumer. What it returns is read by `forecastHours`, which loads nothing of this. */
import { dampedTrend } from "./damped-trend";
import type { DemandHistory } from "./demand-table";
import type { Forecast, InsufficientHistory } from "./model";
import { randomForest } from "./random-forest";
import { seasonalNaive } from "./seasonal-naive";
import { smoothedProfile } from "./smoothed-profile";
import { trainForecast } from "./train-forecast";

/** Demand of the days after `history.to`. The same history and seed (32 bits) make the same forecast. */
export const forecastDemand = (
  history: DemandHistory,
  { horizonDays, seed }: { horizonDays: number; seed: number },
): Forecast | InsufficientHistory =>
  trainForecast(
    history,
    {
      seasonal_naive: seasonalNaive,
      smoothed_profile: smoothedProfile,
      damped_trend: dampedTrend,
      random_forest: randomForest(seed),
    },
    horizonDays,
  );

import { dampedTrend } from "../../../src/domain/forecast/damped-trend";
import type { Forecast, InsufficientHistory } from "../../../src/domain/forecast/model";
import { seasonalNaive } from "../../../src/domain/forecast/seasonal-naive";
import { smoothedProfile } from "../../../src/domain/forecast/smoothed-profile";

/** All models but the forest, which takes its time. */
export const QUICK = {
  seasonal_naive: seasonalNaive,
  smoothed_profile: smoothedProfile,
  damped_trend: dampedTrend,
  random_forest: seasonalNaive,
};

export function served(answer: Forecast | InsufficientHistory): Forecast {
  if (answer.kind !== "forecast") throw new Error(`Refused: ${answer.reason}`);
  return answer;
}

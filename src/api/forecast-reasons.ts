/** Why there is no forecast, in words for those who asked. */
import { FORECAST_LIMITS } from "../config/forecast";
import type { DayForecast, ForecastFilter } from "../domain/forecast/forecast-hours";
import type { Forecast, InsufficientHistory } from "../domain/forecast/model";
import type { LocalDate } from "../domain/time";

export const NOTHING_LEARNED = "Nothing was learned yet: that happens every night";

export function reasonOf({ reason, pickups, requiredPickups, days, requiredDays }: InsufficientHistory): string {
  switch (reason) {
    case "too_few_pickups":
      return `${pickups} pickups in the last ${FORECAST_LIMITS.forecastRecentDays} days; ${requiredPickups} are needed`;
    case "too_few_days":
      return `${days} days of history; ${requiredDays} are needed`;
    case "no_recent_demand":
      return "Nothing was booked in the last weeks";
  }
}

export const outOfReach = (dates: readonly LocalDate[]): string => `The forecast is of ${dates[0]} to ${dates.at(-1)}`;

/** Of a day without any hour. */
export function whyEmpty(
  { cells }: Forecast,
  { isFallback }: DayForecast,
  { category, locationId }: Omit<ForecastFilter, "date">,
): string {
  const here = cells.filter((cell) => locationId === undefined || cell.locationId === locationId);
  if (here.length === 0) return "Nothing was ever offered at this location";
  const isOfAll = category === undefined || isFallback;
  const nothing = isOfAll ? "Nothing" : "Nothing of this category";
  const place = locationId === undefined ? "" : " at this location";
  const isOffered = isOfAll || here.some((cell) => cell.category === category);
  return `${nothing} was ever offered${place}${isOffered ? " on this weekday" : ""}`;
}

/** How many will ask for a pickup, by location and hour of one day. */
import { LIMITS } from "../../config";
import { FORECAST_LIMITS } from "../../config/forecast";
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import type { DemandCell } from "../forecast/demand-table";
import { forecastHours } from "../forecast/forecast-hours";
import type { Forecast } from "../forecast/model";
import { err, ok, type Result } from "../result";
import { type LocalDate, weekdayIndex } from "../time";
import { cellKey } from "./day-plan";

export interface HourDemand {
  locationId: string;
  hour: number;
  mean: number;
  /** Variance over mean; 1 is Poisson. */
  dispersion: number;
}

export interface DayDemand {
  basis: "forecast" | "weekday_mean";
  hours: HourDemand[];
  /** What is weak about it, in words. */
  missing: string[];
}

export interface DemandFacts {
  date: LocalDate;
  forecast: Forecast | null;
  /** Summed days of the last weeks. */
  history: readonly DemandCell[];
}

/** The forecast where it reaches the day, else the mean of the same weekdays; what is missing where that says nothing. */
export function demandOf(facts: DemandFacts): Result<DayDemand, string[]> {
  const forecast = facts.forecast && fromForecast(facts.forecast, facts.date);
  return forecast ? ok(forecast) : fromWeekdays(facts);
}

function fromForecast(forecast: Forecast, date: LocalDate): DayDemand | null {
  if (!forecast.dates.includes(date)) return null;
  const hours = [...new Set(forecast.cells.map(({ locationId }) => locationId))].flatMap((locationId) =>
    (forecastHours(forecast, { date, locationId })?.hours ?? [])
      .filter(({ expected }) => expected > 0)
      .map(({ hour, expected, dispersion }) => ({ locationId, hour, mean: expected, dispersion })),
  );
  const missing = forecast.isThin ? [`The forecast was tested on ${forecast.origins} past weeks only`] : [];
  return { basis: "forecast", hours, missing };
}

function fromWeekdays({ date, history }: DemandFacts): Result<DayDemand, string[]> {
  const same = history.filter((cell) => weekdayIndex(cell.date) === weekdayIndex(date));
  const days = [...new Set(same.map((cell) => cell.date))].sort();
  const pickups = history.reduce((sum, { demand }) => sum + demand, 0);
  const missing = [
    ...(pickups < FORECAST_LIMITS.minForecastPickups
      ? [
          `${pickups} pickups in the last ${LIMITS.historyWeeks} weeks; ${FORECAST_LIMITS.minForecastPickups} are needed`,
        ]
      : []),
    ...(days.length < OPTIMIZATION_LIMITS.minSameDays
      ? [
          `${days.length} ${days.length === 1 ? "day" : "days"} of the same weekday in the last ${LIMITS.historyWeeks} weeks; ${OPTIMIZATION_LIMITS.minSameDays} are needed`,
        ]
      : []),
  ];
  if (missing.length > 0) return err(missing);
  const hours = [...Map.groupBy(same, ({ locationId, hour }) => cellKey(locationId, hour)).values()].flatMap((cells) =>
    meanOf(cells, days),
  );
  return ok({
    basis: "weekday_mean",
    hours,
    missing: [`No forecast of this day: demand is the mean of ${days.length} days of the same weekday`],
  });
}

/** Known days since the hour was first offered count, those on which nobody came too. */
function meanOf(cells: readonly DemandCell[], days: readonly LocalDate[]): HourDemand[] {
  const [first] = cells;
  const since = cells.map(({ date }) => date).sort()[0] ?? "";
  const total = cells.reduce((sum, { demand }) => sum + demand, 0);
  if (!first || total <= 0) return [];
  const { locationId, hour } = first;
  return [{ locationId, hour, mean: total / days.filter((day) => day >= since).length, dispersion: 1 }];
}

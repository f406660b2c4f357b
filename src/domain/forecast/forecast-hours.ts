/** A stored forecast, read: nothing here loads what trained it. */
import type { LocalDate } from "../time";
import { demandQuantile } from "./demand-quantile";
import type { Forecast, ForecastCell } from "./model";

export interface HourForecast {
  hour: number;
  /** Mean, not a whole number. */
  expected: number;
  /** Counts that demand exceeds in half and in a tenth of the cases at the most. */
  p50: number;
  p90: number;
}

export interface DayForecast {
  date: LocalDate;
  /** The category was never seen: the hours are of all categories. */
  isFallback: boolean;
  /** In order; only hours in which something is offered on this weekday. */
  hours: HourForecast[];
}

export interface ForecastFilter {
  date: LocalDate;
  category?: string;
  locationId?: string;
}

/** Null for a date that the forecast does not reach. A location that was never seen has no hours. */
export function forecastHours(forecast: Forecast, { date, category, locationId }: ForecastFilter): DayForecast | null {
  const ahead = forecast.dates.indexOf(date);
  if (ahead === -1) return null;
  const isFallback = category !== undefined && !forecast.cells.some((cell) => cell.category === category);
  const isWanted = (cell: ForecastCell) =>
    (category === undefined || isFallback || cell.category === category) &&
    (locationId === undefined || cell.locationId === locationId);
  const wanted = forecast.cells.filter((cell) => isWanted(cell) && typeof cell.expected[ahead] === "number");
  const hours = [...Map.groupBy(wanted, ({ hour }) => hour)].map(([hour, cells]): HourForecast => {
    const expected = cells.reduce((sum, cell) => sum + (cell.expected[ahead] ?? 0), 0);
    const dispersion = forecast.dispersion.own + forecast.dispersion.shared * expected;
    const quantile = (p: number) => demandQuantile(expected, dispersion, p);
    return { hour, expected, p50: quantile(0.5), p90: quantile(0.9) };
  });
  return { date, isFallback, hours: hours.sort((a, b) => a.hour - b.hour) };
}

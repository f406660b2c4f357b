/** A stored forecast, read: nothing here loads what trained it. */
import type { LocalDate } from "../time";
import { demandQuantile } from "./demand-quantile";
import type { Forecast, ForecastCell } from "./model";

export interface HourForecast {
  hour: number;
  /** Mean, not a whole number. */
  expected: number;
  /** Variance over mean; 1 is Poisson. */
  dispersion: number;
}

/** The count that demand does not exceed with chance `p`. */
export const quantileOf = ({ expected, dispersion }: HourForecast, p: number): number =>
  demandQuantile(expected, dispersion, p);

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
    return { hour, expected, dispersion: forecast.dispersion.own + forecast.dispersion.shared * expected };
  });
  return { date, isFallback, hours: hours.sort((a, b) => a.hour - b.hour) };
}

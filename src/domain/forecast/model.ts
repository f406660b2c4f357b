import type { LocalDate } from "../time";
import type { CellKey, DemandTable } from "./demand-table";

export const MODEL_NAMES = ["seasonal_naive", "smoothed_profile", "damped_trend", "random_forest"] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** By cell of the table, then by day ahead, the first being the day after the table's last. */
export type Expectation = readonly (readonly number[])[];

/** Sees a table and nothing after it. */
export type Model = (table: DemandTable, horizonDays: number) => Expectation;

/** Variance is `own * mean + shared * mean ** 2`, of one cell as of any sum of cells of an hour. */
export interface Dispersion {
  /** 1 or more; 1 with nothing shared is Poisson. */
  own: number;
  shared: number;
}

export interface ForecastCell extends CellKey {
  /** By date of the forecast; null on weekdays on which the cell was never offered. */
  expected: (number | null)[];
}

/** Plain JSON; 1,000 cells over 28 days are less than 300 KB. */
export interface Forecast {
  kind: "forecast";
  /** The model that serves: the one whose `wape` is the least. */
  model: ModelName;
  /** Each model's absolute errors over the demand of the back-test, both of whole hours of the business. */
  wape: Record<ModelName, number>;
  /** Back-tests that the errors come from, and whether these are fewer than are asked for. */
  origins: number;
  isThin: boolean;
  /** What was learned from: the first and last date, the days between them of which anything is known, their pickups. */
  history: { from: LocalDate; to: LocalDate; days: number; pickups: number };
  dispersion: Dispersion;
  dates: LocalDate[];
  cells: ForecastCell[];
}

export interface InsufficientHistory {
  kind: "insufficient";
  /** `no_recent_demand`: nothing was wanted in the weeks that a model would be tested on, or the business was closed in them. */
  reason: "too_few_pickups" | "too_few_days" | "no_recent_demand";
  /** In the recent days, against `minForecastPickups`. */
  pickups: number;
  /** From the first day of which anything is known to the last, against `requiredDays`. */
  days: number;
  requiredPickups: number;
  requiredDays: number;
}

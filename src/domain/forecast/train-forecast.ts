import { FORECAST_LIMITS } from "../../config/forecast";
import { roundTo } from "../rounding";
import { countOf, type Errors, errorsOf, type Origin, originsOf, wape } from "./back-test";
import { type DemandHistory, type DemandTable, dateOf, dayOf, tabulate, weekdayAhead } from "./demand-table";
import { dispersionOf } from "./dispersion";
import {
  type Expectation,
  type Forecast,
  type ForecastCell,
  type InsufficientHistory,
  MODEL_NAMES,
  type Model,
  type ModelName,
} from "./model";

const { forecastRecentDays, maxForecastDays, minForecastPickups } = FORECAST_LIMITS;
const REQUIRED_DAYS = FORECAST_LIMITS.minForecastTrainingDays + FORECAST_LIMITS.backTestHorizonDays;

export type Models = Record<ModelName, Model>;

interface Trial {
  name: ModelName;
  errors: Errors;
  wape: number;
}

/**
 * Tests every model on the last weeks and lets the best one forecast: the one whose errors of whole hours of the business
 * weigh least (WAPE). Hours are what slots and staff are planned by; of single cells, one or two pickups a day, the error is
 * mostly chance, and a percentage of each value would divide by the many zeros. Refuses where there is too little to learn from or to
 * test on: a number that nothing stands behind would be invented.
 */
export function trainForecast(
  history: DemandHistory,
  models: Models,
  horizonDays: number,
): Forecast | InsufficientHistory {
  const table = tabulate(history);
  const pickups = pickupsOf(history, forecastRecentDays);
  const refuse = (reason: InsufficientHistory["reason"]): InsufficientHistory => ({
    kind: "insufficient",
    reason,
    pickups,
    days: table?.days ?? 0,
    requiredPickups: minForecastPickups,
    requiredDays: REQUIRED_DAYS,
  });
  if (!table || pickups < minForecastPickups) return refuse("too_few_pickups");
  const origins = originsOf(history, table);
  if (origins.length === 0) return refuse(table.days < REQUIRED_DAYS ? "too_few_days" : "no_recent_demand");
  const trials = tryAll(models, origins);
  const [best] = [...trials].sort((a, b) => a.wape - b.wape);
  if (!best) return refuse("no_recent_demand");
  const ahead = Math.min(Math.max(1, Math.trunc(horizonDays)), maxForecastDays);
  return {
    kind: "forecast",
    model: best.name,
    wape: Object.fromEntries(trials.map((trial) => [trial.name, trial.wape])) as Record<ModelName, number>,
    origins: origins.length,
    isThin: origins.length < FORECAST_LIMITS.backTestOrigins,
    history: {
      from: dateOf(table.firstDay),
      to: history.to,
      days: table.totals.filter((total) => total !== null).length,
      pickups: pickupsOf(history, table.days),
    },
    dispersion: dispersionOf(best.errors),
    dates: Array.from({ length: ahead }, (_, n) => dateOf(table.firstDay + table.days + n)),
    cells: cellsOf(table, models[best.name](table, ahead), ahead),
  };
}

/** Each model's errors of the same hours, or nothing when nothing was wanted in them. */
const tryAll = (models: Models, origins: readonly Origin[]): Trial[] =>
  MODEL_NAMES.flatMap((name) => {
    const errors = errorsOf(models[name], origins);
    const share = wape(errors.hours);
    return share === null ? [] : [{ name, errors, wape: share }];
  });

/** In the last so many days, as they were counted. */
function pickupsOf({ from, to, cells }: DemandHistory, days: number): number {
  const first = dateOf(dayOf(to) - days + 1);
  return cells
    .filter(({ date }) => date >= from && date >= first && date <= to)
    .reduce((sum, { demand }) => sum + demand, 0);
}

/** Finer than anyone can know, and short in JSON. */
const DECIMALS = 3;

const cellsOf = (table: DemandTable, expectation: Expectation, days: number): ForecastCell[] =>
  table.cells.map(({ hour, category, locationId, weekdays }, cell) => ({
    hour,
    category,
    locationId,
    expected: Array.from({ length: days }, (_, ahead) =>
      weekdays[weekdayAhead(table, ahead)] ? roundTo(countOf(expectation[cell]?.[ahead]), DECIMALS) : null,
    ),
  }));

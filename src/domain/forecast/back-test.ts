/** Forecasts made as they would have been at several days of the past, each from what was known then, against what came. */
import { FORECAST_LIMITS } from "../../config/forecast";
import {
  type CellKey,
  cellName,
  type DemandHistory,
  type DemandTable,
  dateOf,
  tabulate,
  weekdayAhead,
} from "./demand-table";
import type { Model } from "./model";

/** What was expected and what came: of one cell on a day, or of all of an hour together. */
export interface Pair {
  expected: number;
  actual: number;
}

export interface Errors {
  hours: Pair[];
  cells: Pair[];
}

const { backTestHorizonDays, backTestOrigins, minForecastTrainingDays } = FORECAST_LIMITS;

export interface Origin {
  /** What was known. */
  table: DemandTable;
  /** By cell that was wanted or offered later, then by day after `table`; as `CellSeries.demand`. */
  later: { key: CellKey; demand: readonly (number | null)[] }[];
}

/**
 * As many origins as fit, a week apart, latest first. A week in which the business was closed shows nothing, so that one from
 * before it takes its place. None at all when every one of the latest was closed: what was wanted before says little of now.
 */
export function originsOf(history: DemandHistory, full: DemandTable): Origin[] {
  const origins: Origin[] = [];
  for (let n = 1; origins.length < backTestOrigins; n += 1) {
    const days = full.days - n * backTestHorizonDays;
    const isClosedSince = n > backTestOrigins && origins.length === 0;
    if (days < minForecastTrainingDays || isClosedSince) break;
    const week = [days, days + backTestHorizonDays] as const;
    if (full.totals.slice(...week).every((total) => total === null)) continue;
    const table = tabulate({ ...history, to: dateOf(full.firstDay + days - 1) });
    if (table)
      origins.push({ table, later: full.cells.map((cell) => ({ key: cell, demand: cell.demand.slice(...week) })) });
  }
  return origins;
}

/** A model's pairs at all origins. */
export function errorsOf(model: Model, origins: readonly Origin[]): Errors {
  const errors = origins.map((origin) => errorsAt(model, origin));
  return { hours: errors.flatMap(({ hours }) => hours), cells: errors.flatMap(({ cells }) => cells) };
}

/** A cell that did not exist at the origin was expected to be 0. */
function errorsAt(model: Model, { table, later }: Origin): Errors {
  const expectation = model(table, backTestHorizonDays);
  const known = new Map(table.cells.map((cell, n) => [cellName(cell), n]));
  const errors: Errors = { hours: [], cells: [] };
  for (let ahead = 0; ahead < backTestHorizonDays; ahead += 1) {
    const weekday = weekdayAhead(table, ahead);
    const hours = new Map<number, Pair>();
    for (const { key, demand } of later) {
      const actual = demand[ahead] ?? null;
      if (actual === null) continue;
      const cell = known.get(cellName(key));
      const isOffered = cell !== undefined && table.cells[cell]?.weekdays[weekday] === true;
      const expected = isOffered ? countOf(expectation[cell]?.[ahead]) : 0;
      errors.cells.push({ expected, actual });
      const hour = hours.get(key.hour) ?? { expected: 0, actual: 0 };
      hours.set(key.hour, { expected: hour.expected + expected, actual: hour.actual + actual });
    }
    errors.hours.push(...hours.values());
  }
  return errors;
}

/** A model's number as one that demand can have. */
export const countOf = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0;

/** Absolute errors over what came, or null when nothing did. */
export function wape(pairs: readonly Pair[]): number | null {
  const actual = pairs.reduce((sum, pair) => sum + pair.actual, 0);
  const error = pairs.reduce((sum, pair) => sum + Math.abs(pair.actual - pair.expected), 0);
  return actual > 0 ? error / actual : null;
}

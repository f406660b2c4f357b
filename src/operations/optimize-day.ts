/** Advises a business on one day, and keeps the advice so that it can be applied. */
import { LIMITS } from "../config";
import { FORECAST_LIMITS } from "../config/forecast";
import { sha256 } from "../crypto/digest";
import { toBase64Url } from "../crypto/encoding";
import { sumsOf } from "../db/analytics";
import type { Business } from "../db/businesses";
import { demandCells, findForecast } from "../db/forecasts";
import { dailyTotals, type NewOptimization, saveOptimizations } from "../db/optimizations";
import { activeSchedulesOf, type ScheduleContext } from "../db/schedules";
import { type Advice, adviseDay } from "../domain/optimization/advise-day";
import type { Recommendation } from "../domain/optimization/recommendation";
import { missingFor, type SeasonalInsights, seasonalInsights } from "../domain/optimization/seasonal-insights";
import { seedOf } from "../domain/seeded-draws";
import { addDays, type LocalDate, localDate } from "../domain/time";
import type { Deps } from "./deps";
import { planDay } from "./plan-day";
import { changeOf, stateOf } from "./schedule-state";

export interface OptimizationRequest {
  business: Business;
  date: LocalDate;
  type: "schedule" | "capacity";
}

export interface OptimizedDay {
  advice: Advice;
  insights: SeasonalInsights;
  /** What would have to be known for more, of the day and of the seasons. */
  missing: string[];
  /** The advice's recommendations under their ids, as they are stored. */
  rows: NewOptimization[];
}

/** The same rows make the same advice: its chance is seeded by business and date. */
export async function optimizeDay(deps: Deps, request: OptimizationRequest): Promise<OptimizedDay> {
  const { business, date, type } = request;
  const { contexts, sums, history, forecast, totals } = await loadFacts(deps, business);
  const advice = adviseDay({
    type,
    plan: planDay(contexts, date),
    demand: { date, forecast, history },
    sums,
    seed: seedOf(`${business.id} ${date}`),
  });
  const rows = await Promise.all(
    advice.recommendations.map((recommendation) => rowOf(recommendation, contexts, { ...request, now: deps.now })),
  );
  await saveOptimizations(deps.db, rows);
  const latitude = business.latitude === null ? null : Number(business.latitude);
  const insights = seasonalInsights(totals, latitude);
  return { advice, insights, missing: [...advice.missing, ...missingFor(insights, { totals, latitude })], rows };
}

async function loadFacts({ db, config, now }: Deps, { id: businessId, timezone }: Business) {
  const to = addDays(localDate(now, timezone), -1);
  const weeks = { businessId, from: addDays(to, 1 - 7 * LIMITS.historyWeeks), to };
  const year = { businessId, from: addDays(to, 1 - FORECAST_LIMITS.forecastHistoryDays), to };
  const [contexts, sums, history, trained, totals] = await Promise.all([
    activeSchedulesOf(db, businessId),
    sumsOf(db, weeks, now),
    demandCells(db, weeks),
    config.isForecastingEnabled ? findForecast(db, businessId) : undefined,
    dailyTotals(db, year),
  ]);
  const forecast = trained?.outcome.kind === "forecast" ? trained.outcome : null;
  return { contexts, sums, history, forecast, totals };
}

async function rowOf(
  recommendation: Recommendation,
  contexts: readonly ScheduleContext[],
  { business, date, type, now }: OptimizationRequest & { now: number },
): Promise<NewOptimization> {
  const { edit } = recommendation;
  const schedule = contexts.find((context) => context.schedule.id === edit?.scheduleId)?.schedule;
  const facts =
    edit && schedule
      ? { scheduleId: schedule.id, before: stateOf(schedule), change: changeOf(edit) }
      : { scheduleId: null, before: null, change: null };
  const what = edit ? facts : { type: recommendation.type, about: recommendation.about, date };
  const id = toBase64Url(await sha256(JSON.stringify([business.id, what])));
  return { id, businessId: business.id, date, type, recommendation, ...facts, createdAt: now };
}

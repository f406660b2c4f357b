/** From a period's parts to the contract's reports (3.4.1 and 10.1). */
import type * as z from "zod";
import { LIMITS } from "../config";
import type { Names } from "../db/analytics";
import type { Business } from "../db/businesses";
import { attended, type DailyAdvice, type Part, type Period } from "../domain/analytics";
import {
  averageCounterMinutes,
  averageWaitMinutes,
  countOver,
  efficiencyScore,
  hourRange,
  inMinutes,
  noShowRate,
  onTimeRate,
  optimizationScore,
  peakHours,
  satisfaction,
  successRate,
  utilisation,
} from "../domain/metrics";
import type { LocalDate } from "../domain/time";
import type { AnalyticsResponse, DailyReportResponse } from "./schemas/analytics";

export function toReport(
  { from, to }: { from: LocalDate; to: LocalDate },
  period: Period,
  names: Names,
  recommendations: string[],
): z.infer<typeof AnalyticsResponse> {
  const { tally, seats } = period;
  const over = countOver(tally);
  const counts = new Map([...period.byHour].map(([hour, part]) => [hour, attended(part.tally)]));
  const busiestFirst = ([a, m]: [string, Part], [b, n]: [string, Part]) =>
    n.tally.scheduled - m.tally.scheduled || a.localeCompare(b);
  return {
    period: { start_date: from, end_date: to },
    summary: {
      total_pickups_scheduled: tally.scheduled,
      successful_pickups: tally.completed,
      missed_pickups: tally.missed,
      cancelled_pickups: tally.cancelled,
      success_rate: successRate(tally),
      average_pickup_time: inMinutes(averageCounterMinutes(tally)),
      peak_pickup_hours: peakHours(counts, LIMITS.peakHours).map(hourRange),
      on_time_rate: onTimeRate(tally),
      average_wait_time: inMinutes(averageWaitMinutes(tally)),
      no_show_rate: noShowRate(tally),
      utilization_rate: utilisation(seats),
      customer_satisfaction: satisfaction(tally),
    },
    by_location: [...period.byLocation].sort(busiestFirst).map(([id, part]) => ({
      location: { id, name: names.locations.get(id) ?? "" },
      pickup_count: part.tally.scheduled,
      success_rate: successRate(part.tally),
      average_wait_time: inMinutes(averageWaitMinutes(part.tally)),
    })),
    by_food_listing: [...period.byListing]
      .filter(([, part]) => part.tally.scheduled > 0)
      .sort(busiestFirst)
      .map(([id, part]) => ({
        food_listing: { id, name: names.listings.get(id) ?? "" },
        pickup_count: part.tally.scheduled,
        success_rate: successRate(part.tally),
        customer_satisfaction: satisfaction(part.tally),
      })),
    time_distribution: Object.fromEntries([...counts].filter(([, n]) => n > 0).map(([hour, n]) => [`${hour}:00`, n])),
    optimization_score: optimizationScore(
      tally,
      [...period.byHour.values()].map((part) => part.seats),
    ),
    recommendations,
    data_quality: over === 0 ? "none" : over < LIMITS.minEvidence ? "thin" : "sufficient",
  };
}

export function toDailyReport(
  date: LocalDate,
  { id, name }: Pick<Business, "id" | "name">,
  { tally, seats }: Period,
  recommendations: DailyAdvice[],
): z.infer<typeof DailyReportResponse> {
  const average = tally.completed === 0 ? null : Math.round(tally.valueCents / tally.completed) / 100;
  return {
    date,
    business: { id, name },
    summary: {
      total_scheduled: tally.scheduled,
      completed: tally.completed,
      cancelled: tally.cancelled,
      missed: tally.missed,
      completion_rate: successRate(tally),
      on_time_rate: onTimeRate(tally),
    },
    performance: {
      average_wait_time_minutes: averageWaitMinutes(tally),
      customer_satisfaction: satisfaction(tally),
      efficiency_score: efficiencyScore(tally, seats),
    },
    financial: { total_value: tally.valueCents / 100, average_order_value: average },
    recommendations,
  };
}

/** Advice as the contract prints it (3.4.2). */
import type * as z from "zod";
import type { NewOptimization } from "../db/optimizations";
import type { ScheduleState } from "../db/schema";
import { NO_PREDICTION } from "../domain/optimization/impact";
import { NO_INSIGHTS } from "../domain/optimization/seasonal-insights";
import type { ChangedByAdvice } from "../operations/apply-optimization";
import type { OptimizedDay } from "../operations/optimize-day";
import { toScheduleResponse } from "./schedule-response";
import type { AppliedResponse, OptimizationResponse } from "./schemas/optimization";

export type OptimizationAnswer = z.infer<typeof OptimizationResponse>;
export type About = Pick<OptimizationAnswer, "date" | "optimization_type">;

/** The envelope without advice. */
export const withoutAdvice = (
  about: About,
  why: Pick<OptimizationAnswer, "data_quality" | "missing">,
): OptimizationAnswer => ({
  ...about,
  current_efficiency: null,
  optimized_efficiency: null,
  recommendations: [],
  predicted_outcomes: NO_PREDICTION,
  seasonal_insights: NO_INSIGHTS,
  basis: null,
  route: null,
  ...why,
});

export const toAnswer = (about: About, { advice, insights, missing, rows }: OptimizedDay): OptimizationAnswer => ({
  ...about,
  current_efficiency: advice.currentEfficiency,
  optimized_efficiency: advice.optimizedEfficiency,
  recommendations: rows.map(toRecommendation),
  predicted_outcomes: advice.outcomes,
  seasonal_insights: insights,
  basis: advice.basis,
  data_quality: advice.quality,
  missing,
  route: null,
});

/** One day is played, but it is the schedule that is changed; and no booking is moved for it. */
const APPLIES_TO = "All days of the schedule; slots that are booked stay as they are";

function toRecommendation({
  id,
  recommendation,
  scheduleId,
  before,
  change,
}: NewOptimization): OptimizationAnswer["recommendations"][number] {
  const { type, priority, description, impact, implementation } = recommendation;
  const isApplicable = scheduleId !== null && before !== null && change !== null;
  return {
    id,
    type,
    priority,
    description,
    impact,
    implementation,
    is_applicable: isApplicable,
    change: isApplicable
      ? {
          schedule_id: scheduleId,
          before: toState(before),
          after: toState({ ...before, ...change }),
          applies_to: APPLIES_TO,
        }
      : null,
  };
}

const toState = (state: ScheduleState): z.infer<typeof AppliedResponse>["before"] => ({
  location_id: state.locationId,
  pickup_window: state.pickupWindow,
  total_slots: state.totalSlots,
  max_orders_per_slot: state.maxOrdersPerSlot,
  slot_buffer_minutes: state.slotBufferMinutes,
  is_active: state.isActive,
});

export const toApplied = (message: string, changed: ChangedByAdvice): z.infer<typeof AppliedResponse> => ({
  message,
  recommendation_id: changed.id,
  schedule: toScheduleResponse(changed.context),
  before: toState(changed.before),
  after: toState(changed.after),
});

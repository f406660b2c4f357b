import * as z from "zod";
import { LIMITS } from "../../config";
import { OPTIMIZATION_TYPES, PRIORITIES, RECOMMENDATION_TYPES } from "../../domain/vocabulary";
import { foreignId, localDate, printedDate, printedRange } from "./fields";
import { ScheduleResponse } from "./pickup-schedules";
import { BusinessRoute } from "./routes";

export const OptimizationQuery = z.object({
  date: localDate.optional().meta({ description: "Tomorrow when absent" }),
  optimization_type: z.enum(OPTIMIZATION_TYPES, "Must be schedule, route or capacity").default("schedule"),
  business_id: foreignId.optional(),
});

export const RecommendationChoice = z.object({ recommendation_id: foreignId });

const score = z.number().min(0).max(100).nullable();
const percent = z
  .string()
  .regex(/^-?\d+(\.\d)?%$/)
  .nullable();

const scheduleState = z.strictObject({
  location_id: z.uuid(),
  pickup_window: printedRange,
  total_slots: z.int().min(1).max(LIMITS.maxTotalSlots),
  max_orders_per_slot: z.int().min(1).max(LIMITS.maxOrdersPerSlot),
  slot_buffer_minutes: z.int(),
  is_active: z.boolean(),
});

const recommendation = z
  .strictObject({
    id: z.string(),
    type: z.enum(RECOMMENDATION_TYPES),
    priority: z.enum(PRIORITIES),
    description: z.string(),
    impact: z
      .strictObject({
        additional_capacity: z.int().nullable().meta({ description: "Seats more, or fewer, of the day" }),
        reduced_wait_time: z
          .string()
          .regex(/^-?\d+\.\d minutes$/)
          .nullable()
          .meta({ description: "Of the mean wait at the counter; null where the counter's time is not measured" }),
        increased_satisfaction: percent.meta({ description: "Null: ratings do not tell what they would be" }),
        balanced_load: z
          .boolean()
          .nullable()
          .meta({ description: "Whether the counters of an hour fill more evenly; null with one counter" }),
        reduced_congestion: percent.meta({ description: "By which part fewer people are turned away" }),
        improved_efficiency: percent.meta({ description: "Of the efficiency score, relative to today's" }),
        additional_served: z.number().nullable().meta({ description: "People more, or fewer, who find a seat" }),
      })
      .meta({ description: "This change alone, played against the day as it is planned, before any booking" }),
    implementation: z.strictObject({ effort: z.string(), cost: z.string(), timeline: z.string() }),
    is_applicable: z.boolean().meta({ description: "Whether `/optimization/apply/` can bring it about" }),
    change: z
      .strictObject({
        schedule_id: z.uuid(),
        before: scheduleState,
        after: scheduleState,
        applies_to: z
          .string()
          .meta({ description: "What it takes effect on, in words: more than the day it is advised for" }),
      })
      .nullable(),
  })
  .meta({ id: "Recommendation" });

export const OptimizationResponse = z.strictObject({
  date: printedDate,
  optimization_type: z.enum(OPTIMIZATION_TYPES),
  current_efficiency: score.meta({ description: "Of the day as it is planned" }),
  optimized_efficiency: score.meta({ description: "With all recommendations that can be applied" }),
  recommendations: z.array(recommendation),
  predicted_outcomes: z
    .strictObject({
      pickup_success_rate: percent.meta({ description: "Of those who ask, those turned away included" }),
      customer_satisfaction: z
        .string()
        .regex(/^\d\.\d\/5$/)
        .nullable()
        .meta({ description: "As it was rated; nothing says that it changes" }),
      operational_efficiency: percent,
      revenue_impact: z
        .string()
        .regex(/^[+-]\d+\.\d%$/)
        .nullable()
        .meta({ description: "Each further pickup is worth what the others are" }),
    })
    .meta({ description: "With all recommendations that can be applied" }),
  seasonal_insights: z.strictObject({
    trend: z.enum(["increasing", "decreasing", "stable"]).nullable(),
    peak_season: z.string().nullable().meta({ description: "Only with a year of days and the business's latitude" }),
    adjustment_needed: z
      .string()
      .nullable()
      .meta({ description: "Should the next such stretch of days bring what this one brought" }),
  }),
  basis: z.enum(["forecast", "weekday_mean"]).nullable().meta({ description: "Where the day's demand comes from" }),
  data_quality: z.enum(["sufficient", "thin", "insufficient", "disabled"]),
  missing: z.array(z.string()).meta({ description: "What would have to be known" }),
  route: BusinessRoute.nullable().meta({ description: "Of type route: the day's pickup points in the best order" }),
});

export const AppliedResponse = z.strictObject({
  message: z.string(),
  recommendation_id: z.string(),
  schedule: ScheduleResponse,
  before: scheduleState,
  after: scheduleState,
});

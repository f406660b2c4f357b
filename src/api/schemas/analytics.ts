import * as z from "zod";
import { LIMITS } from "../../config";
import { addDays, isLocalDate } from "../../domain/time";
import { foreignId, localDate, printedDate, printedRange, queryFlag } from "./fields";

const rate = z.number().min(0).max(100).nullable();
const minutes = z
  .string()
  .regex(/^\d+\.\d minutes$/)
  .nullable();
const rating = z.number().min(1).max(5).nullable();

const period = {
  start_date: localDate,
  end_date: localDate.meta({ description: `At most ${LIMITS.maxAnalyticsDays} days, both ends included` }),
};

interface Period {
  start_date: string;
  end_date: string;
}

/** Of two dates that are any; others have errors of their own. */
const ofDates = (rule: (period: Period) => boolean) => (period: Period) =>
  !isLocalDate(period.start_date) || !isLocalDate(period.end_date) || rule(period);

const inOrder = ofDates(({ start_date, end_date }) => start_date <= end_date);
const isShort = ofDates(({ start_date, end_date }) => end_date < addDays(start_date, LIMITS.maxAnalyticsDays));
const beforeStart = { path: ["end_date"], message: "Must not be before start_date" };
const tooLong = { path: ["end_date"], message: `Must be within ${LIMITS.maxAnalyticsDays} days of start_date` };

export const AnalyticsQuery = z
  .object({
    ...period,
    location_id: foreignId.optional(),
    food_listing_id: foreignId.optional(),
    business_id: foreignId.optional(),
    by_date: queryFlag.optional().meta({ description: "`true` adds the days one by one" }),
  })
  .refine(inOrder, beforeStart)
  .refine(isShort, tooLong);

export const AnalyticsResponse = z.strictObject({
  period: z.strictObject({ start_date: printedDate, end_date: printedDate }),
  summary: z.strictObject({
    total_pickups_scheduled: z.int(),
    successful_pickups: z.int(),
    missed_pickups: z.int(),
    cancelled_pickups: z.int(),
    success_rate: rate.meta({ description: "Completed of the pickups that are over" }),
    average_pickup_time: minutes.meta({ description: "From the check of the code to the hand-over" }),
    peak_pickup_hours: z.array(printedRange),
    on_time_rate: rate,
    average_wait_time: minutes.meta({ description: "From the slot's start to the hand-over" }),
    no_show_rate: rate.meta({ description: "Missed of missed and completed" }),
    utilization_rate: z
      .number()
      .min(0)
      .nullable()
      .meta({ description: "Seats taken of seats offered, of the slots that have ended" }),
    customer_satisfaction: rating,
  }),
  by_location: z.array(
    z.strictObject({
      location: z.strictObject({ id: z.string(), name: z.string() }),
      pickup_count: z.int(),
      success_rate: rate,
      average_wait_time: minutes,
    }),
  ),
  by_food_listing: z.array(
    z.strictObject({
      food_listing: z.strictObject({ id: z.string(), name: z.string() }),
      pickup_count: z.int(),
      success_rate: rate,
      customer_satisfaction: rating,
    }),
  ),
  time_distribution: z.record(z.string(), z.int()).meta({ description: "Pickups that were not cancelled, by hour" }),
  by_date: z
    .array(
      z.strictObject({
        date: printedDate,
        scheduled: z.int(),
        completed: z.int(),
        missed: z.int(),
        cancelled: z.int(),
      }),
    )
    .optional()
    .meta({ description: "Days with pickups, when asked for" }),
  optimization_score: rate,
  recommendations: z.array(z.string()),
  data_quality: z
    .enum(["none", "thin", "sufficient"])
    .meta({ description: `Thin below ${LIMITS.minEvidence} pickups that are over: then nothing is recommended` }),
});

export const DailyReportQuery = z.object({
  date: localDate.optional().meta({ description: "Today in the business's zone when absent" }),
  business_id: foreignId.optional(),
});

export const DailyReportResponse = z.strictObject({
  date: printedDate,
  business: z.strictObject({ id: z.string(), name: z.string() }),
  summary: z.strictObject({
    total_scheduled: z.int(),
    completed: z.int(),
    cancelled: z.int(),
    missed: z.int(),
    completion_rate: rate,
    on_time_rate: rate,
  }),
  performance: z.strictObject({
    average_wait_time_minutes: z.number().min(0).nullable(),
    customer_satisfaction: rating,
    efficiency_score: rate,
  }),
  financial: z.strictObject({ total_value: z.number(), average_order_value: z.number().nullable() }),
  recommendations: z.array(
    z.strictObject({
      type: z.enum(["completion_rate", "capacity_optimization"]),
      priority: z.enum(["high", "medium"]),
      message: z.string(),
      actions: z.array(z.string()),
    }),
  ),
});

export const ExportAnalyticsQuery = z
  .object({
    ...period,
    format: z.enum(["csv", "json"], "Must be csv or json").default("csv"),
    business_id: foreignId.optional(),
  })
  .refine(inOrder, beforeStart)
  .refine(isShort, tooLong);

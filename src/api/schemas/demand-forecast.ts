import * as z from "zod";
import { LIMITS } from "../../config";
import { MODEL_NAMES } from "../../domain/forecast/model";
import { foreignId, localDate, printedDate, printedInstant, printedTime } from "./fields";

export const ForecastQuery = z.object({
  date: localDate.optional().meta({ description: "Tomorrow when absent" }),
  category: z.string().trim().min(1).max(LIMITS.nameLength).optional(),
  location_id: foreignId.optional(),
  business_id: foreignId.optional(),
});

const wape = z.number().min(0).meta({
  description:
    "Absolute errors over the demand of the back-test's hours; 0.2 is 20 % off on average. Of the whole business's hours, whatever the category and the location asked for: those of a part are further off",
});

export const ForecastResponse = z.strictObject({
  date: printedDate,
  category: z.string().nullable(),
  location_id: z.string().nullable(),
  is_fallback: z.boolean().meta({ description: "The category was never seen: the hours are of all categories" }),
  hours: z
    .array(
      z.strictObject({
        hour: printedTime,
        expected: z.number().min(0).nullable().meta({ description: "Null where nothing was ever offered" }),
        p90: z.int().min(0).nullable().meta({ description: "Exceeded one time in ten" }),
      }),
    )
    .meta({
      description:
        "Hours with an offer, and those of opening: the location's when one is asked for, else the business's",
    }),
  model: z.enum(MODEL_NAMES).nullable(),
  wape: wape.nullable(),
  naive_wape: wape
    .nullable()
    .meta({ description: "The same of last week's numbers repeated, of the whole business too" }),
  back_tests: z.int().nullable(),
  history: z.strictObject({ from: printedDate, to: printedDate, days: z.int(), pickups: z.int() }).nullable(),
  trained_at: printedInstant.nullable(),
  data_quality: z.enum(["sufficient", "thin", "insufficient", "disabled"]),
  reason: z.string().nullable().meta({ description: "Why there is no forecast" }),
});

import * as z from "zod";

const ERROR_CODES = [
  "VALIDATION_ERROR",
  "INVALID_LOCATION",
  "UNAUTHORIZED",
  "FORBIDDEN",
  "NOT_FOUND",
  "SLOT_UNAVAILABLE",
  "BOOKING_CONFLICT",
  "RATE_LIMITED",
  "SCHEDULING_ERROR",
] as const;

export const ErrorResponse = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      details: z.record(z.string(), z.unknown()),
      request_id: z.string(),
    }),
  })
  .meta({ id: "Error" });

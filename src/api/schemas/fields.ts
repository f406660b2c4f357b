/** The fields that requests share, with the limits and the words of their errors. */
import * as z from "zod";
import { LIMITS } from "../../config";
import { parseMoney } from "../../domain/money";
import { type OperatingHours, WEEKDAYS, type Weekday } from "../../domain/operating-hours";
import { parseWindow } from "../../domain/slot-grid";
import { isLocalDate, isTimeZone, parseInstant } from "../../domain/time";

/** Text of one line. Control characters and broken Unicode never reach a store or a screen. */
const isPlain = (text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text);
const isPlainMultiline = (text: string) => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text);

/** The words for the type would stand for every check without words of its own. */
const atMost = (max: number) => `Must be at most ${max} characters long`;

export const line = (max: number) =>
  z
    .string("Must be text")
    .trim()
    .min(1, "Must not be empty")
    .max(max, atMost(max))
    .refine(isPlain, "Must not contain control characters");

export const optionalLine = (max: number) =>
  z.string("Must be text").trim().max(max, atMost(max)).refine(isPlain, "Must not contain control characters");

export const notes = (max: number = LIMITS.notesLength) =>
  z.string("Must be text").trim().max(max, atMost(max)).refine(isPlainMultiline, "Must not contain control characters");

/** An id owned by another service: opaque. */
export const foreignId = line(LIMITS.idLength).meta({ description: "Opaque id of 1 to 64 characters" });

export const localDate = z
  .string("Must be a date")
  .refine(isLocalDate, "Must be a calendar date, YYYY-MM-DD")
  .meta({ format: "date", description: "Local day of the business" });

export const instant = z
  .string("Must be an instant")
  .refine((text) => parseInstant(text) !== null, "Must be an ISO 8601 instant with Z or an offset")
  .transform((text) => parseInstant(text) ?? 0)
  .meta({ format: "date-time" });

export const pickupWindow = z
  .string("Must be text")
  .refine((text) => parseWindow(text) !== null, "Must read HH:MM-HH:MM and end after it starts")
  .transform((text) => text.replaceAll(" ", ""))
  .meta({ examples: ["17:00-19:00"] });

export const whole = (min: number, max: number) =>
  z.int("Must be a whole number").min(min, `Must be at least ${min}`).max(max, `Must be at most ${max}`);

export const timezone = z
  .string("Must be text")
  .refine(isTimeZone, "Must be an IANA time zone such as Africa/Johannesburg");

/** A decimal of degrees, kept as written; numbers become their shortest form. */
const degrees = (max: number) =>
  z
    .union([z.string(), z.number()], "Must be a decimal number")
    .transform((value) => (typeof value === "number" ? value.toFixed(7).replace(/\.?0+$/, "") : value.trim()))
    .refine(
      (text) => /^-?\d{1,3}(\.\d{1,10})?$/.test(text) && Math.abs(Number(text)) <= max,
      `Must lie between -${max} and ${max}`,
    );

export const latitude = degrees(90);
export const longitude = degrees(180);

export const money = z.union([z.string(), z.number()], "Must be an amount").transform((value, c) => {
  const cents = parseMoney(value);
  if (cents !== null) return cents;
  c.addIssue({ code: "custom", message: "Must be an amount with at most two decimal places" });
  return z.NEVER;
});

export const httpUrl = z.url({ protocol: /^https?$/, error: "Must be an http or https address" }).max(LIMITS.urlLength);

/** Weekday to `HH:MM-HH:MM` or null. Days may be shortened to three letters; days left out are closed. */
export const operatingHours = z
  .record(z.string(), pickupWindow.nullable(), "Must map weekdays to HH:MM-HH:MM or null")
  .transform((hours, c): OperatingHours => {
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, null])) as OperatingHours;
    for (const [name, text] of Object.entries(hours)) {
      const day = weekdayOf(name);
      if (day) week[day] = text;
      else c.addIssue({ code: "custom", path: [name], message: "Must be a weekday" });
    }
    return week;
  });

function weekdayOf(name: string): Weekday | undefined {
  const lower = name.trim().toLowerCase();
  return WEEKDAYS.find((day) => day === lower || day.slice(0, 3) === lower);
}

/** A boolean in a query string. */
export const queryFlag = z.enum(["true", "false"], "Must be true or false").transform((text) => text === "true");

/** An instant as every answer prints it. */
export const printedInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  .meta({ format: "date-time" });
export const printedDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .meta({ format: "date" });
export const printedTime = z.string().regex(/^\d\d:\d\d$/);
export const printedRange = z.string().regex(/^\d\d:\d\d-\d\d:\d\d$/);
export const printedMoney = z.string().regex(/^\d+\.\d\d$/);
export const printedDegrees = z.string().regex(/^-?\d{1,3}(\.\d+)?$/);
export const printedCode = z.string().regex(/^[A-HJ-NP-Z2-9]{6}$/);

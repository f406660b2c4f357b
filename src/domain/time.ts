/** Wall-clock time of a business and instants, kept apart: dates and times are strings, instants are epoch milliseconds. */
import { Temporal } from "temporal-polyfill";

/** `YYYY-MM-DD` in a business's zone. */
export type LocalDate = string;
/** `HH:MM` in a business's zone. */
export type LocalTime = string;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const MINUTES_PER_DAY = 1_440;

export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false; // offsets such as +02:00 know no daylight saving
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** A date by itself is counted in UTC, where every day has 24 hours: many times quicker than a calendar with zones. */
const midnightOf = (date: LocalDate): EpochMs => Date.parse(`${date}T00:00:00Z`);
const dateAt = (midnight: EpochMs): LocalDate => new Date(midnight).toISOString().slice(0, -"T00:00:00.000Z".length);

export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = midnightOf(text);
  return !Number.isNaN(midnight) && dateAt(midnight) === text; // some engines take the 30th of February for a day in March
}

export function localDate(now: EpochMs, zone: string): LocalDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The wall-clock minute an instant falls in. */
export function localTime(at: EpochMs, zone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: "minute" });
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateAt(midnightOf(date) + days * DAY_MS);
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayIndex(date: LocalDate): number {
  return (new Date(midnightOf(date)).getUTCDay() + 6) % 7;
}

/**
 * The instant of a wall-clock minute of a day (0 to 1440; 1440 is the next midnight). A time that daylight saving
 * skips moves forward, one that occurs twice is the earlier: Temporal's "compatible", RFC 5545's rule.
 */
export function instantAt(date: LocalDate, minute: number, zone: string): EpochMs {
  const day = Temporal.PlainDate.from(date).add({ days: Math.floor(minute / MINUTES_PER_DAY) });
  const time = Temporal.PlainTime.from({ hour: Math.floor((minute % MINUTES_PER_DAY) / 60), minute: minute % 60 });
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** Minutes after midnight of `HH:MM`, or null when that is no time of day. */
export function minuteOfDay(time: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** ISO 8601 UTC to the second, ending in `Z`, as the contract prints instants. */
export function isoInstant(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export const isoInstantOrNull = (at: EpochMs | null): string | null => (at === null ? null : isoInstant(at));

/** What four digits of a year can print. */
const FIRST_INSTANT = Date.parse("0001-01-01T00:00:00Z");
const LAST_INSTANT = Date.parse("9999-12-31T23:59:59.999Z");

/** An RFC 3339 instant with `Z` or an offset, or null. A calendar date that does not exist is null too. */
export function parseInstant(text: string): EpochMs | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  try {
    const at = Temporal.Instant.from(text).epochMilliseconds;
    return at >= FIRST_INSTANT && at <= LAST_INSTANT ? at : null;
  } catch {
    return null;
  }
}

/** "2 hours 15 minutes", "1 day 4 hours", "0 minutes" when nothing is left. */
export function durationInWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  const parts: [number, string][] = [
    [Math.floor(minutes / MINUTES_PER_DAY), "day"],
    [Math.floor((minutes % MINUTES_PER_DAY) / 60), "hour"],
    [minutes % 60, "minute"],
  ];
  const words = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`);
  return words.length > 0 ? words.join(" ") : "0 minutes";
}

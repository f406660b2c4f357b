/**
 * What the numbers of a business mean. Sums come first (`Tally`, `Seats`), because sums of parts add up to the sum of the
 * whole; rates are taken last. A rate or an average of nothing is null, never 0 and never NaN. Percentages and minutes have
 * one decimal.
 */
import { round1 } from "./rounding";
import { MINUTE_MS } from "./time";

/** Sums over pickups. Those of two sets that share none may be added field by field. */
export interface Tally {
  /** All pickups, whatever became of them, those that are still to come included. */
  scheduled: number;
  completed: number;
  missed: number;
  cancelled: number;
  /** Completed, handed over not after the slot's end. */
  onTime: number;
  /** How long after the slot's start completed pickups were handed over, not below 0 each. */
  waitMs: number;
  /** Completed pickups whose code was checked first, and how long it took from there until the food was handed over. */
  counted: number;
  counterMs: number;
  /** Completed pickups with a review that gives a rating, and the ratings' sum. */
  rated: number;
  ratings: number;
  /** Value of completed pickups. */
  valueCents: number;
}

/** What became of the pickups that are over. */
export type Outcomes = Pick<Tally, "completed" | "missed" | "cancelled">;

/** Sums over slots that have ended: a seat that can still be taken is not empty yet. */
export interface Seats {
  seats: number;
  /** Seats taken: every booking that was not cancelled, whether it was collected or not. */
  taken: number;
}

export const NO_TALLY: Tally = {
  scheduled: 0,
  completed: 0,
  missed: 0,
  cancelled: 0,
  onTime: 0,
  waitMs: 0,
  counted: 0,
  counterMs: 0,
  rated: 0,
  ratings: 0,
  valueCents: 0,
};

export const NO_SEATS: Seats = { seats: 0, taken: 0 };

const add = <T extends Record<keyof T, number>>(a: T, b: T): T =>
  Object.fromEntries(Object.keys(a).map((key) => [key, a[key as keyof T] + b[key as keyof T]])) as T;

export const sumTallies = (tallies: readonly Tally[]): Tally => tallies.reduce(add, NO_TALLY);
export const sumSeats = (seats: readonly Seats[]): Seats => seats.reduce(add, NO_SEATS);

/** Null of nothing. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** With one decimal. Whole numbers are divided once, and last: 23 / 80 * 100 is a hair under 28.75 and would round down. */
const tenths = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 10) / whole) / 10;
const percent = (part: number, whole: number): number | null => tenths(part * 100, whole);
const minutes = (ms: number, count: number): number | null => tenths(ms, count * MINUTE_MS);

/** Pickups of which it is known what became of them. One that is still to come has neither succeeded nor failed. */
export const countOver = ({ completed, missed, cancelled }: Outcomes): number => completed + missed + cancelled;

/** Completed of what is over, cancelled ones included (contract 3.4.1: 108 of 125 is 86.4). */
export const successRate = (tally: Outcomes): number | null => percent(tally.completed, countOver(tally));

/** Of the completed, those handed over not after their slot's end. */
export const onTimeRate = ({ onTime, completed }: Tally): number | null => percent(onTime, completed);

/** Missed of those that were to be collected: a cancellation in time is no no-show. */
export const noShowRate = ({ missed, completed }: Tally): number | null => percent(missed, missed + completed);

/** Minutes from the check of the code to the hand-over. */
export const averageCounterMinutes = ({ counterMs, counted }: Tally): number | null => minutes(counterMs, counted);

/** Minutes from the slot's start to the hand-over. */
export const averageWaitMinutes = ({ waitMs, completed }: Tally): number | null => minutes(waitMs, completed);

/** Mean rating, 1 to 5. */
export const satisfaction = ({ ratings, rated }: Tally): number | null => tenths(ratings, rated);

/** Seats taken of seats offered. Above 100 when a slot's capacity was lowered under its bookings. */
export const utilisation = ({ taken, seats }: Seats): number | null => percent(taken, seats);

/**
 * Contract 9.1 with seats in the place of slots: 40 % completion, 30 % punctuality, 30 % utilisation, the last at most 100.
 * Null while nothing is over; a part of which nothing is known counts 0, as there.
 */
export function efficiencyScore(tally: Tally, seats: Seats): number | null {
  const over = countOver(tally);
  if (over === 0) return null;
  const rate = (part: number, whole: number) => (whole === 0 ? 0 : (part / whole) * 100);
  return round1(
    rate(tally.completed, over) * 0.4 +
      rate(tally.onTime, tally.completed) * 0.3 +
      Math.min(rate(seats.taken, seats.seats), 100) * 0.3,
  );
}

/**
 * How evenly the seats of the hours fill, 0 to 1. Each hour's utilisation is held against that of all hours together; the
 * mean distance, weighted by seats, is set against the largest that is possible, where some hours are full and the others
 * empty. Hours without seats do not count.
 */
export function balance(hours: readonly Seats[]): number | null {
  const { seats, taken } = sumSeats(hours);
  if (seats === 0) return null;
  const overall = Math.min(taken / seats, 1);
  const largest = 2 * overall * (1 - overall);
  if (largest === 0) return 1;
  const distance = hours
    .filter((hour) => hour.seats > 0)
    .reduce((sum, hour) => sum + hour.seats * Math.abs(Math.min(hour.taken / hour.seats, 1) - overall), 0);
  return Math.max(0, 1 - distance / seats / largest);
}

/** 0 to 100, half the success rate, half the balance of the hours. Null when either is unknown. */
export function optimizationScore(tally: Outcomes, hours: readonly Seats[]): number | null {
  const [over, evenness] = [countOver(tally), balance(hours)];
  if (over === 0 || evenness === null) return null;
  return round1((tally.completed / over) * 50 + evenness * 50);
}

/** Pickups that were not cancelled, by `HH` of their slot's start. */
export type HourCounts = ReadonlyMap<string, number>;

/** The busiest hours, busiest first and the earlier of two equals before the later; at most so many, none without pickups. */
export const peakHours = (counts: HourCounts, limit: number): string[] =>
  [...counts]
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .slice(0, limit)
    .map(([hour]) => hour);

/** "17:00-18:00", "23:00-00:00". */
export const hourRange = (hour: string): string => `${hour}:00-${String((Number(hour) + 1) % 24).padStart(2, "0")}:00`;

/** "2.3 minutes", as the contract prints averages; null stays null. */
export const inMinutes = (value: number | null): string | null =>
  value === null ? null : `${value.toFixed(1)} minutes`;

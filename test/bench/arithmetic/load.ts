/** What so many pickups a day ask of each product: measured costs (`pickup-costs.ts`, `storage.ts`) times stated loads. */
import {
  type Cost,
  IMAGE_BYTES,
  NOTIFICATIONS_KEPT,
  OBJECT_BYTES,
  PICKUP_LIFE,
  SLOT_ROWS_WRITTEN,
} from "../../support/pickup-costs.ts";

/** The contract's (6.2, 6.3). */
export const CONTRACT = { pickupsPerDay: 10_000, slotChecksPerDay: 50_000, simultaneousBookings: 100 };

export const ASSUMED = {
  /** Of the busiest moments to the day's mean: all of a day within 2.4 hours. */
  peakFactor: 10,
  /** Half the seats of a slot as the contract lays it by default. */
  pickupsPerSlot: 2.5,
  /** Calls for a pickup beside slot checks: order, booking, details, image, code, hand-over. */
  calls: 6,
  /** Of those: details and image, which the life of a pickup leaves out. */
  looks: 2,
  /** The longest that a call of an object is billed for: what the contract allows a booking. */
  objectSeconds: 1,
  /** Every read, check and write goes to the primary, one millisecond each. */
  tripsPerSecond: 1_000,
};

const DAYS = { year: 365, month: 30, images: 10, day: 1 };
const DATABASE_BYTES = 10e9;
/** When a split is due: what is left is the time for the move. */
export const SPLIT_BYTES = 7e9;
const OBJECT_GB = 0.128;
const QUEUE_OPERATIONS = 3;
/** The half-hourly sweep looks at slots from two hours before their start until an hour after it. */
const SWEEPS = 6;
/** The cron wakes the senders of both reminders. */
const REMINDERS = 2;
const SECONDS_PER_DAY = 86_400;

/** Rows that a pickup leaves, and how many days they stay. */
export const ROWS_LEFT: [table: string, rows: number, days: number][] = [
  ["scheduled_pickups", 1, DAYS.year],
  ["orders", 1, DAYS.year],
  ["order_items", 1, DAYS.year],
  ["access_log", 2, DAYS.year],
  ["verification_attempts", 1, DAYS.year],
  ["notifications", NOTIFICATIONS_KEPT.year, DAYS.year],
  ["notifications", NOTIFICATIONS_KEPT.month, DAYS.month],
  ["time_slots", 1 / ASSUMED.pickupsPerSlot, DAYS.year],
  ["slot_listings", 1 / ASSUMED.pickupsPerSlot, DAYS.year],
  ["processed_events", 1, DAYS.month],
  ["idempotency_keys", 1, DAYS.day],
];

/** Once a year is stored. */
export interface Load {
  pickupsPerDay: number;
  peakBookings: number;
  rowsPerSecond: number;
  tripsPerSecond: number;
  objectCallsPerSecond: number;
  databaseBytes: number;
  objectBytes: number;
  imageBytes: number;
  /** Of a single database; null when a year fits. */
  daysUntilSplit: number | null;
  daysUntilFull: number | null;
  databasesByBytes: number;
  /** For the peak. */
  databasesByTrips: number;
  /** Of a month. */
  month: Month;
}

export interface Month {
  requests: number;
  rowsWritten: number;
  objectCalls: number;
  objectGbSeconds: number;
  objectRowsWritten: number;
  images: number;
  queueOperations: number;
}

const total = (of: keyof Cost): number => Object.values(PICKUP_LIFE).reduce((sum, cost) => sum + cost[of], 0);
const SLOT_SHARE = 1 / ASSUMED.pickupsPerSlot;
const CHECKS = CONTRACT.slotChecksPerDay / CONTRACT.pickupsPerDay;
const CHANGES = Object.values(PICKUP_LIFE).filter(({ objectRowsWritten }) => objectRowsWritten > 0).length;

/** Of one pickup, with its share of a slot. What is written is deleted once. */
export const EACH = {
  rowsWritten:
    total("rowsWritten") + SLOT_ROWS_WRITTEN * SLOT_SHARE + ROWS_LEFT.reduce((sum, [, rows]) => sum + rows, 0),
  trips: total("roundTrips") + CHECKS + ASSUMED.looks,
  // An alarm follows each change, and a slot's object is emptied in the end.
  objectCalls: total("objectCalls") + CHANGES + (SWEEPS + 1) * SLOT_SHARE,
  objectRowsWritten: total("objectRowsWritten"),
  messages: total("messages") + REMINDERS,
  requests: CHECKS + ASSUMED.calls,
};

/** Bytes in D1 of what one pickup a day leaves, by table, after so many days. */
export function bytesLeft(rowBytes: ReadonlyMap<string, number>, days: number): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const [table, rows, kept] of ROWS_LEFT) {
    const each = rowBytes.get(table);
    if (each === undefined) throw new Error(`${table} was not measured`);
    bytes.set(table, (bytes.get(table) ?? 0) + each * rows * Math.min(days, kept));
  }
  return bytes;
}

const sum = (bytes: ReadonlyMap<string, number>): number => [...bytes.values()].reduce((all, one) => all + one, 0);

export function loadAt(multiple: number, rowBytes: ReadonlyMap<string, number>): Load {
  const pickupsPerDay = CONTRACT.pickupsPerDay * multiple;
  const perSecond = pickupsPerDay / SECONDS_PER_DAY;
  const bytesAfter = (days: number) => pickupsPerDay * sum(bytesLeft(rowBytes, days));
  const days = Array.from({ length: DAYS.year }, (_, n) => n + 1);
  const daysUntil = (bytes: number) => days.find((day) => bytesAfter(day) > bytes) ?? null;
  const databaseBytes = bytesAfter(DAYS.year);
  const tripsPerSecond = perSecond * EACH.trips * ASSUMED.peakFactor;
  const ofMonth = (each: number) => pickupsPerDay * DAYS.month * each;
  return {
    pickupsPerDay,
    peakBookings: perSecond * ASSUMED.peakFactor,
    rowsPerSecond: perSecond * EACH.rowsWritten,
    tripsPerSecond,
    objectCallsPerSecond: perSecond * EACH.objectCalls,
    databaseBytes,
    objectBytes: pickupsPerDay * SLOT_SHARE * DAYS.year * OBJECT_BYTES,
    imageBytes: pickupsPerDay * DAYS.images * IMAGE_BYTES,
    daysUntilSplit: daysUntil(SPLIT_BYTES),
    daysUntilFull: daysUntil(DATABASE_BYTES),
    databasesByBytes: Math.ceil(databaseBytes / DATABASE_BYTES),
    databasesByTrips: Math.ceil(tripsPerSecond / ASSUMED.tripsPerSecond),
    month: {
      requests: ofMonth(EACH.requests),
      rowsWritten: ofMonth(EACH.rowsWritten),
      objectCalls: ofMonth(EACH.objectCalls),
      objectGbSeconds: ofMonth(EACH.objectCalls) * ASSUMED.objectSeconds * OBJECT_GB,
      objectRowsWritten: ofMonth(EACH.objectRowsWritten),
      images: ofMonth(1),
      queueOperations: ofMonth(EACH.messages) * QUEUE_OPERATIONS,
    },
  };
}

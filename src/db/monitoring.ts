/** What is measured for monitoring: a few bounded statements in one round trip, each led by an index. */
import { type SQL, sql } from "drizzle-orm";
import { LIMITS } from "../config";
import type { Outcomes, Seats } from "../domain/metrics";
import { DAY_MS, type EpochMs, HOUR_MS, type LocalDate, MINUTE_MS } from "../domain/time";
import { type Database, runBatch } from "./client";
import { type DeadLetterCount, deadLettersByQueue } from "./jobs";

export interface Measurements {
  slotsToday: number;
  slotsBooked: number;
  pickupsOver: number;
  pickupsCompleted: number;
  codeChecks: number;
  codeFailures: number;
  /** Changes whose follow-ups were written or are still waited for, and the longest that it took so far; null without any. */
  changes: number;
  projectionLagMs: number | null;
  /** When the oldest booking was made that nobody has followed yet; null when there is none. */
  bookingWaitsSince: EpochMs | null;
  remindersSent: number;
  reminderLatenessMaxMs: number | null;
  reminderLatenessMeanMs: number | null;
  /** When the longest overdue of a queue fell due; null when none is overdue. */
  notificationDueAt: EpochMs | null;
  deliveryDueAt: EpochMs | null;
  deadLetters: DeadLetterCount[];
}

/** More than a day of any zone, the longest day of a clock change included. */
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;

/**
 * Slots of today, each in its business's zone: how far that is from UTC shows in the slot's own wall clock, so that no
 * zone needs to be asked for.
 */
const slotsToday = (now: EpochMs): SQL => sql`
  SELECT count(*) AS slotsToday, coalesce(sum(taken > 0), 0) AS slotsBooked FROM time_slots
  WHERE status = 'open' AND starts_at > ${now - LONGEST_DAY_MS} AND starts_at < ${now + LONGEST_DAY_MS}
    AND date = date(unixepoch(date || ' ' || start_time) + (${now} - starts_at) / 1000, 'unixepoch')`;

const pickupsOver = ({ since, now }: Stretch): SQL => sql`
  SELECT count(*) AS pickupsOver, coalesce(sum(status = 'completed'), 0) AS pickupsCompleted FROM scheduled_pickups
  WHERE status IN ('completed', 'cancelled', 'missed') AND ends_at > ${since} AND ends_at <= ${now}`;

const codeChecks = ({ since, now }: Stretch): SQL => sql`
  SELECT count(*) AS codeChecks, coalesce(sum(outcome <> 'verified'), 0) AS codeFailures FROM verification_attempts
  WHERE at > ${since} AND at <= ${now} AND method <> 'manual'`;

/**
 * The news of a change is due at the instant of the change and written once D1 has the change: what lies between is how
 * far D1 and everybody who reads it were behind the slot's object.
 */
const followUpLag = ({ since, now }: Stretch): SQL => sql`
  SELECT count(*) AS followed, max(created_at - due_at) AS followedLagMs FROM notifications
  WHERE created_at > ${since} AND created_at <= ${now}
    AND type IN ('pickup_booked', 'pickup_completed', 'pickup_cancelled', 'customer_cancelled')`;

/** A queue that stands still writes no news that could be late: then bookings are there whose news is not. */
const unfollowedBookings = ({ since, now }: Stretch): SQL => sql`
  SELECT count(*) AS waiting, min(p.created_at) AS bookingWaitsSince FROM scheduled_pickups p
  WHERE p.status IN ('scheduled', 'confirmed') AND p.created_at > ${since} AND p.created_at <= ${now}
    AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = p.id AND n.type = 'pickup_booked')`;

const reminderLateness = ({ since, now }: Stretch): SQL => sql`
  SELECT count(*) AS remindersSent, max(settled_at - due_at) AS reminderLatenessMaxMs,
    avg(settled_at - due_at) AS reminderLatenessMeanMs
  FROM notifications WHERE state = 'sent' AND type IN ('reminder_1_hour', 'reminder_30_minutes')
    AND due_at > ${since} AND due_at <= ${now}`;

const queues = (now: EpochMs): SQL => sql`
  SELECT (SELECT min(due_at) FROM notifications WHERE state = 'queued' AND due_at <= ${now}) AS notificationDueAt,
    (SELECT min(due_at) FROM webhook_deliveries WHERE state = 'queued' AND due_at <= ${now}) AS deliveryDueAt`;

interface Stretch {
  since: EpochMs;
  now: EpochMs;
}

/** Rates and counts are of the last 24 hours, the lag is of the last hour. */
export async function measure(db: Database, now: EpochMs): Promise<Measurements> {
  const day = { since: now - LIMITS.monitoredHours * HOUR_MS, now };
  const lately = { since: now - LIMITS.lagMinutes * MINUTE_MS, now };
  const statements = [
    slotsToday(now),
    pickupsOver(day),
    codeChecks(day),
    followUpLag(lately),
    unfollowedBookings(lately),
    reminderLateness(day),
    queues(now),
  ];
  const results = await runBatch(db, [...statements, deadLettersByQueue(day)]);
  const rows = results.slice(0, statements.length).map(({ results: [row] }) => row ?? {});
  const measured: Measured = Object.assign({}, ...rows);
  const { followed, followedLagMs, waiting, bookingWaitsSince } = measured;
  const waitedMs = bookingWaitsSince === null ? null : now - bookingWaitsSince;
  return {
    ...measured,
    changes: followed + waiting,
    projectionLagMs: followedLagMs === null ? waitedMs : Math.max(followedLagMs, waitedMs ?? 0),
    deadLetters: (results.at(-1)?.results ?? []) as unknown as DeadLetterCount[],
  };
}

/** What the statements of one row each say. */
interface Measured extends Omit<Measurements, "changes" | "projectionLagMs" | "deadLetters"> {
  followed: number;
  followedLagMs: number | null;
  waiting: number;
}

/** Pickups and seats of all businesses on a day that was summed up, by hour; empty when none was. */
export const platformHours = (db: Database, date: LocalDate): Promise<(Outcomes & Seats & { hour: string })[]> =>
  db.all(sql`
    SELECT hour, sum(completed) AS completed, sum(missed) AS missed, sum(cancelled) AS cancelled,
      sum(CASE food_listing_id WHEN '' THEN seats ELSE 0 END) AS seats,
      sum(CASE food_listing_id WHEN '' THEN taken ELSE 0 END) AS taken
    FROM pickup_analytics WHERE date = ${date} GROUP BY hour ORDER BY hour`);

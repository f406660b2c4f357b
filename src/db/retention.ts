/** Deletes what is past its time, a bounded number of rows a statement. */
import { type SQL, sql } from "drizzle-orm";
import { REMINDER_LEADS } from "../domain/notifications";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";

export interface Cutoffs {
  /** Slots and pickups of earlier days go. */
  date: LocalDate;
  /** Records of what was done before go. */
  records: EpochMs;
  /** Events seen, jobs run and messages that could not be processed, which may hold anything, are forgotten. */
  memory: EpochMs;
  /** Notifications made in this stretch go; but reminders that were sent are part of their pickup's record, and go with it. */
  notifications: { from: EpochMs; to: EpochMs };
  /** Webhooks' deliveries made before go, unless they are still to be sent. */
  deliveries: EpochMs;
  now: EpochMs;
}

/** Slots past their time whose objects hold bookings. */
export async function slotsToPurge(db: Database, date: LocalDate, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    sql`SELECT id FROM time_slots WHERE date < ${date} AND revision > 0 ORDER BY date LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** Slots of past days that were withdrawn and never booked. Those that were open stay: they are what utilisation is measured by. */
export async function withdrawnSlots(db: Database, date: LocalDate, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    sql`SELECT id FROM time_slots WHERE status = 'withdrawn' AND date < ${date} AND revision = 0 ORDER BY date LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** Deletes slots with all that hangs on them, once their objects are empty. */
export async function deleteSlots(db: Database, slotIds: string[], date: LocalDate): Promise<void> {
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(slotIds)}))`;
  await db.run(sql`DELETE FROM slot_listings WHERE slot_id IN ${ids}`);
  await db.run(sql`DELETE FROM scheduled_pickups WHERE id IN (SELECT p.id FROM time_slots s
    JOIN scheduled_pickups p ON p.location_id = s.location_id AND p.date = s.date AND p.slot_id = s.id
    WHERE s.id IN ${ids} AND s.date < ${date})`);
  await db.run(sql`DELETE FROM time_slots WHERE id IN ${ids}`);
}

const REMINDER_TYPES = JSON.stringify(REMINDER_LEADS.map(({ type }) => type));

/** Deletes the rest, each table in rounds of its own until one finds less than it may take. Answers how many rows went. */
export async function deleteExpired(
  db: Database,
  { date, records, memory, notifications, deliveries, now }: Cutoffs,
  { limit, rounds }: { limit: number; rounds: number },
): Promise<number> {
  const statements: SQL[] = [
    sql`DELETE FROM slot_listings WHERE rowid IN (SELECT l.rowid FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id
      WHERE s.date < ${date} AND s.revision = 0 LIMIT ${limit})`,
    sql`DELETE FROM time_slots WHERE rowid IN (SELECT s.rowid FROM time_slots s WHERE s.date < ${date} AND s.revision = 0
      AND NOT EXISTS (SELECT 1 FROM slot_listings l WHERE l.slot_id = s.id) LIMIT ${limit})`,
    bounded("pickup_analytics", sql`date < ${date}`, limit),
    bounded("analytics_days", sql`date < ${date}`, limit),
    bounded("verification_attempts", sql`at < ${records}`, limit),
    bounded("access_log", sql`at < ${records}`, limit),
    // What is in force can still be undone.
    bounded(
      "pickup_optimizations",
      sql`created_at < ${records} AND (applied_at IS NULL OR undone_at IS NOT NULL)`,
      limit,
    ),
    bounded("dead_letters", sql`at < ${memory}`, limit),
    bounded("alert_notices", sql`at < ${records}`, limit),
    bounded("optimization_results", sql`created_at < ${records}`, limit),
    bounded("notifications", sql`created_at < ${records}`, limit),
    bounded(
      "notifications",
      sql`created_at >= ${notifications.from} AND created_at < ${notifications.to}
        AND NOT (state = 'sent' AND type IN (SELECT value FROM json_each(${REMINDER_TYPES})))`,
      limit,
    ),
    bounded("webhook_deliveries", sql`created_at < ${deliveries} AND state <> 'queued'`, limit),
    bounded("processed_events", sql`received_at < ${memory} AND is_pending = 0`, limit),
    bounded("job_runs", sql`started_at < ${memory}`, limit),
    bounded("idempotency_keys", sql`expires_at <= ${now}`, limit),
    bounded("followed_feeds", sql`until <= ${now}`, limit),
  ];
  let deleted = 0;
  for (const statement of statements) {
    for (let round = 0; round < rounds; round += 1) {
      const { changes } = (await db.run(statement)).meta;
      deleted += changes;
      if (changes < limit) break;
    }
  }
  return deleted;
}

const bounded = (table: string, condition: SQL, limit: number): SQL =>
  sql`DELETE FROM ${sql.identifier(table)} WHERE rowid IN
    (SELECT rowid FROM ${sql.identifier(table)} WHERE ${condition} LIMIT ${limit})`;

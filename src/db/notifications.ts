import { and, asc, count, eq, lte, type SQL, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { NotificationType } from "../domain/vocabulary";
import { type Database, runBatch } from "./client";
import { offsetOf, type Page, type PageRequest } from "./paging";
import { insertLook, type Look } from "./pickups";
import { notifications, scheduledPickups } from "./schema";

export type NotificationRow = typeof notifications.$inferSelect;

/** What one person is told; the channels share it. */
export interface NotificationKey {
  subject: string;
  type: NotificationType;
}

export type NewNotification = Pick<
  NotificationRow,
  "subject" | "type" | "channel" | "pickupId" | "businessId" | "userId" | "dueAt" | "expiresAt"
>;

/** One statement, however many. What is there already stays as it is, but may become of use for longer. */
export async function addNotifications(db: Database, rows: NewNotification[], now: EpochMs): Promise<void> {
  await db.run(sql`
    INSERT INTO notifications (subject, type, channel, pickup_id, business_id, user_id, due_at, expires_at, state,
      attempts, created_at)
    SELECT j.value ->> 'subject', j.value ->> 'type', j.value ->> 'channel', j.value ->> 'pickupId',
      j.value ->> 'businessId', j.value ->> 'userId', j.value ->> 'dueAt', j.value ->> 'expiresAt', 'queued', 0, ${now}
    FROM json_each(${JSON.stringify(rows)}) j WHERE true
    ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at
      WHERE state = 'queued' AND excluded.expires_at > expires_at`);
}

export type Claim = Pick<
  NotificationRow,
  "channel" | "pickupId" | "businessId" | "userId" | "expiresAt" | "attempts" | "createdAt"
>;

/** When the next channel of a notification is to be looked at; null when none is left. */
const nextAttempt = ({ subject, type }: NotificationKey): SQL => sql`
  SELECT min(max(due_at, coalesce(held_until, 0))) AS nextAt FROM notifications
  WHERE subject = ${subject} AND type = ${type} AND state = 'queued'`;

const nextAtOf = (result: D1Result | undefined): EpochMs | null =>
  ((result?.results ?? []) as { nextAt: EpochMs | null }[])[0]?.nextAt ?? null;

/**
 * Takes in hand what is due of a notification and in nobody's hand: no second sender gets it before `heldUntil`. `nextAt`
 * says when one is to be woken for the rest.
 */
export async function claimNotification(
  db: Database,
  key: NotificationKey,
  { now, heldUntil }: { now: EpochMs; heldUntil: EpochMs },
): Promise<{ claims: Claim[]; nextAt: EpochMs | null }> {
  const { subject, type } = key;
  const [claimed, next] = await runBatch(db, [
    sql`
      UPDATE notifications SET held_until = ${heldUntil}, attempts = attempts + 1
      WHERE subject = ${subject} AND type = ${type} AND state = 'queued' AND due_at <= ${now}
        AND (held_until IS NULL OR held_until <= ${now})
      RETURNING channel, pickup_id AS pickupId, business_id AS businessId, user_id AS userId, expires_at AS expiresAt,
        attempts, created_at AS createdAt`,
    nextAttempt(key),
  ]);
  return { claims: (claimed?.results ?? []) as unknown as Claim[], nextAt: nextAtOf(next) };
}

export type Settlement = Pick<
  NotificationRow,
  "channel" | "state" | "reason" | "provider" | "heldUntil" | "settledAt"
> &
  Partial<Pick<NotificationRow, "dueAt" | "attempts">>;

/**
 * Counts only while the sender still has the claim: one that comes back late must not undo what the next one did. Answers
 * when the next of all channels is to be looked at: each has its own time, and one message wakes a sender for the earliest.
 */
export async function settleNotification(
  db: Database,
  key: NotificationKey,
  claimedUntil: EpochMs,
  settlements: Settlement[],
): Promise<EpochMs | null> {
  const updates = settlements.map(({ channel, ...values }) =>
    db
      .update(notifications)
      .set(values)
      .where(
        and(
          eq(notifications.subject, key.subject),
          eq(notifications.type, key.type),
          eq(notifications.channel, channel),
          eq(notifications.heldUntil, claimedUntil),
        ),
      ),
  );
  const results = await runBatch(db, [...updates, nextAttempt(key)]);
  return nextAtOf(results.at(-1));
}

/** Notifications that fell due before an instant and that nobody has in hand, the longest overdue first. */
export const overdueNotifications = (
  db: Database,
  { dueBy, now }: { dueBy: EpochMs; now: EpochMs },
  page: { after: { dueAt: EpochMs; subject: string; type: string }; limit: number },
): Promise<(NotificationKey & { dueAt: EpochMs })[]> => {
  const { dueAt, subject, type } = page.after;
  return (
    db
      .select({ subject: notifications.subject, type: notifications.type, dueAt: notifications.dueAt })
      .from(notifications)
      // Written out, because a partial index is only used for the very words of its condition.
      .where(
        and(
          sql`${notifications.state} = 'queued'`,
          lte(notifications.dueAt, dueBy),
          sql`(${notifications.dueAt}, ${notifications.subject}, ${notifications.type}) > (${dueAt}, ${subject}, ${type})`,
          sql`(${notifications.heldUntil} IS NULL OR ${notifications.heldUntil} <= ${now})`,
        ),
      )
      .groupBy(notifications.dueAt, notifications.subject, notifications.type)
      .orderBy(asc(notifications.dueAt), asc(notifications.subject), asc(notifications.type))
      .limit(page.limit)
      .all()
  );
};

/**
 * What was and will be told about a pickup, the oldest first; to one user, or to all. In one round trip with whose pickup it
 * is and the look of staff; null when there is no such pickup.
 */
export async function listNotifications(
  db: Database,
  { pickupId, userId, look }: { pickupId: string; userId: string | null; look: Look | null },
  page: PageRequest,
): Promise<(Page<NotificationRow> & { pickup: { customerId: string; businessId: string } }) | null> {
  const where = and(
    eq(notifications.pickupId, pickupId),
    userId === null ? undefined : eq(notifications.userId, userId),
  );
  const { customerId, businessId } = scheduledPickups;
  const [[pickup], [total], rows] = await db.batch([
    db.select({ customerId, businessId }).from(scheduledPickups).where(eq(scheduledPickups.id, pickupId)),
    db.select({ count: count() }).from(notifications).where(where),
    db
      .select()
      .from(notifications)
      .where(where)
      .orderBy(asc(notifications.createdAt), asc(notifications.type), asc(notifications.channel))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    ...(look ? [insertLook(db, pickupId, look)] : []),
  ]);
  return pickup ? { pickup, count: total?.count ?? 0, rows } : null;
}

import { and, asc, count, eq, gt, lte, sql } from "drizzle-orm";
import { COLLECTABLE_ORDER_STATUSES, PAID } from "../domain/order";
import type { EpochMs, LocalDate } from "../domain/time";
import { HOLDING_STATUSES, type NotificationType } from "../domain/vocabulary";
import { type Database, runBatch } from "./client";
import { offsetOf, type Page, type PageRequest } from "./paging";
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
  "channel" | "pickupId" | "businessId" | "userId" | "expiresAt" | "attempts" | "dueAt"
>;

/**
 * Takes in hand what is due of a notification and in nobody's hand: no second sender gets it before `heldUntil`. When
 * there is none, `heldUntil` says until when another has it, or null when nothing is left to send.
 */
export async function claimNotification(
  db: Database,
  { subject, type }: NotificationKey,
  { now, heldUntil }: { now: EpochMs; heldUntil: EpochMs },
): Promise<{ claims: Claim[]; heldUntil: EpochMs | null }> {
  const [claimed, held] = await runBatch(db, [
    sql`
      UPDATE notifications SET held_until = ${heldUntil}, attempts = attempts + 1
      WHERE subject = ${subject} AND type = ${type} AND state = 'queued' AND due_at <= ${now}
        AND (held_until IS NULL OR held_until <= ${now})
      RETURNING channel, pickup_id AS pickupId, business_id AS businessId, user_id AS userId, expires_at AS expiresAt,
        attempts, due_at AS dueAt`,
    sql`
      SELECT max(due_at, coalesce(min(held_until), 0)) AS heldUntil FROM notifications
      WHERE subject = ${subject} AND type = ${type} AND state = 'queued'`,
  ]);
  const claims = (claimed?.results ?? []) as unknown as Claim[];
  const [rest] = (held?.results ?? []) as { heldUntil: EpochMs | null }[];
  return { claims, heldUntil: claims.length === 0 ? (rest?.heldUntil ?? null) : null };
}

export type Settlement = Pick<NotificationRow, "channel" | "state" | "reason" | "provider" | "heldUntil" | "settledAt">;

/** Counts only while the sender still has the claim: one that comes back late must not undo what the next one did. */
export async function settleNotification(
  db: Database,
  { subject, type }: NotificationKey,
  claimedUntil: EpochMs,
  settlements: Settlement[],
): Promise<void> {
  await runBatch(
    db,
    settlements.map(({ channel, ...values }) =>
      db
        .update(notifications)
        .set(values)
        .where(
          and(
            eq(notifications.subject, subject),
            eq(notifications.type, type),
            eq(notifications.channel, channel),
            eq(notifications.heldUntil, claimedUntil),
          ),
        ),
    ),
  );
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

/** What was and will be told about a pickup, the oldest first; to one user, or to all. */
export async function listNotifications(
  db: Database,
  { pickupId, userId }: { pickupId: string; userId: string | null },
  page: PageRequest,
): Promise<Page<NotificationRow>> {
  const where = and(
    eq(notifications.pickupId, pickupId),
    userId === null ? undefined : eq(notifications.userId, userId),
  );
  const [[total], rows] = await Promise.all([
    db.select({ count: count() }).from(notifications).where(where),
    db
      .select()
      .from(notifications)
      .where(where)
      .orderBy(asc(notifications.createdAt), asc(notifications.type), asc(notifications.channel))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  ]);
  return { count: total?.count ?? 0, rows };
}

/** Live pickups that start in a stretch of time, in order of start. */
export const livePickupsStarting = (
  db: Database,
  { from, to }: { from: EpochMs; to: EpochMs },
  page: { after: { startsAt: EpochMs; id: string }; limit: number },
) =>
  db
    .select({
      id: scheduledPickups.id,
      businessId: scheduledPickups.businessId,
      customerId: scheduledPickups.customerId,
      startsAt: scheduledPickups.startsAt,
      createdAt: scheduledPickups.createdAt,
    })
    .from(scheduledPickups)
    .where(
      and(
        // Written out, because a partial index is only used for the very words of its condition.
        sql`${scheduledPickups.status} IN ('scheduled', 'confirmed')`,
        gt(scheduledPickups.startsAt, from),
        lte(scheduledPickups.startsAt, to),
        sql`(${scheduledPickups.startsAt}, ${scheduledPickups.id}) > (${page.after.startsAt}, ${page.after.id})`,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(page.limit)
    .all();

/** Live pickups about to start that were not yet sent this reminder, in order of start; of one business and day, or of all. */
export const pickupsToRemind = (
  db: Database,
  filter: { type: NotificationType; businessId: string | null; date: LocalDate | null; from: EpochMs; to: EpochMs },
  limit: number,
) =>
  db
    .select({
      id: scheduledPickups.id,
      businessId: scheduledPickups.businessId,
      customerId: scheduledPickups.customerId,
      startsAt: scheduledPickups.startsAt,
    })
    .from(scheduledPickups)
    .where(
      and(
        sql`${scheduledPickups.status} IN ('scheduled', 'confirmed')`,
        gt(scheduledPickups.startsAt, filter.from),
        lte(scheduledPickups.startsAt, filter.to),
        filter.date === null ? undefined : eq(scheduledPickups.date, filter.date),
        filter.businessId === null ? undefined : eq(scheduledPickups.businessId, filter.businessId),
        sql`NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
          AND n.type = ${filter.type} AND n.state <> 'queued')`,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(limit)
    .all();

const quoted = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(", "));
const isCollectable = sql`o.status IN (${quoted(COLLECTABLE_ORDER_STATUSES)})
  AND (o.kind = 'donation' OR o.payment_status = ${sql.raw(`'${PAID}'`)})`;
const isUnbooked = sql`NOT EXISTS (SELECT 1 FROM scheduled_pickups p WHERE p.order_id = i.order_id
  AND p.food_listing_id = i.food_listing_id AND p.status IN (${quoted(HOLDING_STATUSES)}))`;

interface OrderToSchedule {
  customerId: string;
  businessId: string;
  /** Of the first thing in it that has no pickup yet. */
  listingId: string;
  confirmedAt: EpochMs;
}

/** The order when it may be collected and something of it has no pickup yet. */
export async function orderToSchedule(db: Database, orderId: string): Promise<OrderToSchedule | undefined> {
  const [row] = await db.all<OrderToSchedule>(sql`
    SELECT o.customer_id AS customerId, o.business_id AS businessId, i.food_listing_id AS listingId,
      o.event_time AS confirmedAt
    FROM orders o JOIN order_items i ON i.order_id = o.id
    WHERE o.id = ${orderId} AND ${isCollectable} AND ${isUnbooked} LIMIT 1`);
  return row;
}

/**
 * Orders that may be collected but have no pickup, whose last slot with a free seat starts in a stretch of time, and who
 * were not told so yet. `lastStart` is that slot's start.
 */
export const ordersOnLastCall = (
  db: Database,
  { from, to }: { from: EpochMs; to: EpochMs },
  limit: number,
): Promise<{ orderId: string; customerId: string; businessId: string; lastStart: EpochMs }[]> =>
  db.all(sql`
    SELECT o.id AS orderId, o.customer_id AS customerId, o.business_id AS businessId, min(closing.lastStart) AS lastStart
    FROM (SELECT l.food_listing_id AS listingId, max(s.starts_at) AS lastStart
        FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id
        WHERE s.status = 'open' AND s.starts_at >= ${from} AND s.starts_at <= ${to} AND s.taken < s.capacity
          AND l.is_open = 1 AND l.taken < l.max_orders
        GROUP BY l.food_listing_id) closing
      JOIN order_items i ON i.food_listing_id = closing.listingId
      JOIN orders o ON o.id = i.order_id
    WHERE ${isCollectable} AND ${isUnbooked}
      AND NOT EXISTS (SELECT 1 FROM slot_listings m JOIN time_slots t ON t.id = m.slot_id
        WHERE m.food_listing_id = closing.listingId AND m.is_open = 1 AND m.taken < m.max_orders
          AND t.status = 'open' AND t.taken < t.capacity AND t.starts_at > ${to})
      AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = o.id AND n.type = 'schedule_last_call')
    GROUP BY o.id LIMIT ${limit}`);

/** Whether any channel took one of these notifications about a pickup. */
export const wasSent = (types: readonly NotificationType[]) =>
  sql<boolean>`EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
    AND n.type IN (${quoted(types)}) AND n.state = 'sent')`.mapWith(Boolean);

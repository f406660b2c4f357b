import { and, eq, inArray, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { Database } from "./client";
import { pushSubscriptions } from "./schema";

export type PushSubscriptionRow = typeof pushSubscriptions.$inferSelect;

export const subscriptionsOf = (db: Database, userId: string): Promise<PushSubscriptionRow[]> =>
  db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, userId)).all();

/**
 * Adds a subscription; one that is there already gets the new keys and goes over to this user: whoever holds the browser
 * now is meant. One statement, so that calls at once cannot pass the limit. Answers when it was first added, or null
 * when the user has `limit` others.
 */
export async function putSubscription(
  db: Database,
  { id, userId, sealedSubscription, createdAt }: PushSubscriptionRow,
  limit: number,
): Promise<EpochMs | null> {
  const [row] = await db.all<{ createdAt: EpochMs }>(sql`
    INSERT INTO push_subscriptions (id, user_id, sealed_subscription, created_at)
    SELECT ${id}, ${userId}, ${sealedSubscription}, ${createdAt}
    WHERE (SELECT count(*) FROM push_subscriptions WHERE user_id = ${userId} AND id <> ${id}) < ${limit}
    ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, sealed_subscription = excluded.sealed_subscription
    RETURNING created_at AS createdAt`);
  return row?.createdAt ?? null;
}

/** Whether the user had it. */
export async function deleteSubscription(
  db: Database,
  { id, userId }: Pick<PushSubscriptionRow, "id" | "userId">,
): Promise<boolean> {
  const deleted = await db
    .delete(pushSubscriptions)
    .where(and(eq(pushSubscriptions.id, id), eq(pushSubscriptions.userId, userId)))
    .returning({ id: pushSubscriptions.id });
  return deleted.length > 0;
}

/** Takes at most as many as one user has. */
export async function deleteSubscriptions(db: Database, ids: string[]): Promise<void> {
  await db.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, ids));
}

export async function deleteSubscriptionsOf(db: Database, userId: string): Promise<void> {
  await db.delete(pushSubscriptions).where(eq(pushSubscriptions.userId, userId));
}

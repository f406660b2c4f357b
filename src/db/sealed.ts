/** Everything that is sealed at rest and outlives a day, in order of id. */
import { asc, eq, gt } from "drizzle-orm";
import type { Database } from "./client";
import { deadLetters, pushSubscriptions, scheduledPickups, users, webhooks } from "./schema";

interface PageAfter {
  after: string;
  limit: number;
}

export const sealedUsers = (db: Database, { after, limit }: PageAfter) =>
  db
    .select({ id: users.id, sealedEmail: users.sealedEmail, sealedPhone: users.sealedPhone })
    .from(users)
    .where(gt(users.id, after))
    .orderBy(asc(users.id))
    .limit(limit)
    .all();

export const sealedPickups = (db: Database, { after, limit }: PageAfter) =>
  db
    .select({
      id: scheduledPickups.id,
      slotId: scheduledPickups.slotId,
      locationId: scheduledPickups.locationId,
      date: scheduledPickups.date,
      customerNotes: scheduledPickups.customerNotes,
      businessNotes: scheduledPickups.businessNotes,
      cancelReason: scheduledPickups.cancelReason,
    })
    .from(scheduledPickups)
    .where(gt(scheduledPickups.id, after))
    .orderBy(asc(scheduledPickups.id))
    .limit(limit)
    .all();

export const sealedLetters = (db: Database, { after, limit }: PageAfter) =>
  db
    .select({ id: deadLetters.id, sealedBody: deadLetters.sealedBody })
    .from(deadLetters)
    .where(gt(deadLetters.id, after))
    .orderBy(asc(deadLetters.id))
    .limit(limit)
    .all();

export const sealedSubscriptions = (db: Database, { after, limit }: PageAfter) =>
  db
    .select({ id: pushSubscriptions.id, sealedSubscription: pushSubscriptions.sealedSubscription })
    .from(pushSubscriptions)
    .where(gt(pushSubscriptions.id, after))
    .orderBy(asc(pushSubscriptions.id))
    .limit(limit)
    .all();

export const sealedWebhooks = (db: Database, { after, limit }: PageAfter) =>
  db
    .select({ id: webhooks.id, sealedSecret: webhooks.sealedSecret })
    .from(webhooks)
    .where(gt(webhooks.id, after))
    .orderBy(asc(webhooks.id))
    .limit(limit)
    .all();

export async function updateUserSeals(
  db: Database,
  id: string,
  seals: Partial<Pick<typeof users.$inferSelect, "sealedEmail" | "sealedPhone">>,
): Promise<void> {
  await db.update(users).set(seals).where(eq(users.id, id));
}

export async function updateLetterSeal(db: Database, id: string, sealedBody: string): Promise<void> {
  await db.update(deadLetters).set({ sealedBody }).where(eq(deadLetters.id, id));
}

export async function updateSubscriptionSeal(db: Database, id: string, sealedSubscription: string): Promise<void> {
  await db.update(pushSubscriptions).set({ sealedSubscription }).where(eq(pushSubscriptions.id, id));
}

export async function updateWebhookSeal(db: Database, id: string, sealedSecret: string): Promise<void> {
  await db.update(webhooks).set({ sealedSecret }).where(eq(webhooks.id, id));
}

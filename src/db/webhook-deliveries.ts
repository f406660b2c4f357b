/** Which subscriber is to hear which event, and how far that has come. */
import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { PickupEventType } from "../domain/vocabulary";
import { type Database, runBatch } from "./client";
import { webhookDeliveries } from "./schema";
import type { DeliveryRow } from "./webhooks";

export interface DeliveryKey {
  webhookId: string;
  eventId: string;
}

export interface DueDelivery extends DeliveryKey {
  dueAt: EpochMs;
}

/**
 * Writes down an event for every webhook that is to hear of it: those of its business, and those of all businesses. One
 * statement, so that one which is deleted meanwhile is left out. What is there already stays as it is. Answers what is
 * still to be delivered, the repeated included: the message that was to wake its sender may have been lost.
 */
export const addDeliveries = (
  db: Database,
  event: { id: string; type: PickupEventType; businessId: string; body: string },
  now: EpochMs,
): Promise<DueDelivery[]> =>
  db.all<DueDelivery>(sql`
    INSERT INTO webhook_deliveries (webhook_id, event_id, event_type, body, state, attempts, due_at, created_at)
    SELECT w.id, ${event.id}, ${event.type}, ${event.body}, 'queued', 0, ${now}, ${now} FROM webhooks w
    WHERE (w.business_id = ${event.businessId} OR w.business_id IS NULL)
      AND EXISTS (SELECT 1 FROM json_each(w.event_types) t WHERE t.value = ${event.type})
    ON CONFLICT DO UPDATE SET attempts = attempts WHERE state = 'queued'
    RETURNING webhook_id AS webhookId, event_id AS eventId, due_at AS dueAt`);

export interface DeliveryClaim {
  body: string;
  /** This one included. */
  attempts: number;
}

export interface ClaimedDelivery {
  claim: DeliveryClaim | null;
  /** Without a claim: until when another has it or it is not due, null when nothing is left to send. */
  heldUntil: EpochMs | null;
  /** Null once the webhook was deleted. */
  webhook: { url: string; sealedSecret: string } | null;
}

/** Takes a delivery in hand when it is due and in nobody's hand: no second sender gets it before `heldUntil`. */
export async function claimDelivery(
  db: Database,
  { webhookId, eventId }: DeliveryKey,
  { now, heldUntil }: { now: EpochMs; heldUntil: EpochMs },
): Promise<ClaimedDelivery> {
  const [claimed, held, found] = await runBatch(db, [
    sql`
      UPDATE webhook_deliveries SET held_until = ${heldUntil}, attempts = attempts + 1
      WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'queued' AND due_at <= ${now}
        AND (held_until IS NULL OR held_until <= ${now})
      RETURNING body, attempts`,
    sql`
      SELECT max(due_at, coalesce(held_until, 0)) AS heldUntil FROM webhook_deliveries
      WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'queued'`,
    sql`SELECT url, sealed_secret AS sealedSecret FROM webhooks WHERE id = ${webhookId}`,
  ]);
  const [claim = null] = (claimed?.results ?? []) as unknown as DeliveryClaim[];
  const [rest] = (held?.results ?? []) as { heldUntil: EpochMs }[];
  const [webhook = null] = (found?.results ?? []) as { url: string; sealedSecret: string }[];
  return { claim, heldUntil: claim ? null : (rest?.heldUntil ?? null), webhook };
}

export type DeliverySettlement = Pick<DeliveryRow, "state" | "lastStatus" | "settledAt"> & { dueAt?: EpochMs };

/** Only for who still has it in hand: a sender whose claim ran out, or who was overtaken by a redelivery, changes nothing. */
export async function settleDelivery(
  db: Database,
  { webhookId, eventId }: DeliveryKey,
  heldUntil: EpochMs,
  settlement: DeliverySettlement,
): Promise<void> {
  await db
    .update(webhookDeliveries)
    .set({ ...settlement, heldUntil: null })
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        eq(webhookDeliveries.eventId, eventId),
        eq(webhookDeliveries.heldUntil, heldUntil),
      ),
    );
}

/** As if it had never been tried. Answers undefined when there is no such delivery. */
export async function requeueDelivery(
  db: Database,
  { webhookId, eventId }: DeliveryKey,
  now: EpochMs,
): Promise<DeliveryRow | undefined> {
  const [row] = await db
    .update(webhookDeliveries)
    .set({ state: "queued", attempts: 0, lastStatus: null, dueAt: now, heldUntil: null, settledAt: null })
    .where(and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.eventId, eventId)))
    .returning();
  return row;
}

/** Deliveries that fell due before an instant and that nobody has in hand, the longest overdue first. */
export const overdueDeliveries = (
  db: Database,
  { dueBy, now }: { dueBy: EpochMs; now: EpochMs },
  page: { after: DueDelivery; limit: number },
): Promise<DueDelivery[]> => {
  const { webhookId, eventId, dueAt } = webhookDeliveries;
  const { after } = page;
  return (
    db
      .select({ webhookId, eventId, dueAt })
      .from(webhookDeliveries)
      // Written out, because a partial index is only used for the very words of its condition.
      .where(
        and(
          sql`${webhookDeliveries.state} = 'queued'`,
          lte(dueAt, dueBy),
          sql`(${dueAt}, ${webhookId}, ${eventId}) > (${after.dueAt}, ${after.webhookId}, ${after.eventId})`,
          sql`(${webhookDeliveries.heldUntil} IS NULL OR ${webhookDeliveries.heldUntil} <= ${now})`,
        ),
      )
      .orderBy(asc(dueAt), asc(webhookId), asc(eventId))
      .limit(page.limit)
      .all()
  );
};

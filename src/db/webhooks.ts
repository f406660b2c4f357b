import { and, count, desc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "./client";
import { offsetOf, type Page, type PageRequest, readPage } from "./paging";
import { webhookDeliveries, webhooks } from "./schema";

export type WebhookRow = typeof webhooks.$inferSelect;

/** One statement, so that calls at once cannot pass the limit. False when the business, or the admins, have `limit`. */
export async function addWebhook(db: Database, row: WebhookRow, limit: number): Promise<boolean> {
  const { id, businessId, url, eventTypes, sealedSecret, createdBy, createdAt } = row;
  const added = await db.all(sql`
    INSERT INTO webhooks (id, business_id, url, event_types, sealed_secret, created_by, created_at)
    SELECT ${id}, ${businessId}, ${url}, ${JSON.stringify(eventTypes)}, ${sealedSecret}, ${createdBy}, ${createdAt}
    WHERE (SELECT count(*) FROM webhooks WHERE business_id IS ${businessId}) < ${limit}
    RETURNING id`);
  return added.length > 0;
}

export const findWebhook = (db: Database, id: string): Promise<WebhookRow | undefined> =>
  db.select().from(webhooks).where(eq(webhooks.id, id)).get();

/** A business's, or all there are, the newest first. */
export function listWebhooks(
  db: Database,
  { businessId }: { businessId: string | null },
  page: PageRequest,
): Promise<Page<WebhookRow>> {
  // Ids are never empty: the list of all is a walk along the primary key.
  const where = businessId === null ? gt(webhooks.id, "") : eq(webhooks.businessId, businessId);
  return readPage(
    db,
    db.select({ count: count() }).from(webhooks).where(where),
    db.select().from(webhooks).where(where).orderBy(desc(webhooks.id)).limit(page.pageSize).offset(offsetOf(page)),
  );
}

/** Its deliveries stay behind (`deleteDeliveries`); from here on nobody adds to them or sends them. */
export async function deleteWebhook(db: Database, id: string): Promise<void> {
  await db.delete(webhooks).where(eq(webhooks.id, id));
}

/** Answers how many went, at most `limit`. */
export async function deleteDeliveries(db: Database, webhookId: string, limit: number): Promise<number> {
  const { meta } = await db.run(sql`DELETE FROM webhook_deliveries WHERE rowid IN
    (SELECT rowid FROM webhook_deliveries WHERE webhook_id = ${webhookId} LIMIT ${limit})`);
  return meta.changes;
}

export type DeliveryRow = Omit<typeof webhookDeliveries.$inferSelect, "body" | "heldUntil">;

const shown = {
  webhookId: webhookDeliveries.webhookId,
  eventId: webhookDeliveries.eventId,
  eventType: webhookDeliveries.eventType,
  state: webhookDeliveries.state,
  attempts: webhookDeliveries.attempts,
  lastStatus: webhookDeliveries.lastStatus,
  dueAt: webhookDeliveries.dueAt,
  createdAt: webhookDeliveries.createdAt,
  settledAt: webhookDeliveries.settledAt,
};

/** The newest first; of one state, or of all. */
export function listDeliveries(
  db: Database,
  { webhookId, state }: { webhookId: string; state: DeliveryRow["state"] | undefined },
  page: PageRequest,
): Promise<Page<DeliveryRow>> {
  const where = and(
    eq(webhookDeliveries.webhookId, webhookId),
    state === undefined ? undefined : eq(webhookDeliveries.state, state),
  );
  return readPage(
    db,
    db.select({ count: count() }).from(webhookDeliveries).where(where),
    db
      .select(shown)
      .from(webhookDeliveries)
      .where(where)
      .orderBy(desc(webhookDeliveries.createdAt), desc(webhookDeliveries.eventId))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  );
}

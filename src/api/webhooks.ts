import { Hono } from "hono";
import type * as z from "zod";
import { LIMITS } from "../config";
import { seal } from "../crypto/cipher";
import { findBusiness } from "../db/businesses";
import { requeueDelivery } from "../db/webhook-deliveries";
import {
  addWebhook,
  type DeliveryRow,
  findWebhook,
  listDeliveries,
  listWebhooks,
  type WebhookRow,
} from "../db/webhooks";
import { isPublicHttpsUrl } from "../domain/public-url";
import { conflict, invalid, notFound } from "../domain/refusal";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { canManage } from "../http/tenant";
import { body, query } from "../http/validate";
import { isUuid, uuidv7 } from "../ids";
import type { Deps } from "../operations/deps";
import { drawSecret } from "../operations/post-event";
import { queueDeliveries } from "../operations/queue-webhooks";
import { removeWebhook } from "../operations/remove-webhook";
import { requireSent } from "../operations/send-messages";
import {
  CreatedWebhook,
  DeliveryList,
  DeliveryQuery,
  DeliveryResponse,
  NewWebhook,
  WebhookList,
  WebhookQuery,
  WebhookResponse,
} from "./schemas/webhooks";

export const webhooks = new Hono<SignedIn>()
  .get(
    "/",
    allow("provider", "admin"),
    query(WebhookQuery),
    answers("Who is told of pickups' events", { 200: WebhookList }),
    async (c) => {
      const { business_id: named = null, ...page } = c.req.valid("query");
      const { role, businessId } = c.get("principal");
      const filter = { businessId: role === "provider" ? businessId : named };
      const { count, rows } = await listWebhooks(c.get("deps").db, filter, pageRequest(page));
      return c.json(paginated(c, pageRequest(page), count, rows.map(toResponse)), 200);
    },
  )
  .post(
    "/",
    allow("provider", "admin"),
    body(NewWebhook),
    mayRefuse(404),
    answers("Have pickups' events posted to an address", { 201: CreatedWebhook }),
    async (c) => {
      const { db, now, config } = c.get("deps");
      const { url, event_types: eventTypes, business_id: named = null } = c.req.valid("json");
      const { role, userId, businessId } = c.get("principal");
      if (!isPublicHttpsUrl(url, config)) return refuse(c, invalid("url", "Must be a public https address"));
      if (role === "admin" && named !== null && !(await findBusiness(db, named))) return refuse(c, notFound);
      const secret = drawSecret();
      const row: WebhookRow = {
        id: uuidv7(now),
        businessId: role === "provider" ? businessId : named,
        url,
        eventTypes,
        sealedSecret: await seal(config.encryptionKeys, secret),
        createdBy: userId,
        createdAt: now,
      };
      const isAdded = await addWebhook(db, row, LIMITS.webhooksPerBusiness);
      return isAdded ? c.json({ ...toResponse(row), secret }, 201) : refuse(c, tooMany);
    },
  )
  .get("/:id", allow("provider", "admin"), answers("One webhook", { 200: WebhookResponse }), async (c) => {
    const webhook = await findManaged(c.get("deps"), c.get("principal"), c.req.param("id"));
    return webhook ? c.json(toResponse(webhook), 200) : refuse(c, notFound);
  })
  .delete(
    "/:id",
    allow("provider", "admin"),
    answers("Post events there no longer, and forget what was delivered", { 204: null }),
    async (c) => {
      const deps = c.get("deps");
      const webhook = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!webhook) return refuse(c, notFound);
      await removeWebhook(deps, webhook.id);
      return c.body(null, 204);
    },
  )
  .get(
    "/:id/deliveries",
    allow("provider", "admin"),
    query(DeliveryQuery),
    answers("What a webhook was told and is still to be told", { 200: DeliveryList }),
    async (c) => {
      const deps = c.get("deps");
      const webhook = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!webhook) return refuse(c, notFound);
      const { state, ...query } = c.req.valid("query");
      const page = pageRequest(query);
      const { count, rows } = await listDeliveries(deps.db, { webhookId: webhook.id, state }, page);
      return c.json(paginated(c, page, count, rows.map(toDelivery)), 200);
    },
  )
  .post(
    "/:id/deliveries/:event_id/redeliver",
    allow("provider", "admin"),
    answers("Deliver an event anew", { 202: DeliveryResponse }),
    async (c) => {
      const deps = c.get("deps");
      const webhook = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!webhook) return refuse(c, notFound);
      const key = { webhookId: webhook.id, eventId: c.req.param("event_id") };
      const delivery = await requeueDelivery(deps.db, key, deps.now);
      if (!delivery) return refuse(c, notFound);
      await requireSent(queueDeliveries(deps, [delivery]));
      return c.json(toDelivery(delivery), 202);
    },
  );

const tooMany = conflict(`At most ${LIMITS.webhooksPerBusiness} webhooks can be set up`, {
  rule: "webhook_limit",
  limit: LIMITS.webhooksPerBusiness,
});

/** One that hears of every business is the admins' alone. */
async function findManaged(
  { db }: Deps,
  principal: SignedIn["Variables"]["principal"],
  id: string,
): Promise<WebhookRow | undefined> {
  const webhook = isUuid(id) ? await findWebhook(db, id) : undefined;
  if (!webhook) return undefined;
  const isManaged = webhook.businessId === null ? principal.role === "admin" : canManage(principal, webhook.businessId);
  return isManaged ? webhook : undefined;
}

const toResponse = (row: WebhookRow): z.output<typeof WebhookResponse> => ({
  id: row.id,
  url: row.url,
  event_types: row.eventTypes,
  business_id: row.businessId,
  created_at: isoInstant(row.createdAt),
});

const toDelivery = (row: DeliveryRow): z.output<typeof DeliveryResponse> => ({
  event_id: row.eventId,
  event_type: row.eventType,
  state: row.state,
  attempts: row.attempts,
  last_status: row.lastStatus,
  due_at: isoInstant(row.dueAt),
  delivered_at: row.state === "delivered" && row.settledAt !== null ? isoInstant(row.settledAt) : null,
  created_at: isoInstant(row.createdAt),
});

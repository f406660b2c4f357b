import * as z from "zod";
import { LIMITS } from "../../config";
import { DELIVERY_STATES, PICKUP_EVENT_TYPES } from "../../domain/vocabulary";
import { foreignId, line, printedInstant } from "./fields";
import { listOf, PageQuery } from "./page";

const eventType = z.enum(PICKUP_EVENT_TYPES, `Must be one of ${PICKUP_EVENT_TYPES.join(", ")}`);

export const NewWebhook = z.object({
  url: line(LIMITS.urlLength).meta({ description: "Public https address that events are posted to" }),
  event_types: z
    .array(eventType, "Must be a list of event types")
    .min(1, "Must name at least one")
    .refine((types) => new Set(types).size === types.length, "Must not name one twice")
    .default([...PICKUP_EVENT_TYPES])
    .meta({ description: "Each at most once; all when left out" }),
  business_id: foreignId
    .nullish()
    .meta({ description: "For admins: whose events; those of every business when left out" }),
});

export const WebhookQuery = PageQuery.extend({
  business_id: foreignId.optional().meta({ description: "For admins: only this business's" }),
});

const webhook = {
  id: z.uuid(),
  url: z.string(),
  event_types: z.array(z.enum(PICKUP_EVENT_TYPES)),
  business_id: z.string().nullable().meta({ description: "Null for one that hears of every business" }),
  created_at: printedInstant,
};

export const WebhookResponse = z.strictObject(webhook);
export const WebhookList = listOf(WebhookResponse);
export const CreatedWebhook = z.strictObject({
  ...webhook,
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{43}=$/)
    .meta({ description: "What deliveries are signed with. Shown this once" }),
});

export const DeliveryQuery = PageQuery.extend({
  state: z.enum(DELIVERY_STATES, `Must be one of ${DELIVERY_STATES.join(", ")}`).optional(),
});

export const DeliveryResponse = z.strictObject({
  event_id: z.string(),
  event_type: z.enum(PICKUP_EVENT_TYPES),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  last_status: z.int().nullable().meta({ description: "HTTP status of the last attempt; null when no answer came" }),
  due_at: printedInstant.meta({ description: "When the next attempt falls due, or the last one did" }),
  delivered_at: printedInstant.nullable(),
  created_at: printedInstant,
});
export const DeliveryList = listOf(DeliveryResponse);

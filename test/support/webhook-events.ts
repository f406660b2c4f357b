/** Events of pickups that are queued for webhooks. */
import { expect } from "vitest";
import type { Caller } from "./api";
import { deliver } from "./queue";
import { holdDeliveries, type Subscription, stillClock, subscribe } from "./subscriber-client";
import { freshId, NOW } from "./world";

export const START = Date.parse(NOW);
export const SECOND = 1_000;

export const freshProvider = (): Caller => ({
  role: "provider",
  id: freshId("staff"),
  businessId: freshId("business"),
});

/** A pickup's event as its slot's object sends it. */
export const changeOf = (businessId: string, type = "pickup.scheduled", id = crypto.randomUUID()) => ({
  at: START,
  event: {
    specversion: "1.0",
    id,
    source: "/scheduling",
    type,
    subject: crypto.randomUUID(),
    time: "2026-06-25T08:00:00.000Z",
    datacontenttype: "application/json",
    data: { pickup_id: crypto.randomUUID(), business_id: businessId, starts_at: "2026-06-26T15:00:00Z" },
  },
});

/** An event of the webhook's business that is queued for it, with nobody woken. */
export async function queued(hook: Subscription) {
  const { sent, bindings } = holdDeliveries();
  const change = changeOf(hook.as.businessId ?? "");
  await deliver("pickup-changes", [change], { bindings, ...stillClock() });
  expect(sent).toEqual([{ body: { webhookId: hook.id, eventId: change.event.id, at: START }, delaySeconds: 0 }]);
  return change.event;
}

export const waiting = async (fields?: Record<string, unknown>) => {
  const hook = await subscribe(freshProvider(), fields);
  return { hook, event: await queued(hook) };
};

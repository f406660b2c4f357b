/** Speaks to the subscribers' server (`subscriber.ts`) from within a test, and to the webhooks that lead there. */
import { env } from "cloudflare:workers";
import { expect, inject } from "vitest";
import type { DeliveryMessage } from "../../src/operations/queue-webhooks";
import { type Caller, get, post } from "./api";
import { type Delivery, deliver, heldQueue } from "./queue";
import type { PlannedReply, PostedEvent } from "./subscriber";
import { freshId, NOW } from "./world";

const address = inject("subscriber");

export interface Subscription {
  as: Caller;
  id: string;
  secret: string;
  /** Its name at the subscribers' server. */
  name: string;
}

export const hookAddress = (name: string): string => `${address}/hooks/${name}`;

/** A webhook that leads to the subscribers' server under a name of its own. */
export async function subscribe(as: Caller, fields: Record<string, unknown> = {}): Promise<Subscription> {
  const name = freshId("hook");
  const made = await post("webhooks/", { as, now: NOW, body: { url: hookAddress(name), ...fields } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { as, id: made.body.id, secret: made.body.secret, name };
}

/** What arrived under a name, in order. */
export async function postedTo({ name }: Pick<Subscription, "name">): Promise<PostedEvent[]> {
  return (await fetch(`${address}/requests?${new URLSearchParams({ name })}`)).json();
}

export async function replyWith(plan: PlannedReply): Promise<void> {
  await fetch(`${address}/answers`, { method: "POST", body: JSON.stringify(plan) });
}

/** The events that arrived, by type and id. */
export const eventsAt = async (hook: Subscription): Promise<{ type: string; id: string }[]> =>
  (await postedTo(hook)).map(({ body }) => JSON.parse(body));

/** A webhook's deliveries as its owner sees them. */
export async function deliveriesOf({ as, id }: Subscription, query = ""): Promise<ShownDelivery[]> {
  const answer = await get(`webhooks/${id}/deliveries/?page_size=100${query}`, { as });
  expect(answer.status).toBe(200);
  return answer.body.results;
}

export interface ShownDelivery {
  event_id: string;
  event_type: string;
  state: string;
  attempts: number;
  last_status: number | null;
  due_at: string;
  delivered_at: string | null;
  created_at: string;
}

/** A message sent a little ahead: the consumer's clock then stands still at the message's instant. */
export const stillClock = (): Pick<Delivery, "sentAt"> => ({ sentAt: new Date(Date.now() + 60_000) });

/** Wakes a sender for a delivery at an instant. */
export const wakeDelivery = (webhookId: string, eventId: string, at: string | number, bindings: Env = env) =>
  deliver("webhook-deliveries", [{ webhookId, eventId, at: new Date(at).getTime() }], { bindings, ...stillClock() });

/** Bindings whose `webhook-deliveries` queue keeps its messages for the test. */
export function holdDeliveries() {
  const { sent, queue } = heldQueue<DeliveryMessage>();
  return { sent, bindings: { ...env, WEBHOOK_DELIVERIES: queue } as Env };
}

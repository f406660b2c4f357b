import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { fire, HALF_HOURLY } from "../support/cron";
import { deliver } from "../support/queue";
import {
  deliveriesOf,
  eventsAt,
  holdDeliveries,
  postedTo,
  replyWith,
  subscribe,
  wakeDelivery,
} from "../support/subscriber-client";
import { changeOf, freshProvider, SECOND, START, waiting } from "../support/webhook-events";
import { NOW } from "../support/world";

const LEASE = LIMITS.sendLeaseSeconds * SECOND;

describe("messages", () => {
  it("that come twice and in any order deliver each event once", async () => {
    const hook = await subscribe(freshProvider());
    const businessId = hook.as.businessId ?? "";
    const [first, second] = [changeOf(businessId), changeOf(businessId, "pickup.cancelled")];
    const { sent, bindings } = holdDeliveries();
    await deliver("pickup-changes", [second, first, second, first], { bindings });
    expect(await deliveriesOf(hook)).toHaveLength(2);
    const messages = sent.map(({ body }) => body);
    await deliver("webhook-deliveries", [...messages, ...messages].reverse());
    await deliver("pickup-changes", [first, second], { bindings });
    await deliver("webhook-deliveries", messages);
    const ids = (await eventsAt(hook)).map(({ id }) => id);
    expect(ids.sort()).toEqual([first.event.id, second.event.id].sort());
  });

  it("that wake many senders at once make one request", async () => {
    const { hook, event } = await waiting();
    await Promise.all(Array.from({ length: 8 }, () => wakeDelivery(hook.id, event.id, NOW)));
    expect(await postedTo(hook)).toHaveLength(1);
  });

  it("that were lost are sent again by the half-hourly cron, once overdue", async () => {
    const { hook, event } = await waiting();
    const { sent, bindings } = holdDeliveries();
    const mine = () => sent.filter(({ body }) => body.webhookId === hook.id).map(({ body }) => body.eventId);
    await fire(HALF_HOURLY, new Date(START + LEASE - 1).toISOString(), bindings);
    expect(mine()).toEqual([]);
    await fire(HALF_HOURLY, new Date(START + LEASE).toISOString(), bindings);
    expect(mine()).toEqual([event.id]);
    await wakeDelivery(hook.id, event.id, START + LEASE);
    await fire(HALF_HOURLY, new Date(START + 2 * LEASE).toISOString(), bindings);
    expect(mine()).toEqual([event.id]);
  });

  it("are not sent again by the cron while a sender has the delivery in hand", async () => {
    const { hook, event } = await waiting();
    await env.DB.prepare("UPDATE webhook_deliveries SET held_until = ?, attempts = 1 WHERE webhook_id = ?")
      .bind(START + 2 * LEASE, hook.id)
      .run();
    const { sent, bindings } = holdDeliveries();
    const mine = () => sent.filter(({ body }) => body.webhookId === hook.id).map(({ body }) => body.eventId);
    await fire(HALF_HOURLY, new Date(START + 2 * LEASE - 1).toISOString(), bindings);
    expect(mine()).toEqual([]);
    await fire(HALF_HOURLY, new Date(START + 2 * LEASE).toISOString(), bindings);
    expect(mine()).toEqual([event.id]);
  });

  it("lost before they were sent are made up for when the event comes again", async () => {
    const { hook, event } = await waiting();
    const { sent, bindings } = holdDeliveries();
    const change = { at: START, event };
    await deliver("pickup-changes", [change], { bindings });
    expect(sent.map(({ body }) => body.eventId)).toEqual([event.id]);
    await wakeDelivery(hook.id, event.id, NOW);
    await deliver("pickup-changes", [change], { bindings });
    expect(sent).toHaveLength(1);
  });
});

describe("a sender that dies", () => {
  it("leaves a claim that is taken again when it has run out, and not before", async () => {
    const { hook, event } = await waiting();
    await env.DB.prepare("UPDATE webhook_deliveries SET held_until = ?, attempts = 1 WHERE webhook_id = ?")
      .bind(START + LEASE, hook.id)
      .run();
    const { sent, bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, START + LEASE - 1, bindings);
    expect(await postedTo(hook)).toEqual([]);
    expect(sent).toMatchObject([{ body: { eventId: event.id }, delaySeconds: 1 }]);
    await wakeDelivery(hook.id, event.id, START + LEASE, bindings);
    expect(await postedTo(hook)).toHaveLength(1);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 2 }]);
  });

  it("has its claim while the subscriber still thinks", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 200, delayMs: 1_500 });
    const { sent, bindings } = holdDeliveries();
    const slow = wakeDelivery(hook.id, event.id, NOW);
    await vi.waitFor(async () => expect(await postedTo(hook)).toHaveLength(1), 5_000);
    await wakeDelivery(hook.id, event.id, NOW, bindings);
    await slow;
    expect(await postedTo(hook)).toHaveLength(1);
    expect(sent).toMatchObject([{ delaySeconds: LIMITS.sendLeaseSeconds }]);
  });

  it("and comes back late does not undo what was done meanwhile", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 500, delayMs: 1_500, times: 1 });
    const { bindings } = holdDeliveries();
    const late = wakeDelivery(hook.id, event.id, NOW, bindings);
    await vi.waitFor(async () => expect(await postedTo(hook)).toHaveLength(1), 5_000);
    await wakeDelivery(hook.id, event.id, START + 2 * LEASE, bindings);
    await late;
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 2, last_status: 200 }]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { post } from "../support/api";
import { fire } from "../support/cron";
import { deadLettersIn } from "../support/queue";
import { loseKey } from "../support/sealed";
import {
  deliveriesOf,
  eventsAt,
  holdDeliveries,
  hookAddress,
  postedTo,
  replyWith,
  type Subscription,
  wakeDelivery,
} from "../support/subscriber-client";
import { queued, SECOND, START, waiting } from "../support/webhook-events";
import { freshId, NOW } from "../support/world";

const DAY = 86_400 * SECOND;
const NIGHTLY = "0 2 * * *";

const deadLettersOf = async ({ id }: Subscription) =>
  (await deadLettersIn("webhook-deliveries")).filter(({ webhook_id }) => webhook_id === id);

/** Wakes senders as their messages fall due, until none is left. Answers the delays asked for. */
async function runOut(hook: Subscription, eventId: string, from = START) {
  const { sent, bindings } = holdDeliveries();
  const delays: number[] = [];
  for (let at = from; ; ) {
    await wakeDelivery(hook.id, eventId, at, bindings);
    const next = sent.shift();
    if (!next) return { delays, endedAt: at };
    delays.push(next.delaySeconds ?? 0);
    at = next.body.at + (next.delaySeconds ?? 0) * SECOND;
  }
}

describe("a subscriber", () => {
  it("that keeps failing is asked again over a day, then the delivery fails and leaves a dead letter", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 500 });
    const { delays, endedAt } = await runOut(hook, event.id);
    expect(delays).toEqual(LIMITS.webhookDelaysSeconds);
    expect(endedAt - START).toBeGreaterThan(DAY);
    expect(await postedTo(hook)).toHaveLength(8);
    expect(await deliveriesOf(hook)).toMatchObject([
      { state: "failed", attempts: 8, last_status: 500, delivered_at: null },
    ]);
    const letter = { webhook_id: hook.id, event_id: event.id, reason: "http_500", attempts: 8 };
    expect(await deadLettersOf(hook)).toEqual([letter]);
    await wakeDelivery(hook.id, event.id, endedAt + DAY);
    expect(await postedTo(hook)).toHaveLength(8);
  });

  it("is not asked again before its time, however early a sender is woken", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 503, times: 1 });
    const { sent, bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, NOW, bindings);
    await wakeDelivery(hook.id, event.id, START + 5 * SECOND - 1, bindings);
    expect(await postedTo(hook)).toHaveLength(1);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "queued", attempts: 1, last_status: 503 }]);
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([5, 1]);
    await wakeDelivery(hook.id, event.id, START + 5 * SECOND, bindings);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 2, last_status: 200 }]);
  });

  it.each([
    ["answers 429", { status: 429 }, 429],
    ["answers 404", { status: 404 }, 404],
    ["hangs up", { status: 0 }, null],
  ])("that %s once gets the event the next time, with the same id", async (_, reply, lastStatus) => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, ...reply, times: 1 });
    const { bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, NOW, bindings);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "queued", last_status: lastStatus }]);
    await wakeDelivery(hook.id, event.id, START + 5 * SECOND, bindings);
    const requests = await postedTo(hook);
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([event.id]));
    expect(requests).toHaveLength(2);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 2 }]);
    expect(await deadLettersOf(hook)).toEqual([]);
  });

  it("that does not answer in time is let go of and asked again", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 200, delayMs: LIMITS.webhookTimeoutMs + 5 * SECOND });
    const { sent, bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, NOW, bindings);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "queued", attempts: 1, last_status: null }]);
    expect(sent).toHaveLength(1);
  });

  it("that is gone is not asked again", async () => {
    const { hook, event } = await waiting();
    await replyWith({ name: hook.name, status: 410 });
    expect((await runOut(hook, event.id)).delays).toEqual([]);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "failed", attempts: 1, last_status: 410 }]);
    expect(await deadLettersOf(hook)).toMatchObject([{ event_id: event.id, reason: "http_410" }]);
  });

  it.each([301, 307])("that redirects with %i is not followed, which counts as a failure", async (status) => {
    const { hook, event } = await waiting();
    const elsewhere = freshId("elsewhere");
    await replyWith({ name: hook.name, status, headers: { location: hookAddress(elsewhere) } });
    const { sent, bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, NOW, bindings);
    expect(await postedTo({ name: elsewhere })).toEqual([]);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "queued", last_status: status }]);
    expect(sent).toHaveLength(1);
  });

  it("whose secret's key is gone gets the event once the key is back", async () => {
    const { hook, event } = await waiting();
    const bringBack = await loseKey("webhooks", "sealed_secret", hook.id);
    const { sent, bindings } = holdDeliveries();
    expect((await wakeDelivery(hook.id, event.id, NOW, bindings)).acked).toEqual([0]);
    expect(sent).toMatchObject([{ delaySeconds: LIMITS.webhookDelaysSeconds[0] }]);
    await bringBack();
    await wakeDelivery(hook.id, event.id, START + 5 * SECOND, bindings);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 2, last_status: 200 }]);
  });

  it("whose secret's key stays away leaves a dead letter after a day", async () => {
    const { hook, event } = await waiting();
    await loseKey("webhooks", "sealed_secret", hook.id);
    expect((await runOut(hook, event.id)).delays).toEqual(LIMITS.webhookDelaysSeconds);
    expect(await postedTo(hook)).toEqual([]);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "failed", attempts: 8, last_status: null }]);
    expect(await deadLettersOf(hook)).toMatchObject([{ event_id: event.id, reason: "secret_unreadable" }]);
  });

  it("at an address that may not be called any more is not called", async () => {
    const { hook, event } = await waiting();
    const { sent, bindings } = holdDeliveries();
    await wakeDelivery(hook.id, event.id, Date.now(), { ...bindings, LOCAL_CLOCK: "" } as Env);
    expect(await postedTo(hook)).toEqual([]);
    expect(sent).toEqual([]);
    expect(await deliveriesOf(hook)).toMatchObject([{ state: "failed", last_status: null }]);
    expect(await deadLettersOf(hook)).toMatchObject([{ event_id: event.id, reason: "address_refused" }]);
  });

  it("gets an event anew when its owner asks, whatever became of it", async () => {
    const { hook, event } = await waiting();
    const redeliver = () => post(`webhooks/${hook.id}/deliveries/${event.id}/redeliver/`, { as: hook.as, now: NOW });
    await replyWith({ name: hook.name, status: 410, times: 1 });
    await wakeDelivery(hook.id, event.id, NOW);
    for (const count of [2, 3]) {
      const asked = await redeliver();
      expect(asked).toMatchObject({ status: 202, body: { event_id: event.id, state: "queued", attempts: 0 } });
      await vi.waitFor(async () => expect(await postedTo(hook)).toHaveLength(count), 20_000);
      await vi.waitFor(async () =>
        expect(await deliveriesOf(hook)).toMatchObject([{ state: "delivered", attempts: 1, last_status: 200 }]),
      );
    }
    expect(new Set((await eventsAt(hook)).map(({ id }) => id))).toEqual(new Set([event.id]));
  });
});

describe("what was delivered", () => {
  it("is forgotten after a month, what is still to be delivered is not", async () => {
    const { hook, event } = await waiting();
    const open = await queued(hook);
    await wakeDelivery(hook.id, event.id, NOW);
    const left = async () => (await deliveriesOf(hook)).map(({ event_id }) => event_id);
    await fire(NIGHTLY, new Date(START + LIMITS.webhookDeliveryDays * DAY).toISOString());
    expect((await left()).sort()).toEqual([event.id, open.id].sort());
    await fire(NIGHTLY, new Date(START + LIMITS.webhookDeliveryDays * DAY + SECOND).toISOString());
    expect(await left()).toEqual([open.id]);
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { type Caller, del, post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { deadLettersIn, deliver } from "../support/queue";
import { loseKey } from "../support/sealed";
import {
  deliveriesOf,
  eventsAt,
  holdDeliveries,
  hookAddress,
  postedTo,
  replyWith,
  type Subscription,
  stillClock,
  subscribe,
  wakeDelivery,
} from "../support/subscriber-client";
import { AT_COUNTER, cancel, freshId, makeBusiness, makePickup, makeWorld, NOW } from "../support/world";

const NIGHTLY = "0 2 * * *";
const START = Date.parse(NOW);
const SECOND = 1_000;
const LEASE = LIMITS.sendLeaseSeconds * SECOND;
const DAY = 86_400 * SECOND;

const freshProvider = (): Caller => ({ role: "provider", id: freshId("staff"), businessId: freshId("business") });

/** A pickup's event as its slot's object sends it. */
const changeOf = (businessId: string, type = "pickup.scheduled", id = crypto.randomUUID()) => ({
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
async function queued(hook: Subscription) {
  const { sent, bindings } = holdDeliveries();
  const change = changeOf(hook.as.businessId ?? "");
  await deliver("pickup-changes", [change], { bindings, ...stillClock() });
  expect(sent).toEqual([{ body: { webhookId: hook.id, eventId: change.event.id, at: START }, delaySeconds: 0 }]);
  return change.event;
}

const waiting = async (fields?: Record<string, unknown>) => {
  const hook = await subscribe(freshProvider(), fields);
  return { hook, event: await queued(hook) };
};

/** What a subscriber does with Standard Webhooks' reference: HMAC-SHA-256 over id, timestamp and the body as it came. */
async function isSignedWith(secret: string, headers: Record<string, unknown>, body: string): Promise<boolean> {
  const bytes = Uint8Array.from(atob(secret.replace("whsec_", "")), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const [version, mac = ""] = String(headers["webhook-signature"]).split(",");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const claimed = Uint8Array.from(atob(mac), (char) => char.charCodeAt(0));
  return version === "v1" && crypto.subtle.verify("HMAC", key, claimed, new TextEncoder().encode(text));
}

const deadLettersOf = async ({ id }: Subscription) =>
  (await deadLettersIn("webhook-deliveries")).filter(({ webhook_id }) => webhook_id === id);

describe("an event", () => {
  it("comes to the subscriber over the queues, one delivery each, from booking to the counter", async () => {
    const world = await makeWorld();
    const hook = await subscribe(world.provider);
    const pickup = await makePickup(world);
    const atCounter = { as: world.provider, now: AT_COUNTER };
    await post("verify-code/", { ...atCounter, body: { confirmation_code: pickup.code } });
    await post(`complete-pickup/${pickup.id}/`, atCounter);
    await vi.waitFor(async () => expect(await deliveriesOf(hook, "&state=delivered")).toHaveLength(3), 20_000);
    const events = await eventsAt(hook);
    expect(events.map(({ type }) => type).sort()).toEqual(["pickup.completed", "pickup.scheduled", "pickup.verified"]);
    for (const event of events) expect(event).toMatchObject({ subject: pickup.id, source: "/scheduling" });
    expect(JSON.stringify(events)).not.toContain(pickup.code);
  });

  it("is signed with the webhook's secret over its id, the true time and the very bytes", async () => {
    const { hook, event } = await waiting();
    await wakeDelivery(hook.id, event.id, NOW);
    const [request, ...others] = await postedTo(hook);
    expect(others).toEqual([]);
    const { headers = {}, body = "", method } = request ?? {};
    expect(method).toBe("POST");
    expect(JSON.parse(body)).toEqual(event);
    expect(headers).toMatchObject({ "content-type": "application/cloudevents+json", "webhook-id": event.id });
    expect(headers["user-agent"]).toMatch(/^save-n-bite/);
    expect(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / SECOND)).toBeLessThan(60);
    expect(await isSignedWith(hook.secret, headers, body)).toBe(true);
    const other = await subscribe(freshProvider());
    expect(await isSignedWith(other.secret, headers, body)).toBe(false);
    expect(await isSignedWith(hook.secret, headers, `${body} `)).toBe(false);
    expect(await deliveriesOf(hook)).toEqual([
      {
        event_id: event.id,
        event_type: "pickup.scheduled",
        state: "delivered",
        attempts: 1,
        last_status: 200,
        due_at: NOW,
        delivered_at: NOW,
        created_at: NOW,
      },
    ]);
  });

  it("of a type that was not asked for is not delivered", async () => {
    const hook = await subscribe(freshProvider(), { event_types: ["pickup.completed", "pickup.missed"] });
    const types = ["pickup.scheduled", "pickup.verified", "pickup.completed", "pickup.missed"];
    const { sent, bindings } = holdDeliveries();
    const changes = types.map((type) => changeOf(hook.as.businessId ?? "", type));
    await deliver("pickup-changes", changes, { bindings });
    expect(sent).toHaveLength(2);
    const told = (await deliveriesOf(hook)).map(({ event_type }) => event_type);
    expect(told.sort()).toEqual(["pickup.completed", "pickup.missed"]);
  });

  it("of another business never arrives, save at an admin's webhook that hears all", async () => {
    const admin: Caller = { role: "admin", id: freshId("admin") };
    const { businessId, provider } = await makeBusiness();
    const [own, other] = [await subscribe(provider), await subscribe(freshProvider())];
    const [all, one] = [await subscribe(admin), await subscribe(admin, { business_id: businessId })];
    const elsewhere = changeOf(freshId("business"));
    const here = changeOf(businessId);
    const { bindings } = holdDeliveries();
    await deliver("pickup-changes", [here, elsewhere], { bindings });
    const heard = async (hook: Subscription) => (await deliveriesOf(hook)).map(({ event_id }) => event_id).sort();
    expect(await heard(own)).toEqual([here.event.id]);
    expect(await heard(one)).toEqual([here.event.id]);
    expect(await heard(other)).toEqual([]);
    expect(await heard(all)).toEqual([here.event.id, elsewhere.event.id].sort());
    await wakeDelivery(own.id, elsewhere.event.id, NOW, bindings);
    expect(await postedTo(own)).toEqual([]);
    await del(`webhooks/${all.id}/`, { as: admin });
  });

  it("is not heard by a webhook that was deleted, also when it was queued before", async () => {
    const { hook, event } = await waiting();
    await del(`webhooks/${hook.id}/`, { as: hook.as });
    await wakeDelivery(hook.id, event.id, NOW);
    await deliver("pickup-changes", [changeOf(hook.as.businessId ?? "")]);
    expect(await postedTo(hook)).toEqual([]);
  });

  it("that was left behind by an interrupted deletion goes when it falls due", async () => {
    const { hook, event } = await waiting();
    await env.DB.prepare("DELETE FROM webhooks WHERE id = ?").bind(hook.id).run();
    expect((await wakeDelivery(hook.id, event.id, NOW)).acked).toEqual([0]);
    const left = await env.DB.prepare("SELECT 1 FROM webhook_deliveries WHERE webhook_id = ?").bind(hook.id).first();
    expect(left).toBeNull();
    expect(await postedTo(hook)).toEqual([]);
  });
});

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

it("lets a business cancel and complete while its subscriber is down", async () => {
  const world = await makeWorld();
  const hook = await subscribe(world.provider);
  await replyWith({ name: hook.name, status: 0 });
  const pickup = await makePickup(world);
  expect((await cancel(pickup.id, pickup.customer)).status).toBe(200);
});

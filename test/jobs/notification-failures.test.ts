import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { fire, HALF_HOURLY } from "../support/cron";
import {
  deadLettersOf,
  eventually,
  holdNotifications,
  makeReachablePickup,
  told,
  toldOf,
  wake,
} from "../support/notifications";
import { answerWith, freshEmail, requestsTo, useProviders } from "../support/provider-client";
import { deliver } from "../support/queue";
import { stillClock } from "../support/subscriber-client";
import { freshId, makeCustomer, makeOrder, makeWorld, NOW, tomorrow } from "../support/world";

useProviders();

describe("a notification whose message was lost", () => {
  const START = Date.parse(NOW);
  const LEASE = LIMITS.sendLeaseSeconds * 1_000;

  /** What is told of a cancellation, queued with nobody woken; and what the cron wakes a sender for at an instant. */
  async function lost() {
    const id = freshId("pickup");
    const data = { pickup_id: id, business_id: "nobody", customer_id: "nobody", cancelled_by: "admin" };
    const { sent, bindings } = holdNotifications();
    const change = { at: START, event: { type: "pickup.cancelled", id: freshId("event"), data } };
    await deliver("pickup-changes", [change], { bindings, ...stillClock() });
    expect(sent.splice(0)).toHaveLength(1);
    const wokenAt = async (at: number) => {
      await fire(HALF_HOURLY, new Date(at).toISOString(), bindings);
      return sent.splice(0).filter(({ body }) => body.subject === id).length;
    };
    return { id, wokenAt };
  }

  it("has a sender woken by the half-hourly cron, once for all channels, as soon as it is overdue", async () => {
    const { id, wokenAt } = await lost();
    expect(await wokenAt(START + LEASE - 1)).toBe(0);
    expect(await wokenAt(START + LEASE)).toBe(1);
    await wake(id, "pickup_cancelled", new Date(START + LEASE).toISOString());
    expect(await toldOf(id, /queued/)).toEqual([]);
    expect(await wokenAt(START + 2 * LEASE)).toBe(0);
  });

  it("is left alone while a sender has it in hand", async () => {
    const { id, wokenAt } = await lost();
    await env.DB.prepare("UPDATE notifications SET held_until = ?, attempts = 1 WHERE subject = ?")
      .bind(START + 2 * LEASE, id)
      .run();
    expect(await wokenAt(START + 2 * LEASE - 1)).toBe(0);
    expect(await wokenAt(START + 2 * LEASE)).toBe(1);
  });
});

describe("a provider", () => {
  it("that is down for an hour gets the message once it is back, once", async () => {
    const email = freshEmail();
    await answerWith({ to: email, status: 503 });
    const orderId = await makeOrder(await makeWorld(), await makeCustomer({ email }));
    await eventually(async () => expect(await requestsTo(email)).toHaveLength(1));
    const { sent, bindings } = holdNotifications();
    let at = Date.parse(NOW) + 120_000;
    const back = at + 3_600_000;
    for (;;) {
      if (at >= back) await answerWith({ to: email, status: 200 });
      await wake(orderId, "schedule_pickup", new Date(at).toISOString(), bindings);
      const next = sent.pop();
      if (!next) break;
      at += (next.delaySeconds ?? 0) * 1_000 + 1_000;
    }
    await wake(orderId, "schedule_pickup", new Date(at + 3_600_000).toISOString(), bindings);
    const statuses = (await requestsTo(email)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(200);
    expect(statuses.length).toBeGreaterThan(4);
    expect(at - back).toBeLessThan(3_600_000);
  });

  it("that stays away too long leaves a dead letter that names what was not sent, sealed", async () => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    await answerWith({ to: pickup.email, status: 429, headers: { "retry-after": "3600" } });
    const { bindings } = holdNotifications();
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:30:00"), bindings);
    expect(await told(world, pickup.id, /30_minutes (email|sms)/)).toEqual([
      "reminder_30_minutes email failed http_429",
      "reminder_30_minutes sms sent",
    ]);
    expect(await deadLettersOf(pickup.id)).toEqual([
      { subject: pickup.id, type: "reminder_30_minutes", channel: "email", reason: "http_429", attempts: 1 },
    ]);
  });

  it("that refuses is not asked again", async () => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    await answerWith({ to: pickup.email, status: 400 });
    const { sent, bindings } = holdNotifications();
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"), bindings);
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:10:00"), bindings);
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email failed http_400"]);
    expect(await requestsTo(pickup.email)).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it("so slow that another sender took over does not undo what that one did", async () => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    await eventually(async () => expect(await told(world, pickup.id, /booked email sent/)).toHaveLength(1));
    await answerWith({ to: pickup.email, status: 503, delayMs: 1_500, times: 1 });
    const slow = wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"));
    const attempts = "SELECT attempts FROM notifications WHERE subject = ? AND type = 'reminder_1_hour'";
    await eventually(async () =>
      expect(await env.DB.prepare(attempts).bind(pickup.id).first()).toEqual({ attempts: 1 }),
    );
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:03:00"));
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
    await slow;
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
  });

  it("asked by many senders at once gets one request for each channel", async () => {
    const pickup = await makeReachablePickup(await makeWorld());
    const body = { subject: pickup.id, type: "reminder_1_hour", at: Date.parse(tomorrow("14:00:00")) };
    await Promise.all(Array.from({ length: 8 }, () => deliver("notifications", [body, body])));
    expect(await requestsTo(pickup.email)).toHaveLength(1);
    expect(await requestsTo(pickup.phone)).toHaveLength(1);
  });
});

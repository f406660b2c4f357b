import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { PickupEvent } from "../../src/booking/effects";
import { LIMITS } from "../../src/config";
import { patch, post } from "../support/api";
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
import { inSlot } from "../support/slot";
import { stillClock } from "../support/subscriber-client";
import {
  book,
  cancel,
  domainEvent,
  freshId,
  makeBusiness,
  makeCustomer,
  makeListing,
  makeOrder,
  makePickup,
  makeSchedule,
  makeWorld,
  NOW,
  orderEvents,
  sendEvents,
  slotsOf,
  tomorrow,
} from "../support/world";

useProviders();

/** A business whose owner has an address of their own. */
async function makeOwnedWorld() {
  const email = freshEmail();
  const owner = await makeCustomer({ user_type: "provider", email });
  return { world: await makeWorld({ business: { owner_user_id: owner.id } }), owner: { ...owner, email } };
}

describe("an order that may be collected", () => {
  it("has its customer told once to schedule, however often the event comes", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    const [event, again] = [
      ...orderEvents(world, [{ id, customerId: customer.id }]),
      ...orderEvents(world, [{ id, customerId: customer.id }]),
    ];
    await sendEvents(event);
    await sendEvents(again);
    await eventually(async () =>
      expect(await toldOf(id)).toEqual(["schedule_pickup email sent", "schedule_pickup push skipped no_address"]),
    );
  });

  it("has nobody told while it is unpaid, and its customer once it is paid", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    await sendEvents(orderEvents(world, [{ id, customerId: customer.id }], { payment_status: "pending" }));
    expect(await toldOf(id)).toEqual([]);
    const [paid] = orderEvents(world, [{ id, customerId: customer.id }]);
    await sendEvents({ ...paid, time: "2026-06-25T07:00:00Z" });
    expect(await toldOf(id)).toHaveLength(2);
  });

  it("has nobody told when the news of it is more than a day old", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    await sendEvents(orderEvents(world, [{ id, customerId: customer.id }]), "2026-06-26T06:00:00Z");
    expect(await toldOf(id)).toEqual([]);
  });

  it("is not mentioned any more when it was booked before the message went out", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await env.DB.prepare("UPDATE notifications SET state = 'queued', held_until = NULL WHERE subject = ?")
      .bind(pickup.orderId)
      .run();
    await wake(pickup.orderId, "schedule_pickup", NOW);
    expect(await toldOf(pickup.orderId, /email/)).toEqual(["schedule_pickup email skipped nothing_to_schedule"]);
  });
});

describe("a paid order still without a pickup", () => {
  it("gets one nudge before the last slot it can book, and none while there are later ones", async () => {
    const world = await makeWorld({ listing: { expiry_date: "2026-06-26T18:00:00Z" } });
    const orderId = await makeOrder(world, await makeCustomer());
    const lastCall = () => toldOf(orderId, /last_call/);
    await fire(HALF_HOURLY, "2026-06-25T13:00:00Z");
    expect(await lastCall()).toEqual([]);
    const { sent, bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("14:00:00"), bindings);
    await fire(HALF_HOURLY, tomorrow("14:30:00"), bindings);
    expect(sent.filter(({ body }) => body.subject === orderId && body.type === "schedule_last_call")).not.toEqual([]);
    await wake(orderId, "schedule_last_call", tomorrow("14:30:00"));
    await wake(orderId, "schedule_last_call", tomorrow("14:31:00"));
    expect(await lastCall()).toEqual([
      "schedule_last_call email sent",
      "schedule_last_call push skipped no_address",
      "schedule_last_call sms sent",
    ]);
  });

  it("gets none once it was booked, was cancelled, or cannot be booked any more", async () => {
    const world = await makeWorld({ listing: { expiry_date: "2026-06-26T18:00:00Z" } });
    const booked = await makePickup(world);
    const [cancelled, late] = [
      await makeOrder(world, await makeCustomer()),
      await makeOrder(world, await makeCustomer()),
    ];
    await sendEvents(domainEvent("order.cancelled", { id: cancelled }, "2026-06-25T09:00:00Z"));
    const { bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("14:00:00"), bindings);
    expect(await toldOf(booked.orderId, /last_call/)).toEqual([]);
    expect(await toldOf(cancelled, /last_call/)).toEqual([]);
    expect(await toldOf(late, /last_call email/)).toEqual(["schedule_last_call email queued"]);
    await wake(late, "schedule_last_call", tomorrow("16:00:00"));
    expect(await toldOf(late, /last_call email/)).toEqual(["schedule_last_call email skipped too_late"]);
  });

  it("is told of the food whose time runs out first", async () => {
    const world = await makeWorld({ listing: { expiry_date: "2026-06-26T18:00:00Z" } });
    const [over, later] = [freshId("00"), freshId("01")]; // before the other one, in order of id
    await makeListing(world.businessId, { id: over, name: "Old Soup", expiry_date: "2026-06-26T12:00:00Z" });
    await makeSchedule({ ...world, listingId: over }, { window: "12:30-13:30" });
    await makeListing(world.businessId, { id: later, name: "Apple Pie" });
    await makeSchedule({ ...world, listingId: later }, { window: "10:00-12:00" });
    const email = freshEmail();
    const items = [over, later, world.listingId].map((id) => {
      return { food_listing_id: id, quantity: 1, price_per_item: "1.00" };
    });
    const orderId = await makeOrder(world, await makeCustomer({ email }), { items });
    await fire(HALF_HOURLY, tomorrow("14:00:00"));
    await eventually(async () => expect(await toldOf(orderId, /last_call email/)).toHaveLength(1));
    await eventually(async () => expect(await toldOf(orderId, /queued/)).toEqual([]));
    const text = String((await requestsTo(email)).at(-1)?.content.text);
    expect(text).toContain("Order: Margherita Pizza");
    expect(text).not.toMatch(/Apple Pie|Old Soup/);
  });

  it("is nudged early when the later slots are full", async () => {
    const world = await makeWorld({ listing: { expiry_date: "2026-06-26T18:00:00Z" }, maxOrders: 1, totalSlots: 2 });
    const orderId = await makeOrder(world, await makeCustomer());
    const [, last] = await slotsOf(world);
    const other = await makeCustomer();
    await book(world, last?.id ?? "", { orderId: await makeOrder(world, other), customer: other });
    await fire(HALF_HOURLY, tomorrow("12:30:00"));
    expect(await toldOf(orderId, /last_call/)).not.toEqual([]);
  });
});

describe("a cancellation", () => {
  it("by the customer is told to the business, unless they ask not to", async () => {
    const { world } = await makeOwnedWorld();
    const [loud, quiet] = [await makePickup(world), await makePickup(world)];
    await cancel(loud.id, loud.customer);
    await cancel(quiet.id, quiet.customer, { notify_business: false });
    await eventually(async () =>
      expect(await told(world, loud.id, /cancelled (email|push) s/)).toEqual([
        "customer_cancelled email sent",
        "customer_cancelled push skipped no_address",
      ]),
    );
    await eventually(async () => expect(await told(world, quiet.id, /booked email (sent|skipped)/)).toHaveLength(1));
    expect(await told(world, quiet.id, /^(customer|pickup)_cancelled/)).toEqual([]);
    expect(await told(world, loud.id, /^pickup_cancelled/)).toEqual([]);
  });

  it("by the business is told to the customer, and one of the order to both", async () => {
    const { world } = await makeOwnedWorld();
    const [mine, ordered] = [await makePickup(world), await makePickup(world)];
    await cancel(mine.id, world.provider, { reason: "The oven broke" });
    await sendEvents(domainEvent("order.cancelled", { id: ordered.orderId }, "2026-06-25T09:00:00Z"));
    const types = async (id: string) =>
      (await told(world, id, /cancelled email sent/)).map((line) => line.split(" ")[0]);
    await eventually(async () => expect(await types(mine.id)).toEqual(["pickup_cancelled"]));
    await eventually(async () => expect(await types(ordered.id)).toEqual(["customer_cancelled", "pickup_cancelled"]));
  });

  it("finds no owner on record and says so", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer);
    await eventually(async () =>
      expect(await told(world, pickup.id, /customer_cancelled/)).toEqual([
        "customer_cancelled email skipped no_recipient",
        "customer_cancelled push skipped no_recipient",
      ]),
    );
  });
});

describe("the end of a pickup", () => {
  it("is told: completed, or missed", async () => {
    const world = await makeWorld();
    const [done, lost] = [await makePickup(world), await makePickup(world)];
    await post(`complete-pickup/${done.id}/`, { as: world.provider, now: tomorrow("15:05:00") });
    const missed = { status: "missed" };
    await patch(`pickups/${lost.id}/`, { as: world.provider, now: tomorrow("15:30:00"), body: missed });
    await eventually(async () => {
      expect(await told(world, done.id, /completed email/)).toEqual(["pickup_completed email sent"]);
      expect(await told(world, lost.id, /missed email/)).toEqual(["pickup_missed email sent"]);
    });
  });
});

describe("a business", () => {
  it("is told of a listing whose window found no room", async () => {
    const email = freshEmail();
    const owner = await makeCustomer({ user_type: "provider", email });
    const { businessId } = await makeBusiness({
      business: { owner_user_id: owner.id },
      location: { operating_hours: { monday: "09:00-10:00" } },
    });
    const id = freshId("listing");
    const data = { id, business_id: businessId, name: "Soup", status: "active", pickup_window: "17:00-19:00" };
    await sendEvents(domainEvent("listing.created", data));
    await eventually(async () => expect(await toldOf(id, /email/)).toEqual(["listing_unscheduled email sent"]));
  });

  it("is alerted of a booking that only D1 knew", async () => {
    const { world } = await makeOwnedWorld();
    const pickup = await makePickup(world);
    await inSlot(pickup.slot.id, (slot) => slot.purge());
    await post("admin/reconcile/", { as: { role: "admin", id: freshId("admin") }, body: { slot_id: pickup.slot.id } });
    await eventually(async () => expect(await toldOf(pickup.slot.id, /email/)).toEqual(["alert email sent"]));
  });
});

describe("a pickup's changes", () => {
  it("that come twice and in any order are told once each", async () => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    await cancel(pickup.id, world.provider, { reason: "The oven broke" });
    await eventually(async () => expect(await told(world, pickup.id, /cancelled email sent/)).toHaveLength(1));
    const change = (type: PickupEvent["type"], extra: object) => ({
      at: Date.parse(NOW),
      event: {
        type,
        id: freshId("event"),
        data: {
          pickup_id: pickup.id,
          business_id: world.businessId,
          customer_id: pickup.customer.id,
          starts_at: tomorrow("15:00:00"),
          ...extra,
        },
      },
    });
    const cancelled = change("pickup.cancelled", { cancelled_by: "business" });
    const scheduled = change("pickup.scheduled", {});
    const before = await requestsTo(pickup.email);
    await deliver("pickup-changes", [cancelled, scheduled, cancelled, scheduled]);
    for (const type of ["pickup_cancelled", "pickup_booked", "pickup_cancelled"] as const) {
      await wake(pickup.id, type, NOW);
    }
    expect(await requestsTo(pickup.email)).toEqual(before);
  });
});

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

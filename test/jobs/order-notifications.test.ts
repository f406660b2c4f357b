import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { fire, HALF_HOURLY } from "../support/cron";
import { eventually, holdNotifications, toldOf, wake } from "../support/notifications";
import { freshEmail, requestsTo, useProviders } from "../support/provider-client";
import {
  book,
  domainEvent,
  freshId,
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

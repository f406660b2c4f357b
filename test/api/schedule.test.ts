import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/api";
import { pickupsInD1, seatsTaken } from "../support/slot";
import {
  book,
  domainEvent,
  firstSlot,
  freshId,
  makeBusiness,
  makeCustomer,
  makeListing,
  makeOrder,
  makePickup,
  makeSchedule,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
  TODAY,
  TOMORROW,
  type World,
} from "../support/world";

async function ready(world: World, order: Record<string, unknown> = {}) {
  const customer = await makeCustomer();
  return { customer, orderId: await makeOrder(world, customer, order) };
}

describe("booking time", () => {
  it("allows a slot that starts in exactly 30 minutes, and not one second later", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const late = await book(world, slot.id, await ready(world), { now: "2026-06-26T14:30:01Z" });
    expect(late).toMatchObject({
      status: 422,
      body: { error: { code: "BOOKING_CONFLICT", details: { rule: "min_advance_minutes" } } },
    });
    const onTime = await book(world, slot.id, await ready(world), { now: "2026-06-26T14:30:00Z" });
    expect(onTime.status).toBe(201);
    expect(onTime.body.pickup.can_cancel).toBe(false);
  });

  it.each([
    ["2026-06-24T22:30:00Z", "00:30"],
    ["2026-06-25T21:30:00Z", "23:30"],
  ])("counts 7 days ahead in the business's days at %s, which is %s in Johannesburg", async (now) => {
    const world = await makeWorld({ now });
    const [last] = await slotsOf(world, "2026-07-02", now);
    expect(await slotsOf(world, "2026-07-03", now)).toEqual([]);
    expect((await book(world, last?.id ?? "", await ready(world), { date: "2026-07-02", now })).status).toBe(201);
    const beyond = await env.DB.prepare(
      "SELECT s.id FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id WHERE l.food_listing_id = ? AND s.date = ?",
    )
      .bind(world.listingId, "2026-07-03")
      .first<{ id: string }>();
    const early = await book(world, beyond?.id ?? "", await ready(world), { date: "2026-07-03", now });
    expect(early).toMatchObject({ status: 422, body: { error: { details: { rule: "max_advance_days" } } } });
  });

  it("refuses a slot that has begun as unavailable, with alternatives nearest in time first", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const answer = await book(world, slot.id, await ready(world), { now: "2026-06-26T15:00:00Z" });
    expect(answer.status).toBe(409);
    expect(answer.body.error.details.slot_id).toBe(slot.id);
    const times = answer.body.error.details.alternative_slots.map(
      (s: { date: string; time: string }) => `${s.date} ${s.time}`,
    );
    expect(times).toEqual([
      "2026-06-26 17:30-17:55",
      "2026-06-26 18:00-18:25",
      "2026-06-26 18:30-18:55",
      "2026-06-27 17:00-17:25",
      "2026-06-27 17:30-17:55",
    ]);
  });
});

describe("what may be booked", () => {
  it("needs an order that is the caller's", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const { orderId } = await ready(world);
    const thief = await makeCustomer();
    expect((await book(world, slot.id, { orderId, customer: thief })).status).toBe(404);
    expect((await book(world, slot.id, { orderId: freshId("order"), customer: thief })).status).toBe(404);
    expect(await seatsTaken(slot.id)).toBe(0);
  });

  it.each([
    [{ status: "pending" }, "order_not_confirmed"],
    [{ payment_status: "pending" }, "order_not_paid"],
    [{ items: [{ food_listing_id: "another-listing", quantity: 1, price_per_item: "1.00" }] }, "listing_not_in_order"],
  ])("refuses an order with %j", async (order, rule) => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const answer = await book(world, slot.id, await ready(world, order));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "BOOKING_CONFLICT", details: { rule } } } });
    expect(await seatsTaken(slot.id)).toBe(0);
  });

  it("takes a donation without payment, and an order that is ready", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const donation = await ready(world, { kind: "donation", payment_status: "not_required" });
    const readyOrder = await ready(world, { status: "ready" });
    expect((await book(world, slot.id, donation)).status).toBe(201);
    expect((await book(world, slot.id, readyOrder)).status).toBe(201);
  });

  it("names the field when the slot is of another listing or another date", async () => {
    const world = await makeWorld();
    const other = await makeWorld();
    const [mine, theirs] = [await firstSlot(world), await firstSlot(other)];
    const booking = await ready(world);
    const wrongListing = await book(world, theirs.id, booking);
    expect(wrongListing).toMatchObject({
      status: 400,
      body: { error: { details: { time_slot_id: [expect.any(String)] } } },
    });
    const wrongDate = await book(world, mine.id, booking, { date: "2026-06-27" });
    expect(wrongDate).toMatchObject({ status: 400, body: { error: { details: { date: [expect.any(String)] } } } });
    expect((await book(world, crypto.randomUUID(), booking)).status).toBe(404);
  });

  it("still serves the holders of orders when the listing is sold out, and nobody once it expired", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const [first, second] = [await ready(world), await ready(world)];
    const listing = { id: world.listingId, business_id: world.businessId, name: "Pizza", status: "sold_out" };
    await sendEvents(domainEvent("listing.updated", listing, "2026-06-25T07:00:00Z"));
    expect((await book(world, slot.id, first)).status).toBe(201);
    await sendEvents(domainEvent("listing.expired", { id: world.listingId }, "2026-06-25T07:30:00Z"));
    expect((await book(world, slot.id, second)).status).toBe(409);
  });

  it("stops at a listing's own limit in a shared slot, and at the slot's seats for all", async () => {
    const owner = await makeBusiness();
    const small = { ...owner, listingId: await makeListing(owner.businessId) };
    const large = { ...owner, listingId: await makeListing(owner.businessId) };
    await makeSchedule(small, { maxOrders: 1 });
    await makeSchedule(large, { maxOrders: 3 });
    const slot = await firstSlot({ ...small, scheduleId: "" });
    const take = async (world: typeof small) =>
      (await book(world, slot.id, await ready({ ...world, scheduleId: "" }))).status;
    expect(await take(small)).toBe(201);
    expect(await take(small)).toBe(409);
    expect(await take(large)).toBe(201);
    expect(await take(large)).toBe(201);
    expect(await take(large)).toBe(409);
    expect(await seatsTaken(slot.id)).toBe(3);
  });
});

describe("asking again", () => {
  it("gives the same pickup, even after the slot began", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const again = await book(world, pickup.slot.id, pickup, { now: "2026-06-26T15:10:00Z" });
    expect(again).toMatchObject({ status: 201, body: { pickup: { id: pickup.id, confirmation_code: pickup.code } } });
    expect(await pickupsInD1(pickup.slot.id)).toHaveLength(1);
  });

  it("warns of another pickup at the same time elsewhere, and books all the same", async () => {
    const [here, there] = [await makeWorld(), await makeWorld()];
    const customer = await makeCustomer();
    const booked = async (world: World) =>
      book(world, (await firstSlot(world)).id, { orderId: await makeOrder(world, customer), customer });
    expect((await booked(here)).body.warnings).toEqual([]);
    const second = await booked(there);
    expect(second.status).toBe(201);
    expect(second.body.warnings).toEqual([expect.stringContaining("17:00 at Main Counter")]);
  });
});

describe("a schedule that changes under its bookings", () => {
  it("keeps the booked slot, lays the rest again around it and offers no overlap", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const changed = await patch(`pickup-schedules/${world.scheduleId}/`, {
      as: world.provider,
      now: NOW,
      body: { pickup_window: "17:10-19:10" },
    });
    expect(changed).toMatchObject({ status: 200, body: { pickup_window: "17:10-19:10" } });
    const slots = await slotsOf(world);
    expect(slots.map(({ start_time }) => start_time)).toEqual(["17:00", "17:40", "18:10", "18:40"]);
    expect(slots[0]).toMatchObject({ id: pickup.slot.id, available_spots: 4 });
    expect((await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW })).body.status).toBe("scheduled");
  });

  it("once closed takes no booking, and what was booked is collected all the same", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const waiting = await ready(world);
    expect((await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW })).status).toBe(204);
    expect(await slotsOf(world)).toEqual([]);
    expect((await book(world, pickup.slot.id, waiting)).status).toBe(409);
    const now = "2026-06-26T15:05:00Z";
    const verified = await post("verify-code/", { as: world.provider, now, body: { confirmation_code: pickup.code } });
    expect(verified.status).toBe(200);
    expect((await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now })).status).toBe(200);
  });

  it("refuses in the object a booking that was judged before the schedule closed", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const booking = await ready(world);
    const results = await Promise.all([
      book(world, slot.id, booking),
      del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW }),
    ]);
    const [booked] = results;
    const stored = await pickupsInD1(slot.id);
    expect([201, 409]).toContain(booked.status);
    expect(stored).toHaveLength(booked.status === 201 ? 1 : 0);
    expect(await seatsTaken(slot.id)).toBe(stored.length);
  });

  it("shows today's remaining slots only", async () => {
    const world = await makeWorld({ now: "2026-06-25T15:20:00Z" });
    expect((await slotsOf(world, TODAY, "2026-06-25T15:20:00Z")).map(({ start_time }) => start_time)).toEqual([
      "18:00",
      "18:30",
    ]);
    expect(await slotsOf(world, TOMORROW, "2026-06-25T15:20:00Z")).toHaveLength(4);
  });
});

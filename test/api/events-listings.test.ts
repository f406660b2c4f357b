import { describe, expect, it } from "vitest";
import { get, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  domainEvent,
  firstSlot,
  mainCounter,
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
  TOMORROW,
  type World,
} from "../support/world";
import { expectRefused } from "./refusals";

const LATER = "2026-06-25T07:00:00Z";
const SECOND = "2026-06-25T08:01:00Z";
const THIRD = "2026-06-25T08:02:00Z";
const window = { pickup_window: "17:00-19:00" };

type Business = Awaited<ReturnType<typeof makeBusiness>>;

async function addLocation({ provider }: Business, name: string, now: string, extra = {}): Promise<string> {
  const made = await post("pickup-locations/", { as: provider, now, body: { ...mainCounter, name, ...extra } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const schedulesOf = async ({ provider }: Pick<Business, "provider">, listingId: string) =>
  (await get(`pickup-schedules/?food_listing_id=${listingId}`, { as: provider, now: NOW })).body.results;

/** Takes 16:00-20:00 of a location in one piece, so that no slot of `window` fits. */
async function fill(business: Business, locationId: string): Promise<void> {
  const listingId = await makeListing(business.businessId);
  await makeSchedule({ ...business, locationId, listingId }, { window: "16:00-20:00", totalSlots: 1, buffer: 0 });
}

const listingData = (world: World, data: Record<string, unknown>) => ({
  id: world.listingId,
  business_id: world.businessId,
  name: "Margherita Pizza",
  status: "active",
  expiry_date: "2027-12-31T18:00:00Z",
  ...data,
});

const update = async (world: World, data: Record<string, unknown>) => {
  const event = domainEvent("listing.updated", listingData(world, data), LATER);
  expect((await sendEvents(event)).body).toEqual({ accepted: 1, duplicates: 0, stale: 0 });
};

const expire = async (id: string) => {
  expect((await sendEvents(domainEvent("listing.expired", { id }, LATER))).body.accepted).toBe(1);
};

describe("listing.created with a pickup window", () => {
  it("makes a schedule of 4 slots for 5 orders, and its slots", async () => {
    const business = await makeBusiness();
    const listingId = await makeListing(business.businessId, window);
    expect(await schedulesOf(business, listingId)).toMatchObject([
      { location: { id: business.locationId }, ...window, total_slots: 4, max_orders_per_slot: 5, is_active: true },
    ]);
    const slots = await slotsOf({ listingId });
    expect(slots.map(({ start_time, available_spots }) => [start_time, available_spots])).toEqual([
      ["17:00", 5],
      ["17:30", 5],
      ["18:00", 5],
      ["18:30", 5],
    ]);
  });

  it("takes the default location", async () => {
    const business = await makeBusiness();
    await addLocation(business, "Second", SECOND);
    const chosen = await addLocation(business, "Third", THIRD, { is_default: true });
    const listingId = await makeListing(business.businessId, window);
    expect(await schedulesOf(business, listingId)).toMatchObject([{ location: { id: chosen } }]);
  });

  it("takes the oldest active location where none is the default", async () => {
    const business = await makeBusiness();
    await addLocation(business, "Second", SECOND);
    await addLocation(business, "Third", THIRD);
    const listingId = await makeListing(business.businessId, window);
    expect(await schedulesOf(business, listingId)).toMatchObject([{ location: { id: business.locationId } }]);
  });

  it("takes the next active location when nothing fits at the first", async () => {
    const business = await makeBusiness();
    const second = await addLocation(business, "Second", SECOND);
    await addLocation(business, "Third", THIRD);
    await fill(business, business.locationId);
    const listingId = await makeListing(business.businessId, window);
    expect(await schedulesOf(business, listingId)).toMatchObject([{ location: { id: second } }]);
  });

  it("shares the slots that another listing has at the same location", async () => {
    const business = await makeBusiness();
    const [one, two] = [await makeListing(business.businessId, window), await makeListing(business.businessId, window)];
    const shared = (await slotsOf({ listingId: one })).map(({ id }) => id);
    expect(shared).toHaveLength(4);
    expect((await slotsOf({ listingId: two })).map(({ id }) => id)).toEqual(shared);
  });

  it("makes no schedule when it fits nowhere, and the listing is there all the same", async () => {
    const business = await makeBusiness();
    await fill(business, business.locationId);
    const listingId = await makeListing(business.businessId, window);
    expect(await schedulesOf(business, listingId)).toEqual([]);
    const later = await makeSchedule({ ...business, listingId }, { window: "12:00-14:00" });
    expect(await schedulesOf(business, listingId)).toMatchObject([{ id: later }]);
  });

  it("makes one schedule, however often the listing is announced", async () => {
    const business = await makeBusiness();
    const listingId = await makeListing(business.businessId, window);
    const data = { id: listingId, business_id: business.businessId, name: "Pizza", status: "active", ...window };
    expect((await sendEvents(domainEvent("listing.created", data, LATER))).body.accepted).toBe(1);
    expect(await schedulesOf(business, listingId)).toHaveLength(1);
  });

  it.each(["draft", "expired", "removed"])("makes no schedule for a listing that is %s", async (status) => {
    const business = await makeBusiness();
    const listingId = await makeListing(business.businessId, { ...window, status });
    expect(await schedulesOf(business, listingId)).toEqual([]);
  });

  it("makes no schedule without a window", async () => {
    const business = await makeBusiness();
    const listingId = await makeListing(business.businessId);
    expect(await schedulesOf(business, listingId)).toEqual([]);
  });
});

describe("listing.updated", () => {
  it("changes the name and keeps the slots", async () => {
    const world = await makeWorld();
    const before = await slotsOf(world);
    await update(world, { name: "Pizza Marinara" });
    const path = `available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`;
    const { body } = await get(path, { as: await makeCustomer(), now: NOW });
    expect(body.food_listing.name).toBe("Pizza Marinara");
    expect(body.available_slots.map(({ id }: { id: string }) => id)).toEqual(before.map(({ id }) => id));
  });

  it("takes away the slots that end after a new expiry, and brings them back with a later one", async () => {
    const world = await makeWorld();
    await update(world, { expiry_date: "2026-06-26T16:00:00Z" });
    expect((await slotsOf(world)).map((slot) => slot.start_time)).toEqual(["17:00", "17:30"]);
    expect(await slotsOf(world, "2026-06-27")).toEqual([]);
    await update(world, {});
    expect(await slotsOf(world)).toHaveLength(4);
    expect(await slotsOf(world, "2026-06-27")).toHaveLength(4);
  });

  it("to sold out blocks nobody who holds an order", async () => {
    const world = await makeWorld();
    await update(world, { status: "sold_out" });
    expect((await makePickup(world)).booked.pickup.status).toBe("scheduled");
  });
});

describe("listing.expired", () => {
  it("ends new bookings and new slots", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const slot = await firstSlot(world);
    await expire(world.listingId);
    expect(await slotsOf(world)).toEqual([]);
    expectRefused(await book(world, slot.id, { orderId, customer }), 409, "SLOT_UNAVAILABLE");
    const body = { food_listing_id: world.listingId, date: TOMORROW };
    const generated = await post("generate-time-slots/", { as: world.provider, now: NOW, body });
    expectRefused(generated, 422, "BOOKING_CONFLICT");
  });

  it("ends new bookings in a slot that already has one", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    await expire(world.listingId);
    expectRefused(await book(world, pickup.slot.id, { orderId, customer }), 409, "SLOT_UNAVAILABLE");
  });

  it("lets booked pickups stand until they are collected", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await expire(world.listingId);
    const shown = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    expect(shown.body.status).toBe("scheduled");
    const body = { confirmation_code: pickup.code };
    expect((await post("verify-code/", { as: world.provider, now: AT_COUNTER, body })).status).toBe(200);
    const completed = await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(completed.body.status).toBe("completed");
  });

  it("leaves another listing's use of the same slots alone", async () => {
    const world = await makeWorld();
    const listingId = await makeListing(world.businessId);
    await makeSchedule({ ...world, listingId });
    await expire(world.listingId);
    expect(await slotsOf({ listingId })).toHaveLength(4);
    expect((await makePickup({ ...world, listingId })).booked.pickup.status).toBe("scheduled");
  });
});

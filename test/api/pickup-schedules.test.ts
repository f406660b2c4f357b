import { describe, expect, it } from "vitest";
import { type Caller, get, patch, post } from "../support/api";
import {
  domainEvent,
  freshId,
  makeBusiness,
  makeListing,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
  TODAY,
  TOMORROW,
} from "../support/world";

async function makeOwner(listing: Record<string, unknown> = {}) {
  const owner = await makeBusiness();
  const listingId = await makeListing(owner.businessId, listing);
  const create = (body: Record<string, unknown> = {}, as: Caller = owner.provider, now = NOW) =>
    post("pickup-schedules/", {
      as,
      now,
      body: { food_listing_id: listingId, location_id: owner.locationId, pickup_window: "17:00-19:00", ...body },
    });
  return { ...owner, listingId, create };
}

const times = async (listingId: string, date = TOMORROW, now = NOW) =>
  (await slotsOf({ listingId }, date, now)).map((slot) => `${slot.start_time}-${slot.end_time}`);

const HOUR_GRID = ["17:00-17:25", "17:30-17:55", "18:00-18:25", "18:30-18:55"];

describe("a new pickup schedule", () => {
  it("has 4 slots of 5 orders with 5 minutes between them unless told otherwise", async () => {
    const { create, provider } = await makeOwner();
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      total_slots: 4,
      max_orders_per_slot: 5,
      slot_buffer_minutes: 5,
      slot_duration_minutes: 25,
      is_active: true,
      created_at: NOW,
    });
    expect((await get(`pickup-schedules/${body.id}/`, { as: provider, now: NOW })).body).toEqual(body);
  });

  it.each([
    ["17:00-19:00", 4, 5, 25, HOUR_GRID],
    ["17:00-18:00", 7, 0, 8, ["17:00-17:08", "17:08-17:16", "17:16-17:24"]],
    ["09:00-10:00", 1, 60, 0, null],
    ["09:00-10:00", 1, 59, 1, ["09:00-09:01"]],
    ["09:00-09:20", 20, 0, 1, ["09:00-09:01", "09:01-09:02", "09:02-09:03"]],
    ["09:00-09:19", 20, 0, 0, null],
    ["22:00-00:00", 2, 10, 50, ["22:00-22:50", "23:00-23:50"]],
    ["23:00-00:00", 2, 0, 30, ["23:00-23:30", "23:30-00:00"]],
  ])("cuts %s into %i slots with a buffer of %i: each lasts %i minutes", async (...row) => {
    const [pickup_window, total_slots, slot_buffer_minutes, duration, firstTimes] = row;
    const { create, listingId } = await makeOwner();
    const { status, body } = await create({ pickup_window, total_slots, slot_buffer_minutes });
    if (firstTimes === null) {
      expect(status).toBe(400);
      expect(body.error.details).toHaveProperty("pickup_window");
      return;
    }
    expect(status).toBe(201);
    expect(body.slot_duration_minutes).toBe(duration);
    const laid = await times(listingId);
    expect(laid).toHaveLength(total_slots);
    expect(laid.slice(0, firstTimes.length)).toEqual(firstTimes);
  });

  it.each([
    ["pickup_window", "19:00-17:00"],
    ["pickup_window", "17:00-17:00"],
    ["pickup_window", "17:00-24:00"],
    ["pickup_window", "5pm-7pm"],
    ["pickup_window", undefined],
    ["total_slots", 0],
    ["total_slots", 21],
    ["total_slots", 1.5],
    ["max_orders_per_slot", 0],
    ["max_orders_per_slot", 51],
    ["slot_buffer_minutes", -1],
    ["slot_buffer_minutes", 61],
    ["food_listing_id", ""],
    ["location_id", undefined],
  ])("refuses %s %j", async (field, value) => {
    const { create } = await makeOwner();
    const { status, body } = await create({ [field]: value });
    expect(status).toBe(400);
    expect(body.error.code).toBe("VALIDATION_ERROR");
    expect(Object.keys(body.error.details)).toEqual([field]);
  });

  it("takes the largest counts that are allowed", async () => {
    const { create } = await makeOwner();
    const body = { pickup_window: "00:00-00:00", total_slots: 20, max_orders_per_slot: 50, slot_buffer_minutes: 60 };
    expect((await create(body)).body).toMatchObject({ slot_duration_minutes: 12 });
  });

  it("lays its slots from today to 8 days ahead, none of them in the past", async () => {
    const { create, listingId } = await makeOwner();
    expect((await create({}, undefined, "2026-06-25T15:10:00Z")).status).toBe(201);
    expect(await times(listingId, TODAY, "2026-06-25T14:00:00Z")).toEqual(HOUR_GRID.slice(1));
    const dates = ["26", "27", "28", "29", "30"].map((day) => `2026-06-${day}`).concat("2026-07-01", "2026-07-02");
    for (const date of [...dates, "2026-07-03"])
      expect(await times(listingId, date, "2026-06-26T08:00:00Z")).toEqual(HOUR_GRID);
    expect(await times(listingId, "2026-07-04", "2026-06-28T08:00:00Z")).toEqual([]);
  });

  it("is the listing's only active one", async () => {
    const { create, provider, listingId } = await makeOwner();
    await create();
    const { status, body } = await create({ pickup_window: "09:00-10:00" });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "BOOKING_CONFLICT", details: { rule: "one_active_schedule" } });
    const list = await get(`pickup-schedules/?food_listing_id=${listingId}`, { as: provider, now: NOW });
    expect(list.body.count).toBe(1);
    expect(await times(listingId)).toEqual(HOUR_GRID);
  });

  it.each(["expired", "draft", "cancelled"])("is refused for a listing that is %s", async (status) => {
    const { create } = await makeOwner({ status });
    const answer = await create();
    expect(answer.status).toBe(422);
    expect(answer.body.error.details).toEqual({ rule: "listing_not_active", listing_status: status });
  });

  it("is refused once the listing's expiry has passed", async () => {
    const { create } = await makeOwner({ expiry_date: NOW });
    expect((await create()).body.error.details).toMatchObject({ rule: "listing_not_active" });
  });

  it("is made for a listing that is sold out, whose buyers still have to collect", async () => {
    const { create } = await makeOwner({ status: "sold_out" });
    expect((await create()).status).toBe(201);
  });
});

describe("slots and the listing's expiry", () => {
  it("never reach past it", async () => {
    const { create, listingId } = await makeOwner({ expiry_date: "2026-06-26T16:25:00Z" });
    await create();
    expect(await times(listingId, TODAY)).toEqual(HOUR_GRID);
    expect(await times(listingId)).toEqual(HOUR_GRID.slice(0, 3));
    expect(await times(listingId, "2026-06-27")).toEqual([]);
  });

  it("follow it when it moves", async () => {
    const { create, listingId, businessId } = await makeOwner();
    await create();
    const expireAt = (expiry_date: string, time: string) =>
      sendEvents(
        domainEvent(
          "listing.updated",
          { id: listingId, business_id: businessId, name: "Pizza", status: "active", expiry_date },
          time,
        ),
      );
    await expireAt("2026-06-26T15:55:00Z", "2026-06-25T07:00:00Z");
    expect(await times(listingId)).toEqual(HOUR_GRID.slice(0, 2));
    expect(await times(listingId, "2026-06-27")).toEqual([]);
    await expireAt("2026-06-27T15:25:00Z", "2026-06-25T07:30:00Z");
    expect(await times(listingId)).toEqual(HOUR_GRID);
    expect(await times(listingId, "2026-06-27")).toEqual(HOUR_GRID.slice(0, 1));
  });
});

describe("a schedule's location and listing", () => {
  it.each(["unknown", "another business's"])(
    "are refused with INVALID_LOCATION when the location is %s",
    async (whose) => {
      const { create, provider, businessId } = await makeOwner();
      const location_id = whose === "unknown" ? crypto.randomUUID() : (await makeBusiness()).locationId;
      const error = {
        code: "INVALID_LOCATION",
        message: "Pickup location does not belong to your business",
        details: { location_id, business_id: businessId },
      };
      const refused = await create({ location_id });
      expect(refused.status).toBe(400);
      expect(refused.body.error).toMatchObject(error);
      const listed = await get(`pickup-schedules/?location_id=${location_id}`, { as: provider, now: NOW });
      expect(listed.status).toBe(400);
      expect(listed.body.error).toMatchObject(error);
      const made = await create();
      const changed = await patch(`pickup-schedules/${made.body.id}/`, {
        as: provider,
        now: NOW,
        body: { location_id },
      });
      expect(changed.status).toBe(400);
      expect(changed.body.error).toMatchObject(error);
    },
  );

  it("are not found when the listing is unknown or another business's", async () => {
    const { create } = await makeOwner();
    const other = await makeOwner();
    expect((await create({ food_listing_id: freshId("listing") })).status).toBe(404);
    expect((await create({ food_listing_id: other.listingId })).status).toBe(404);
  });
});

describe("pickup schedules", () => {
  it("are listed newest first and filtered by listing, location and whether they are active", async () => {
    const world = await makeWorld();
    const { provider, locationId } = world;
    const listingId = await makeListing(world.businessId);
    const body = { food_listing_id: listingId, location_id: locationId, pickup_window: "09:00-10:00" };
    const second = (await post("pickup-schedules/", { as: provider, now: "2026-06-25T09:00:00Z", body })).body.id;
    await patch(`pickup-schedules/${second}/`, { as: provider, now: NOW, body: { is_active: false } });
    const idsOf = async (query: string) =>
      (await get(`pickup-schedules/${query}`, { as: provider, now: NOW })).body.results.map(
        ({ id }: { id: string }) => id,
      );
    expect(await idsOf("")).toEqual([second, world.scheduleId]);
    expect(await idsOf(`?food_listing_id=${listingId}`)).toEqual([second]);
    expect(await idsOf(`?location_id=${locationId}`)).toHaveLength(2);
    expect(await idsOf("?is_active=true")).toEqual([world.scheduleId]);
    expect(await idsOf("?is_active=false")).toEqual([second]);
    expect((await get("pickup-schedules/?is_active=maybe", { as: provider })).status).toBe(400);
  });
});

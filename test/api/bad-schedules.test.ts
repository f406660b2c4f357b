import { beforeAll, describe, expect, it } from "vitest";
import { get, patch, post } from "../support/api";
import { makeListing, makeWorld, NOW, TOMORROW, type World } from "../support/world";
import { CONTROL, expectInvalid, LONE_SURROGATE } from "./refusals";

let world: World;
let unscheduled: string;

beforeAll(async () => {
  world = await makeWorld();
  unscheduled = await makeListing(world.businessId);
});

const listed = async () => {
  const schedules = await get("pickup-schedules/", { as: world.provider, now: NOW });
  const slots = await get(`available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`, {
    as: { role: "customer", id: "onlooker" },
    now: NOW,
  });
  return { schedules: schedules.body, slots: slots.body };
};

const numbers: [string, number, number][] = [
  ["total_slots", 1, 20],
  ["max_orders_per_slot", 1, 50],
  ["slot_buffer_minutes", 0, 60],
];

const badValues: [string, unknown][] = [
  ...numbers.flatMap(([field, min, max]): [string, unknown][] => [
    [field, min - 1],
    [field, -5],
    [field, max + 1],
    [field, min + 0.5],
    [field, String(min)],
    [field, Number.NaN],
    [field, true],
    [field, null],
  ]),
  ...[
    "17:00",
    "17:00-",
    "17:00-24:30",
    "24:30-25:00",
    "17:60-18:00",
    "5pm-7pm",
    "19:00-17:00",
    "17:00-17:00",
    "17:00-18:00-19:00",
    "1700-1900",
    "",
    1_700,
    null,
    ["17:00", "19:00"],
  ].map((value): [string, unknown] => ["pickup_window", value]),
  ...["", "   ", "x".repeat(65), 7, null, CONTROL, LONE_SURROGATE].map((value): [string, unknown] => [
    "location_id",
    value,
  ]),
];

describe("a schedule's bad values", () => {
  it.each(badValues)("are refused by name: %s = %j", async (field, value) => {
    const { provider, scheduleId, locationId } = world;
    const before = await listed();
    const good = { food_listing_id: unscheduled, location_id: locationId, pickup_window: "17:00-19:00" };
    const created = await post("pickup-schedules/", { as: provider, now: NOW, body: { ...good, [field]: value } });
    expectInvalid(created, field);
    const changed = await patch(`pickup-schedules/${scheduleId}/`, {
      as: provider,
      now: NOW,
      body: { [field]: value },
    });
    expectInvalid(changed, field);
    expect(await listed()).toEqual(before);
  });

  it.each(["food_listing_id", "location_id", "pickup_window"])("include a %s that is missing", async (field) => {
    const good = { food_listing_id: unscheduled, location_id: world.locationId, pickup_window: "17:00-19:00" };
    const body = { ...good, [field]: undefined };
    expectInvalid(await post("pickup-schedules/", { as: world.provider, now: NOW, body }), field);
  });

  it.each(["", "x".repeat(65), 7, null, CONTROL, LONE_SURROGATE])("include the food_listing_id %j", async (value) => {
    const body = { food_listing_id: value, location_id: world.locationId, pickup_window: "17:00-19:00" };
    expectInvalid(await post("pickup-schedules/", { as: world.provider, now: NOW, body }), "food_listing_id");
  });

  it("include a window too short for its slots and buffers", async () => {
    const { provider, scheduleId, locationId } = world;
    const before = await listed();
    const plan = { pickup_window: "17:00-17:20", total_slots: 4, slot_buffer_minutes: 5 };
    const body = { food_listing_id: unscheduled, location_id: locationId, ...plan };
    expectInvalid(await post("pickup-schedules/", { as: provider, now: NOW, body }), "pickup_window");
    const changed = await patch(`pickup-schedules/${scheduleId}/`, { as: provider, now: NOW, body: plan });
    expectInvalid(changed, "pickup_window");
    expect(await listed()).toEqual(before);
  });

  it("include an is_active that is no boolean", async () => {
    const { provider, scheduleId } = world;
    const answer = await patch(`pickup-schedules/${scheduleId}/`, {
      as: provider,
      now: NOW,
      body: { is_active: "no" },
    });
    expectInvalid(answer, "is_active");
    expect((await get(`pickup-schedules/${scheduleId}/`, { as: provider })).body.is_active).toBe(true);
  });
});

describe("a day to generate slots for", () => {
  it.each([
    "2026-02-30",
    "2027-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-6-26",
    "26-06-2026",
    "20260626",
    "2026-06-26T00:00:00Z",
    "tomorrow",
    "",
    20_260_626,
    null,
    undefined,
  ])("is refused when it is %j", async (date) => {
    const before = await listed();
    const body = { food_listing_id: world.listingId, date };
    expectInvalid(await post("generate-time-slots/", { as: world.provider, now: NOW, body }), "date");
    expect(await listed()).toEqual(before);
  });
});

/** What of a business's schedules is played of one day. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { primary } from "../../src/db/client";
import { activeSchedulesOf } from "../../src/db/schedules";
import { layDay } from "../../src/domain/optimization/day-plan";
import { addDays } from "../../src/domain/time";
import { planDay } from "../../src/operations/plan-day";
import { makeWorld, TOMORROW, type World } from "../support/world";

const planned = async (world: World, date = TOMORROW) =>
  planDay(await activeSchedulesOf(primary(env), world.businessId), date);

const startsOf = async (world: World, date = TOMORROW) => layDay(await planned(world, date)).map(({ start }) => start);

const change = (sql: string, ...values: (string | number)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

describe("the plan of a day", () => {
  it("has the schedules that offer slots then, and their locations", async () => {
    const world = await makeWorld();
    expect(await planned(world)).toMatchObject({
      schedules: [{ id: world.scheduleId, window: { start: 1_020, end: 1_140 }, totalSlots: 4, maxOrders: 5 }],
      locations: [{ id: world.locationId, name: "Main Counter", slotCapacity: null }],
    });
    expect(await startsOf(world)).toEqual([1_020, 1_050, 1_080, 1_110]);
  });

  it("leaves out what is at a location that is closed for good", async () => {
    const world = await makeWorld();
    await change("UPDATE pickup_locations SET is_active = 0 WHERE id = ?", world.locationId);
    expect(await planned(world)).toEqual({ schedules: [], locations: [] });
  });

  it.each([
    ["the location's", "pickup_locations"],
    ["the business's", "businesses"],
  ])("leaves out windows outside %s hours of that weekday", async (_, table) => {
    const world = await makeWorld();
    const closed = { monday: null, tuesday: null, wednesday: null, thursday: null, sunday: null };
    const hours = JSON.stringify({ ...closed, friday: "09:00-18:00", saturday: "09:00-19:00" });
    const id = table === "businesses" ? world.businessId : world.locationId;
    await change(`UPDATE ${table} SET operating_hours = ? WHERE id = ?`, hours, id);
    expect(await startsOf(world)).toEqual([]); // a Friday, until 18:00
    expect(await startsOf(world, addDays(TOMORROW, 1))).toHaveLength(4);
    expect(await startsOf(world, addDays(TOMORROW, 2))).toEqual([]);
  });

  it.each([
    ["while the listing is good for all of it", "2026-06-26T22:00:00Z", [1_020, 1_050, 1_080, 1_110]],
    ["to the minute in which the listing expires, by the business's clock", "2026-06-26T15:55:00Z", [1_020, 1_050]],
    ["not at all once the listing is over", "2026-06-25T16:00:00Z", []],
  ])("is played %s", async (_, expiry, starts) => {
    const world = await makeWorld();
    await change("UPDATE food_listings SET expires_at = ? WHERE id = ?", Date.parse(expiry), world.listingId);
    expect(await startsOf(world)).toEqual(starts);
  });
});

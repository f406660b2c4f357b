import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { type Caller, get, post } from "../support/api";
import { fire } from "../support/cron";
import { type PastPickup, type PastSlot, writeHistory } from "../support/history";
import {
  AT_COUNTER,
  freshId,
  mainCounter,
  makeBusiness,
  makeListing,
  makePickup,
  makeWorld,
  NOW,
} from "../support/world";

const [FIRST, SECOND] = ["2026-06-01", "2026-06-02"];
const PERIOD = `start_date=${FIRST}&end_date=${SECOND}`;
const admin: Caller = { role: "admin", id: freshId("admin") };

/** 40 pickups of two days, two counters and two listings. The numbers below are worked out from this by hand. */
async function makePast() {
  const owner = await makeBusiness();
  const { businessId, provider, locationId: main } = owner;
  const made = await post("pickup-locations/", {
    as: provider,
    now: NOW,
    body: { ...mainCounter, name: "Side Entrance" },
  });
  const side: string = made.body.id;
  const pizza = await makeListing(businessId);
  const soup = await makeListing(businessId, { name: "Soup" });
  const slot = (date: string, start: string, locationId: string, capacity: number, listings: PastSlot["listings"]) => ({
    ...{ date, start, locationId, capacity, listings },
  });
  const slots: PastSlot[] = [
    slot(FIRST, "17:00", main, 10, { [pizza]: 10 }),
    slot(FIRST, "17:30", main, 10, { [pizza]: 5, [soup]: 10 }),
    slot(FIRST, "18:00", main, 10, { [pizza]: 10 }),
    slot(FIRST, "12:00", side, 5, { [soup]: 5 }),
    slot(SECOND, "17:00", main, 10, { [pizza]: 10 }),
    slot(SECOND, "12:00", side, 10, { [soup]: 10 }),
    { ...slot(SECOND, "18:00", main, 10, { [pizza]: 10 }), isWithdrawn: true },
  ];
  const inSlot = (date: string, start: string, locationId: string, listingId: string) => {
    const place = { date, start, locationId, listingId, cents: listingId === pizza ? 1_250 : 800 };
    return {
      completed: (after: number, extra: Partial<PastPickup> = {}): PastPickup => {
        return { ...place, status: "completed", after, ...extra };
      },
      others: (missed: number, cancelled: number): PastPickup[] => [
        ...Array.from({ length: missed }, (): PastPickup => ({ ...place, status: "missed" })),
        ...Array.from({ length: cancelled }, (): PastPickup => ({ ...place, status: "cancelled" })),
      ],
    };
  };
  const a = inSlot(FIRST, "17:00", main, pizza);
  const b = inSlot(FIRST, "17:30", main, soup);
  const c = inSlot(FIRST, "18:00", main, pizza);
  const d = inSlot(FIRST, "12:00", side, soup);
  const e = inSlot(SECOND, "17:00", main, pizza);
  const f = inSlot(SECOND, "12:00", side, soup);
  const pickups: PastPickup[] = [
    a.completed(0, { checkedBefore: 2, rating: 5 }),
    a.completed(1, { checkedBefore: 2, rating: 4 }),
    a.completed(2, { checkedBefore: 2, rating: null }),
    a.completed(3, { checkedBefore: 2 }),
    ...[4, 5, 6, 7].map((after) => a.completed(after)),
    ...a.others(1, 1),
    b.completed(10, { checkedBefore: 3, rating: 3 }),
    ...[20, 25, 30].map((after) => b.completed(after)),
    ...b.others(2, 0),
    c.completed(-5),
    c.completed(5),
    ...c.others(0, 1),
    ...[12, 18].map((after) => d.completed(after)),
    ...d.others(3, 0),
    e.completed(2, { checkedBefore: 1, rating: 5 }),
    ...Array.from({ length: 8 }, () => e.completed(2, { checkedBefore: 1 })),
    ...e.others(0, 1),
    ...[26, 26, 26].map((after) => f.completed(after)),
    ...f.others(1, 2),
  ];
  expect(pickups).toHaveLength(40);
  await writeHistory(businessId, { slots, pickups });
  return { ...owner, main, side, pizza, soup };
}

const analytics = (as: Caller, rest: string) => get(`analytics/?${rest}`, { as, now: NOW });

describe("the analytics of a period", () => {
  it("are what can be worked out by hand, before and after its days were summed", async () => {
    const { businessId, provider, main, side, pizza, soup } = await makePast();
    const expected = {
      period: { start_date: FIRST, end_date: SECOND },
      summary: {
        total_pickups_scheduled: 40,
        successful_pickups: 28,
        missed_pickups: 7,
        cancelled_pickups: 5,
        success_rate: 70, // 28 of 40
        average_pickup_time: "1.4 minutes", // 4 x 2 + 3 + 9 x 1 = 20 over 14
        peak_pickup_hours: ["17:00-18:00", "12:00-13:00"],
        on_time_rate: 85.7, // 8 + 3 + 2 + 2 + 9 + 0 = 24 of 28
        average_wait_time: "8.7 minutes", // 28 + 85 + 5 + 30 + 18 + 78 = 244 over 28
        no_show_rate: 20, // 7 of 35
        utilization_rate: 63.6, // 9 + 6 + 2 + 5 + 9 + 4 = 35 of 10 + 10 + 10 + 5 + 10 + 10 = 55 seats
        customer_satisfaction: 4.3, // 5 + 4 + 3 + 5 = 17 over 4
      },
      by_location: [
        {
          location: { id: main, name: "Main Counter" },
          pickup_count: 29,
          success_rate: 79.3, // 23 of 29
          average_wait_time: "5.9 minutes", // 28 + 85 + 5 + 18 = 136 over 23
        },
        {
          location: { id: side, name: "Side Entrance" },
          pickup_count: 11,
          success_rate: 45.5, // 5 of 11
          average_wait_time: "21.6 minutes", // 30 + 78 = 108 over 5
        },
      ],
      by_food_listing: [
        {
          food_listing: { id: pizza, name: "Margherita Pizza" },
          pickup_count: 23,
          success_rate: 82.6, // 19 of 23
          customer_satisfaction: 4.7, // 14 over 3
        },
        {
          food_listing: { id: soup, name: "Soup" },
          pickup_count: 17,
          success_rate: 52.9, // 9 of 17
          customer_satisfaction: 3,
        },
      ],
      time_distribution: { "12:00": 9, "17:00": 24, "18:00": 2 },
      // Success 0.7; hours 9/15, 24/30, 2/10 against 35/55: distance (0.545 + 4.909 + 4.364)/55 = 0.1785 of at most
      // 2 x 0.636 x 0.364 = 0.4628, so balance 0.6143; 50 x 0.7 + 50 x 0.6143
      optimization_score: 65.7,
      recommendations: [
        "Success rate is 70% (28 of 40 pickups), below the target of 80%: 7 were missed and 5 cancelled - consider clearer instructions",
        "Consider fewer time slots during 18:00-19:00: 2 of 10 seats (20%) were taken",
        "Side Entrance shows a lower success rate: 45.5% of 11 pickups against 70% overall - investigate issues",
      ],
      data_quality: "sufficient",
    };
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    await rollUpDays(primary(env), businessId, [FIRST], 1);
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    await rollUpDays(primary(env), businessId, [FIRST, SECOND], 1);
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    expect((await analytics(admin, `${PERIOD}&business_id=${businessId}`)).body).toEqual(expected);
  });

  it("may be of one counter, of one listing, or of one day", async () => {
    const { provider, side, soup } = await makePast();
    const atSide = await analytics(provider, `${PERIOD}&location_id=${side}`);
    expect(atSide.body.summary).toMatchObject({ total_pickups_scheduled: 11, utilization_rate: 60 }); // 9 of 15
    expect(atSide.body.by_location).toHaveLength(1);
    const ofSoup = await analytics(provider, `${PERIOD}&food_listing_id=${soup}`);
    // Its own share of the slots: 6 + 5 + 4 = 15 of 10 + 5 + 10 = 25 seats
    expect(ofSoup.body.summary).toMatchObject({
      total_pickups_scheduled: 17,
      utilization_rate: 60,
      success_rate: 52.9,
    });
    const second = await analytics(provider, `start_date=${SECOND}&end_date=${SECOND}`);
    expect(second.body.summary).toMatchObject({ total_pickups_scheduled: 16, successful_pickups: 12 });
  });

  it("of an empty period are zeros and nulls, and recommend nothing", async () => {
    const { provider } = await makeBusiness();
    const { body } = await analytics(provider, PERIOD);
    expect(body).toEqual({
      period: { start_date: FIRST, end_date: SECOND },
      summary: {
        total_pickups_scheduled: 0,
        successful_pickups: 0,
        missed_pickups: 0,
        cancelled_pickups: 0,
        success_rate: null,
        average_pickup_time: null,
        peak_pickup_hours: [],
        on_time_rate: null,
        average_wait_time: null,
        no_show_rate: null,
        utilization_rate: null,
        customer_satisfaction: null,
      },
      by_location: [],
      by_food_listing: [],
      time_distribution: {},
      optimization_score: null,
      recommendations: [],
      data_quality: "none",
    });
  });

  it("never mix businesses, not even those that share a customer", async () => {
    const [one, other] = [await makePast(), await makePast()];
    const before = (await analytics(one.provider, PERIOD)).body;
    await writeHistory(other.businessId, {
      slots: [],
      pickups: [{ date: FIRST, start: "17:00", locationId: other.main, listingId: other.pizza, status: "missed" }],
    });
    expect((await analytics(one.provider, `${PERIOD}&business_id=${other.businessId}`)).body).toEqual(before);
    expect((await analytics(other.provider, PERIOD)).body.summary.total_pickups_scheduled).toBe(41);
    const foreign = await analytics(one.provider, `${PERIOD}&location_id=${other.main}`);
    expect(foreign).toMatchObject({ status: 400, body: { error: { code: "INVALID_LOCATION" } } });
    const listing = await analytics(one.provider, `${PERIOD}&food_listing_id=${other.pizza}`);
    expect(listing.body.summary.total_pickups_scheduled).toBe(0);
  });

  it.each([
    ["", ["end_date", "start_date"]],
    [`start_date=${FIRST}`, ["end_date"]],
    [`start_date=${SECOND}&end_date=${FIRST}`, ["end_date"]],
    ["start_date=2025-06-02&end_date=2026-06-02", ["end_date"]],
    ["start_date=2026-02-30&end_date=2026-03-01", ["start_date"]],
  ])("refuse a period that is none: %s", async (period, fields) => {
    const { provider } = await makeBusiness();
    const answer = await analytics(provider, period);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    expect(Object.keys(answer.body.error.details).sort()).toEqual(fields);
  });

  it("may cover a year, and an admin must name a business that exists", async () => {
    const { provider } = await makeBusiness();
    expect((await analytics(provider, "start_date=2025-06-03&end_date=2026-06-02")).status).toBe(200);
    expect((await analytics(admin, PERIOD)).status).toBe(400);
    expect((await analytics(admin, `${PERIOD}&business_id=nobody`)).status).toBe(404);
  });
});

describe("the daily report", () => {
  it("is what can be worked out by hand", async () => {
    const { businessId, provider } = await makePast();
    const { body } = await get(`analytics/daily-report/?date=${FIRST}`, { as: provider, now: NOW });
    expect(body).toEqual({
      date: FIRST,
      business: { id: businessId, name: "Mario's Restaurant" },
      summary: {
        total_scheduled: 24,
        completed: 16,
        cancelled: 2,
        missed: 6,
        completion_rate: 66.7,
        on_time_rate: 93.8, // 15 of 16
      },
      performance: {
        average_wait_time_minutes: 9.3, // 28 + 85 + 5 + 30 = 148 over 16
        customer_satisfaction: 4, // 5 + 4 + 3 over 3
        efficiency_score: 73.6, // 66.67 x 0.4 + 93.75 x 0.3 + 22/35 x 30
      },
      financial: { total_value: 173, average_order_value: 10.81 }, // 10 x 12.50 + 6 x 8.00
      recommendations: [
        {
          type: "completion_rate",
          priority: "high",
          message: "Completion rate (66.7%) is below target (80%). Consider improving communication with customers.",
          actions: ["Send more pickup reminders", "Clarify pickup instructions", "Follow up on missed pickups"],
        },
        {
          type: "capacity_optimization",
          priority: "medium",
          message: "High demand concentration at 17:00 (16 pickups). Consider spreading load.",
          actions: [
            "Add more time slots around 17:00",
            "Incentivize off-peak pickups",
            "Consider additional pickup locations",
          ],
        },
      ],
    });
  });

  it("is of today in the business's zone when no date is named", async () => {
    const { provider } = await makeBusiness();
    const at = async (now: string) => (await get("analytics/daily-report/", { as: provider, now })).body.date;
    expect(await at("2026-06-25T21:30:00Z")).toBe("2026-06-25");
    expect(await at("2026-06-25T22:30:00Z")).toBe("2026-06-26");
  });

  it("of an empty day has no rates", async () => {
    const { provider } = await makeBusiness();
    const { body } = await get(`analytics/daily-report/?date=${FIRST}`, { as: provider, now: NOW });
    expect(body).toMatchObject({
      summary: { total_scheduled: 0, completion_rate: null, on_time_rate: null },
      performance: { average_wait_time_minutes: null, customer_satisfaction: null, efficiency_score: null },
      financial: { total_value: 0, average_order_value: null },
      recommendations: [],
    });
  });
});

describe("the nightly roll-up", () => {
  it("sums every ended local day of every business, and a late completion opens its day again", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const days = async () => {
      const { results } = await env.DB.prepare(
        "SELECT date, is_stale FROM analytics_days WHERE business_id = ? ORDER BY date",
      )
        .bind(world.businessId)
        .all<{ date: string; is_stale: number }>();
      return results.map(({ date, is_stale }) => `${date}${is_stale ? " stale" : ""}`);
    };
    const settled = async (expected: string[]) => {
      for (let tries = 0; tries < 100; tries += 1) {
        if ((await days()).join() === expected.join()) return;
        await scheduler.wait(100);
      }
      expect(await days()).toEqual(expected);
    };
    await fire("*/30 * * * *", "2026-06-26T16:00:00Z");
    await fire("0 23 * * *", "2026-06-26T21:59:00Z"); // 23:59 in Pretoria: the 26th is not over
    await settled(["2026-06-25"]);
    await fire("0 23 * * *", "2026-06-26T23:00:00Z");
    await fire("0 23 * * *", "2026-06-26T23:00:00Z");
    await settled(["2026-06-25", "2026-06-26"]);
    const report = () => get("analytics/daily-report/?date=2026-06-26", { as: world.provider, now: NOW });
    expect((await report()).body.summary).toMatchObject({ completed: 0, missed: 1 });
    const late = { as: world.provider, now: "2026-06-27T06:00:00Z", body: { actual_pickup_time: AT_COUNTER } };
    expect((await post(`complete-pickup/${pickup.id}/`, late)).status).toBe(200);
    expect(await days()).toEqual(["2026-06-25", "2026-06-26 stale"]);
    expect((await report()).body.summary).toMatchObject({ completed: 1, missed: 0, on_time_rate: 100 });
    await fire("0 23 * * *", "2026-06-27T23:00:00Z");
    await settled(["2026-06-25", "2026-06-26", "2026-06-27"]);
    expect((await report()).body.summary).toMatchObject({ completed: 1, missed: 0, on_time_rate: 100 });
  });
});

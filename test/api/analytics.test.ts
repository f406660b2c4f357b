import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { type Caller, get } from "../support/api";
import { writeHistory } from "../support/history";
import { FIRST, makePast, SECOND } from "../support/past";
import { freshId, makeBusiness, NOW } from "../support/world";

const PERIOD = `start_date=${FIRST}&end_date=${SECOND}`;
const SUMMED_AT = Date.parse("2026-06-03T00:00:00Z");
const admin: Caller = { role: "admin", id: freshId("admin") };

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
        "Success rate is 70% (28 of 40 pickups that are over), below the target of 80%: 7 were missed and 5 cancelled - consider clearer instructions",
        "Consider fewer time slots during 18:00-19:00: 2 of 10 seats (20%) were taken",
        "Side Entrance shows a lower success rate: 45.5% of 11 pickups that are over against 70% overall - investigate issues",
      ],
      data_quality: "sufficient",
    };
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    await rollUpDays(primary(env), businessId, [FIRST], SUMMED_AT);
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    await rollUpDays(primary(env), businessId, [FIRST, SECOND], SUMMED_AT);
    expect((await analytics(provider, PERIOD)).body).toEqual(expected);
    expect((await analytics(admin, `${PERIOD}&business_id=${businessId}`)).body).toEqual(expected);
  });

  it("say each day's numbers when asked, before and after a day was summed", async () => {
    const { businessId, provider, side } = await makePast();
    const days = [
      { date: FIRST, scheduled: 24, completed: 16, missed: 6, cancelled: 2 },
      { date: SECOND, scheduled: 16, completed: 12, missed: 1, cancelled: 3 },
    ];
    // A day without pickups is left out.
    const june = "start_date=2026-06-01&end_date=2026-06-30&by_date=true";
    expect((await analytics(provider, june)).body.by_date).toEqual(days);
    await rollUpDays(primary(env), businessId, [FIRST], SUMMED_AT);
    expect((await analytics(provider, june)).body.by_date).toEqual(days);
    expect((await analytics(provider, `${june}&location_id=${side}`)).body.by_date).toEqual([
      { date: FIRST, scheduled: 5, completed: 2, missed: 3, cancelled: 0 },
      { date: SECOND, scheduled: 6, completed: 3, missed: 1, cancelled: 2 },
    ]);
    expect((await analytics(provider, `${PERIOD}&by_date=false`)).body).not.toHaveProperty("by_date");
  });

  it("may be of one counter", async () => {
    const { provider, side, soup } = await makePast();
    expect((await analytics(provider, `${PERIOD}&location_id=${side}`)).body).toEqual({
      period: { start_date: FIRST, end_date: SECOND },
      summary: {
        total_pickups_scheduled: 11,
        successful_pickups: 5,
        missed_pickups: 4,
        cancelled_pickups: 2,
        success_rate: 45.5, // 5 of 11
        average_pickup_time: null, // no code was checked there
        peak_pickup_hours: ["12:00-13:00"],
        on_time_rate: 40, // 2 of 5
        average_wait_time: "21.6 minutes", // 30 + 78 = 108 over 5
        no_show_rate: 44.4, // 4 of 9
        utilization_rate: 60, // 5 + 4 = 9 of 5 + 10 = 15 seats
        customer_satisfaction: null,
      },
      by_location: [
        {
          location: { id: side, name: "Side Entrance" },
          pickup_count: 11,
          success_rate: 45.5,
          average_wait_time: "21.6 minutes",
        },
      ],
      by_food_listing: [
        {
          food_listing: { id: soup, name: "Soup" },
          pickup_count: 11,
          success_rate: 45.5,
          customer_satisfaction: null,
        },
      ],
      time_distribution: { "12:00": 9 },
      optimization_score: 72.7, // one hour is balanced: 50 x 5/11 + 50
      recommendations: [
        "Success rate is 45.5% (5 of 11 pickups that are over), below the target of 80%: 4 were missed and 2 cancelled - consider clearer instructions",
      ],
      data_quality: "sufficient",
    });
  });

  it("may be of one listing, whose seats are its own share of the slots", async () => {
    const { provider, main, side, soup } = await makePast();
    expect((await analytics(provider, `${PERIOD}&food_listing_id=${soup}`)).body).toEqual({
      period: { start_date: FIRST, end_date: SECOND },
      summary: {
        total_pickups_scheduled: 17,
        successful_pickups: 9,
        missed_pickups: 6,
        cancelled_pickups: 2,
        success_rate: 52.9, // 9 of 17
        average_pickup_time: "3.0 minutes",
        peak_pickup_hours: ["12:00-13:00", "17:00-18:00"],
        on_time_rate: 55.6, // 3 + 2 + 0 = 5 of 9
        average_wait_time: "21.4 minutes", // 85 + 30 + 78 = 193 over 9
        no_show_rate: 40, // 6 of 15
        utilization_rate: 60, // 6 + 5 + 4 = 15 of 10 + 5 + 10 = 25 seats
        customer_satisfaction: 3,
      },
      by_location: [
        {
          location: { id: side, name: "Side Entrance" },
          pickup_count: 11,
          success_rate: 45.5, // 5 of 11
          average_wait_time: "21.6 minutes", // 30 + 78 = 108 over 5
        },
        {
          location: { id: main, name: "Main Counter" },
          pickup_count: 6,
          success_rate: 66.7, // 4 of 6
          average_wait_time: "21.3 minutes", // 10 + 20 + 25 + 30 = 85 over 4
        },
      ],
      by_food_listing: [
        {
          food_listing: { id: soup, name: "Soup" },
          pickup_count: 17,
          success_rate: 52.9,
          customer_satisfaction: 3,
        },
      ],
      time_distribution: { "12:00": 9, "17:00": 6 },
      optimization_score: 76.5, // 9/15 and 6/10 seats are balanced: 50 x 9/17 + 50
      recommendations: [
        "Success rate is 52.9% (9 of 17 pickups that are over), below the target of 80%: 6 were missed and 2 cancelled - consider clearer instructions",
      ],
      data_quality: "sufficient",
    });
  });

  it("may be of one day", async () => {
    const { provider } = await makePast();
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

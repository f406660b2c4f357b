import { describe, expect, it } from "vitest";
import { get } from "../support/api";
import { type PastPickup, times, writeHistory } from "../support/history";
import { makeBusiness, makeListing } from "../support/world";

const DAY = "2026-06-25";
/** 17:40 in Pretoria: the slot of 17:00 has ended, that of 17:30 runs until 17:55, that of 18:00 is still to come. */
const EVENING = "2026-06-25T15:40:00Z";

/** A day with so many pickups of each state in its three slots of ten seats. */
async function makeDay(statuses: Record<string, PastPickup["status"][]>) {
  const { businessId, provider, locationId } = await makeBusiness();
  const listingId = await makeListing(businessId);
  const starts = ["17:00", "17:30", "18:00"];
  const slots = starts.map((start) => ({ date: DAY, start, locationId, capacity: 10, listings: { [listingId]: 10 } }));
  const pickups = starts.flatMap((start) =>
    (statuses[start] ?? []).map(
      (status): PastPickup => ({ date: DAY, start, locationId, listingId, status, after: 5 }),
    ),
  );
  await writeHistory(businessId, { slots, pickups });
  const ask = async (path: string, now: string) => (await get(`analytics/${path}`, { as: provider, now })).body;
  return {
    analytics: (now: string, rest = "") => ask(`?start_date=${DAY}&end_date=${DAY}${rest}`, now),
    report: (now: string) => ask("daily-report/", now),
    listingId,
  };
}

describe("on a day that is not over", () => {
  it("pickups that are still to come are no failures, and slots that have not ended no empty seats", async () => {
    const day = await makeDay({
      "17:00": [...times(7, "completed"), "missed"],
      "17:30": ["completed", "completed", "scheduled", "confirmed", "confirmed", "cancelled"],
      "18:00": times(9, "scheduled"),
    });
    const analytics = await day.analytics(EVENING);
    expect(analytics.summary).toMatchObject({
      total_pickups_scheduled: 23,
      success_rate: 81.8, // 9 of 9 + 1 + 1
      utilization_rate: 80, // 8 of the ten seats of 17:00
    });
    expect(analytics).toMatchObject({
      by_location: [{ pickup_count: 23, success_rate: 81.8 }],
      by_food_listing: [{ pickup_count: 23, success_rate: 81.8 }],
      optimization_score: 90.9, // 50 x 9/11 + 50: only the hour of 17:00 has seats
      recommendations: [],
      data_quality: "sufficient",
    });
    const report = await day.report(EVENING);
    expect(report.summary).toMatchObject({ total_scheduled: 23, completion_rate: 81.8 });
    expect(report.performance.efficiency_score).toBe(86.7); // 81.82 x 0.4 + 100 x 0.3 + 80 x 0.3
    expect(report.recommendations.map(({ type }: { type: string }) => type)).toEqual(["capacity_optimization"]);
  });

  it("a slot's seats count from its end on, those of all listings and those of one", async () => {
    const day = await makeDay({ "17:00": times(8, "completed"), "17:30": times(4, "scheduled") });
    const utilisation = async (now: string) => {
      const rates = [await day.analytics(now), await day.analytics(now, `&food_listing_id=${day.listingId}`)];
      return rates.map(({ summary }) => summary.utilization_rate);
    };
    expect(await utilisation("2026-06-25T15:24:59Z")).toEqual([null, null]);
    expect(await utilisation("2026-06-25T15:25:00Z")).toEqual([80, 80]);
    expect(await utilisation("2026-06-25T15:54:59Z")).toEqual([80, 80]);
    expect(await utilisation("2026-06-25T15:55:00Z")).toEqual([60, 60]);
  });

  it("with bookings ahead only there is nothing to rate and nothing to advise", async () => {
    const day = await makeDay({ "17:30": times(8, "scheduled"), "18:00": times(10, "confirmed") });
    const morning = "2026-06-25T06:00:00Z";
    expect(await day.report(morning)).toMatchObject({
      summary: { total_scheduled: 18, completion_rate: null, on_time_rate: null },
      performance: { efficiency_score: null },
      recommendations: [],
    });
    expect(await day.analytics(morning)).toMatchObject({
      summary: { total_pickups_scheduled: 18, success_rate: null, utilization_rate: null },
      by_location: [{ pickup_count: 18, success_rate: null }],
      time_distribution: { "17:00": 8, "18:00": 10 },
      optimization_score: null,
      recommendations: [],
      data_quality: "none",
    });
  });

  it("evidence is what is over: nine pickups and a hundred bookings advise nothing", async () => {
    const day = await makeDay({ "17:00": times(9, "missed"), "18:00": times(100, "scheduled") });
    expect(await day.analytics(EVENING)).toMatchObject({ recommendations: [], data_quality: "thin" });
  });
});

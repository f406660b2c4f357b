import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { get } from "../support/api";
import { type PastPickup, writeHistory } from "../support/history";
import { deliver } from "../support/queue";
import { makeBusiness, makeListing } from "../support/world";

/**
 * Days on which the clocks change, with the instants, worked out by hand, at which their slots of 00:30 and 23:30 start and
 * at which they end.
 */
const days = [
  // 23 hours: GMT until 01:00, then BST
  {
    zone: "Europe/London",
    before: "2026-03-28",
    date: "2026-03-29",
    after: "2026-03-30",
    first: "2026-03-29T00:30:00Z",
    last: "2026-03-29T22:30:00Z",
    midnight: "2026-03-29T23:00:00Z",
  },
  // 25 hours: BST until 02:00, then GMT
  {
    zone: "Europe/London",
    before: "2026-10-24",
    date: "2026-10-25",
    after: "2026-10-26",
    first: "2026-10-24T23:30:00Z",
    last: "2026-10-25T23:30:00Z",
    midnight: "2026-10-26T00:00:00Z",
  },
  // 23 hours: EST until 02:00, then EDT
  {
    zone: "America/New_York",
    before: "2026-03-07",
    date: "2026-03-08",
    after: "2026-03-09",
    first: "2026-03-08T05:30:00Z",
    last: "2026-03-09T03:30:00Z",
    midnight: "2026-03-09T04:00:00Z",
  },
  // 25 hours: EDT until 02:00, then EST
  {
    zone: "America/New_York",
    before: "2026-10-31",
    date: "2026-11-01",
    after: "2026-11-02",
    first: "2026-11-01T04:30:00Z",
    last: "2026-11-02T04:30:00Z",
    midnight: "2026-11-02T05:00:00Z",
  },
];

const MINUTE = 60_000;
const shift = (instant: string, minutes: number, ms = 0) =>
  `${new Date(Date.parse(instant) + minutes * MINUTE + ms).toISOString().slice(0, 23)}Z`;
const plain = (instant: string) => instant.replace(".000Z", "Z");

describe.each(days)("in $zone on $date", ({ zone, before, date, after, first, last, midnight }) => {
  /** The day's first and last slot, each collected by one late and one on time, and its neighbours' nearest slots. */
  async function makePast() {
    const { businessId, provider, locationId } = await makeBusiness({ timezone: zone });
    const listingId = await makeListing(businessId);
    const place = { locationId, listingId };
    const slots = [
      { date: before, start: "23:30" },
      { date, start: "00:30" },
      { date, start: "23:30" },
      { date: after, start: "00:30" },
    ].map((slot) => ({ ...slot, locationId, capacity: 4, listings: { [listingId]: 4 } }));
    const pickups: PastPickup[] = [
      { ...place, date: before, start: "23:30", status: "missed" },
      { ...place, date, start: "00:30", status: "completed", after: 10, cents: 1_000 },
      { ...place, date, start: "23:30", status: "completed", after: 25, cents: 2_000 },
      { ...place, date, start: "23:30", status: "completed", after: 27, cents: 4_000 },
      { ...place, date: after, start: "00:30", status: "missed" },
    ];
    await writeHistory(businessId, { slots, pickups, zone });
    const ask = async (path: string, now: string) => (await get(`analytics/${path}`, { as: provider, now })).body;
    return { businessId, ask };
  }

  const period = `start_date=${date}&end_date=${date}`;
  const isInTable = async (businessId: string) => {
    const found = await env.DB.prepare(
      "SELECT 1 FROM analytics_days WHERE business_id = ? AND date = ? AND is_stale = 0",
    )
      .bind(businessId, date)
      .first();
    return found !== null;
  };

  it("the numbers are of the local day, from its rows and from the table", async () => {
    const { businessId, ask } = await makePast();
    const numbers = async (now: string) => {
      const { summary, time_distribution, optimization_score } = await ask(`?${period}`, now);
      const report = await ask(`daily-report/?date=${date}`, now);
      return { summary, time_distribution, optimization_score, report };
    };
    const expected = {
      summary: {
        total_pickups_scheduled: 3,
        successful_pickups: 3,
        success_rate: 100,
        on_time_rate: 66.7, // 10 and 25 minutes of 25
        average_wait_time: "20.7 minutes", // 10 + 25 + 27 = 62 over 3
        utilization_rate: 37.5, // 3 of 8 seats
        peak_pickup_hours: ["23:00-00:00", "00:00-01:00"],
      },
      time_distribution: { "00:00": 1, "23:00": 2 },
      // Hours 1/4 and 2/4 against 3/8: distance 0.125 of at most 2 x 0.375 x 0.625, balance 0.7333; 50 + 50 x 0.7333
      optimization_score: 86.7,
      report: {
        date,
        summary: { total_scheduled: 3, completed: 3, missed: 0 },
        financial: { total_value: 70, average_order_value: 23.33 },
        performance: { average_wait_time_minutes: 20.7, efficiency_score: 71.3 }, // 40 + 66.67 x 0.3 + 37.5 x 0.3
      },
    };
    const nextNoon = shift(midnight, 12 * 60);
    expect(await numbers(nextNoon)).toMatchObject(expected);
    const rollUp = (at: string) => deliver("jobs", [{ job: "roll-up-analytics", at: Date.parse(at), businessId }]);
    await rollUp(shift(midnight, 0, -1));
    expect(await isInTable(businessId)).toBe(false);
    await rollUp(midnight);
    expect(await isInTable(businessId)).toBe(true);
    expect(await numbers(nextNoon)).toMatchObject(expected);
  });

  it("seats count from the true end of their slots, and today is the local day", async () => {
    const { ask } = await makePast();
    const utilisation = async (now: string) => (await ask(`?${period}`, now)).summary.utilization_rate;
    expect(await utilisation(shift(first, 25, -1))).toBeNull();
    expect(await utilisation(shift(first, 25))).toBe(25);
    expect(await utilisation(shift(last, 25, -1))).toBe(25);
    expect(await utilisation(shift(last, 25))).toBe(37.5);
    const today = async (now: string) => (await ask("daily-report/", now)).date;
    expect(await today(shift(midnight, 0, -1))).toBe(date);
    expect(await today(midnight)).toBe(after);
    expect(await today(shift(first, -30, -1))).toBe(before);
    expect(await today(shift(first, -30))).toBe(date);
  });

  it("the export has the local day's pickups, at local times and true instants", async () => {
    const { ask } = await makePast();
    const rows: Record<string, unknown>[] = await ask(`export/?${period}&format=json`, shift(midnight, 60));
    expect(rows.map((row) => [row.date, row.time, row.actual_pickup_time]).sort()).toEqual([
      [date, "00:30", plain(shift(first, 10))],
      [date, "23:30", plain(shift(last, 25))],
      [date, "23:30", plain(shift(last, 27))],
    ]);
  });
});

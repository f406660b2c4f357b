import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/domain/time";
import { get, post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { writeHistory } from "../support/history";
import { deliver } from "../support/queue";
import { AT_COUNTER, makeBusiness, makePickup, makeWorld, NOW } from "../support/world";

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
    await fire(HALF_HOURLY, "2026-06-26T16:00:00Z");
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

  it("catches up with a backlog of any length, as far back as anything is kept", async () => {
    const { businessId, locationId } = await makeBusiness();
    // The 25th is today: 365 days before the 24th is the oldest day, the one before it is too old.
    const oldest = "2025-06-24";
    const days = Array.from({ length: 70 }, (_, n) => addDays("2026-06-24", -n));
    const slots = [addDays(oldest, -1), oldest, ...days].map((date) => {
      return { date, start: "17:00", locationId, capacity: 5, listings: {} };
    });
    await writeHistory(businessId, { slots, pickups: [] });
    const run = { job: "roll-up-analytics", at: Date.parse(NOW), businessId };
    expect(await deliver("jobs", [run])).toMatchObject({ acked: [0] });
    const { results } = await env.DB.prepare("SELECT date FROM analytics_days WHERE business_id = ? ORDER BY date")
      .bind(businessId)
      .all<{ date: string }>();
    expect(results.map(({ date }) => date)).toEqual([oldest, ...days.reverse()]);
    const sums = await env.DB.prepare("SELECT sum(seats) AS seats FROM pickup_analytics WHERE business_id = ?")
      .bind(businessId)
      .first();
    expect(sums).toEqual({ seats: 71 * 5 });
  });
});

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../support/api";
import { deliver } from "../support/queue";
import { advice, advised, apply, CAPACITY, makeBusy } from "../support/recommendation";
import { freshId, makeBusiness, makePickup, makeWorld, NOW, TOMORROW, type World } from "../support/world";

describe("advice on a day", () => {
  let busy: World;

  beforeAll(async () => {
    busy = await makeBusy();
  });

  it("is of tomorrow and of the schedule by default, with every field", async () => {
    const { body } = await advice(busy.provider);
    expect(body).toMatchObject({
      date: TOMORROW,
      optimization_type: "schedule",
      basis: "weekday_mean",
      data_quality: "thin",
      missing: [
        "No forecast of this day: demand is the mean of 8 days of the same weekday",
        "The business's latitude is not known: no peak season can be told",
        "Less than a year of days: no peak season can be told",
      ],
      predicted_outcomes: { customer_satisfaction: "4.0/5" },
      seasonal_insights: { trend: "stable", peak_season: null, adjustment_needed: "none" },
    });
    expect(body.current_efficiency).toBeGreaterThan(0);
    expect(body.optimized_efficiency).toBeGreaterThanOrEqual(body.current_efficiency);
    expect(body.predicted_outcomes.operational_efficiency).toBe(`${body.optimized_efficiency.toFixed(1)}%`);
  });

  it("on capacity raises the orders a slot where demand exceeds the seats, and tells what that brings", async () => {
    const { body } = await advice(busy.provider, CAPACITY);
    const [first] = body.recommendations;
    expect(first).toMatchObject({
      type: "capacity_adjustment",
      priority: "high",
      is_applicable: true,
      implementation: { effort: "low", cost: "none", timeline: "immediate" },
      change: { schedule_id: busy.scheduleId, before: { max_orders_per_slot: 5, total_slots: 4 } },
    });
    expect(first.change.after.max_orders_per_slot).toBeGreaterThan(5);
    expect(first.change.applies_to).toBe("All days of the schedule; slots that are booked stay as they are");
    expect(first.description).toContain("Raise the orders per slot of Margherita Pizza at Main Counter from 5 to");
    expect(first.impact.additional_capacity).toBe((first.change.after.max_orders_per_slot - 5) * 4);
    expect(first.impact.additional_served).toBeGreaterThan(0);
    expect(body.optimized_efficiency).toBeGreaterThan(body.current_efficiency);
    expect(body.predicted_outcomes.revenue_impact).toMatch(/^\+/);
  });

  it("is the same when it is asked for again, and one row", async () => {
    const [once, again] = [await advice(busy.provider, CAPACITY), await advice(busy.provider, CAPACITY)];
    expect(again.body).toEqual(once.body);
    const { results } = await env.DB.prepare("SELECT id FROM pickup_optimizations WHERE business_id = ?")
      .bind(busy.businessId)
      .all();
    expect(results.length).toBeGreaterThan(0);
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    for (const { id } of once.body.recommendations) expect(results).toContainEqual({ id });
  });

  it("is as new when it is given again, but stays as it was while it is in force", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    const row = () => env.DB.prepare("SELECT * FROM pickup_optimizations WHERE id = ?").bind(id).first();
    const givenAt = async (now: string) => {
      await advice(world.provider, CAPACITY, { now });
      return row();
    };
    expect(await givenAt("2026-06-25T09:00:00Z")).toMatchObject({ created_at: Date.parse("2026-06-25T09:00:00Z") });
    // As if its change had been interrupted: the schedule is as it was, so that the same is advised again.
    await env.DB.prepare("UPDATE pickup_optimizations SET applied_at = 1, recommendation = '{}' WHERE id = ?")
      .bind(id)
      .run();
    const applied = await row();
    expect(await givenAt("2026-06-25T10:00:00Z")).toEqual(applied);
    await env.DB.prepare("UPDATE pickup_optimizations SET undone_at = 2 WHERE id = ?").bind(id).run();
    expect(await givenAt("2026-06-25T11:00:00Z")).toMatchObject({ created_at: Date.parse("2026-06-25T11:00:00Z") });
  });

  it.each(["schedule", "capacity", "route"])("is kept as it was answered last: %s", async (type) => {
    const world = await makeWorld();
    const kept = async () =>
      (
        await env.DB.prepare("SELECT result, created_at FROM optimization_results WHERE business_id = ? AND type = ?")
          .bind(world.businessId, type)
          .all<{ result: string; created_at: number }>()
      ).results;
    await advice(world.provider, `optimization_type=${type}`, { env: { OPTIMIZATION_ENGINE_ENABLED: "false" } });
    expect(await kept()).toEqual([]);
    await advice(world.provider, `optimization_type=${type}`);
    await makePickup(world);
    const { body } = await advice(world.provider, `optimization_type=${type}`, { now: "2026-06-25T09:00:00Z" });
    const [row, ...more] = await kept();
    expect([JSON.parse(row?.result ?? ""), row?.created_at, more]).toEqual([
      body,
      Date.parse("2026-06-25T09:00:00Z"),
      [],
    ]);
  });

  it("rests on the forecast where there is one", async () => {
    const message = { job: "train-forecast", at: Date.parse(NOW), businessId: busy.businessId };
    expect((await deliver("jobs", [message])).acked).toEqual([0]);
    const { body } = await advice(busy.provider, CAPACITY);
    expect(body).toMatchObject({ basis: "forecast", data_quality: "sufficient" });
    const off = await advice(busy.provider, CAPACITY, { env: { DEMAND_FORECASTING_ENABLED: "false" } });
    expect(off.body.basis).toBe("weekday_mean");
  });

  it("on routes recommends no change of a schedule", async () => {
    const { body } = await advice(busy.provider, "optimization_type=route");
    expect(body).toMatchObject({ optimization_type: "route", recommendations: [], current_efficiency: null });
  });

  it("is null throughout while the switch is off, and nothing is applied then", async () => {
    const { id } = await advised(busy);
    const off = { env: { OPTIMIZATION_ENGINE_ENABLED: "false" } };
    const { body } = await advice(busy.provider, "", off);
    expect(body).toMatchObject({ current_efficiency: null, recommendations: [], data_quality: "disabled" });
    const refused = await apply(busy.provider, id, off);
    expect(refused).toMatchObject({ status: 422, body: { error: { details: { rule: "optimization_disabled" } } } });
  });

  it("is a business's own; an admin names it", async () => {
    const other = await makeBusiness();
    expect((await advice(other.provider, `business_id=${busy.businessId}`)).body.current_efficiency).toBeNull();
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect((await advice(admin)).status).toBe(400);
    expect((await advice(admin, `business_id=${freshId("business")}`)).status).toBe(404);
    expect((await advice(admin, `business_id=${busy.businessId}`)).body.current_efficiency).not.toBeNull();
  });

  it.each(["date=2026-02-30", "optimization_type=magic", "optimization_type=SCHEDULE"])("refuses %s", async (query) => {
    expect((await advice(busy.provider, query)).status).toBe(400);
  });

  it.each(["0001-01-01", "9999-12-31"])("answers for %s, whatever it can know of that day", async (date) => {
    expect((await advice(busy.provider, `date=${date}`)).status).toBe(200);
  });
});

describe("a business's own day", () => {
  it.each([
    ["Pacific/Kiritimati", "2026-06-25T12:00:00Z", "2026-06-27"],
    ["America/Los_Angeles", "2026-06-26T05:00:00Z", "2026-06-26"],
  ])("in %s tells which is tomorrow", async (timezone, now, tomorrow) => {
    const { provider } = await makeBusiness({ timezone });
    for (const type of ["schedule", "route"]) {
      expect((await advice(provider, `optimization_type=${type}`, { now })).body.date).toBe(tomorrow);
    }
  });

  it("tells which days are over and known", async () => {
    // Two Wednesdays; the second is over in Kiritimati and not yet in UTC.
    const { provider } = await makeBusy(8, 2, [8, 6], "Pacific/Kiritimati");
    const on = async (now: string) => (await advice(provider, "date=2026-07-01", { now })).body;
    expect(await on("2026-06-24T12:00:00Z")).toMatchObject({ basis: "weekday_mean" });
    expect((await on("2026-06-24T09:00:00Z")).missing).toContain(
      "1 day of the same weekday in the last 8 weeks; 2 are needed",
    );
  });
});

describe("a business without enough history", () => {
  it.each([
    ["that nothing is known of", 0, "0 pickups in the last 8 weeks; 50 are needed"],
    ["of two days", 2, "0 days of the same weekday in the last 8 weeks; 2 are needed"],
  ])("%s gets nulls and what is missing", async (_, days, why) => {
    const world = days === 0 ? await makeWorld() : await makeBusy(days);
    const { body } = await advice(world.provider);
    expect(body).toMatchObject({
      current_efficiency: null,
      optimized_efficiency: null,
      recommendations: [],
      predicted_outcomes: { pickup_success_rate: null, revenue_impact: null },
      seasonal_insights: { trend: null, adjustment_needed: null },
      data_quality: "insufficient",
    });
    expect(body.missing).toContain(why);
  });

  it("nor does one that offers nothing on the day", async () => {
    const { provider } = await makeBusiness();
    expect((await advice(provider)).body.missing).toContain("No slots are offered on this day");
  });
});

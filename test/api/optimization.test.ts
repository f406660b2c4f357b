import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { addDays } from "../../src/domain/time";
import { type Caller, get, patch, post } from "../support/api";
import { type PastPickup, type PastSlot, writeHistory } from "../support/history";
import { deliver } from "../support/queue";
import { makeRecommendation } from "../support/recommendation";
import { freshId, makeBusiness, makePickup, makeWorld, NOW, slotsOf, TOMORROW, type World } from "../support/world";

const YESTERDAY = "2026-06-24";
const DAYS = 56;

/** Every day so many people booked each slot of both hours, more than today's seats unless told; each hand-over takes so long. */
async function makeBusy(
  days = DAYS,
  counterMinutes = 2,
  [first = 8, second = 6]: readonly number[] = [],
  timezone = "Africa/Johannesburg",
): Promise<World> {
  const world = await makeWorld({ timezone });
  const slots: PastSlot[] = [];
  const pickups: PastPickup[] = [];
  const dates = Array.from({ length: days }, (_, n) => addDays(YESTERDAY, -n));
  for (const date of dates) {
    const place = { date, locationId: world.locationId };
    for (const start of ["17:00", "17:30", "18:00", "18:30"]) {
      slots.push({ ...place, start, capacity: 8, listings: { [world.listingId]: 8 } });
      const booked = { ...place, start, listingId: world.listingId };
      const people = start.startsWith("17") ? first : second;
      for (let n = 0; n < people; n += 1) {
        pickups.push(
          n === 0
            ? { ...booked, status: "missed" }
            : { ...booked, status: "completed", after: 10, checkedBefore: counterMinutes, ratings: n === 1 ? [4] : [] },
        );
      }
    }
  }
  await writeHistory(world.businessId, { slots, pickups, zone: timezone });
  await rollUpDays(primary(env), world.businessId, dates, Date.parse(NOW));
  return world;
}

const advice = (as: Caller, rest = "", overrides = {}) => get(`optimization/?${rest}`, { as, now: NOW, ...overrides });
const CAPACITY = "optimization_type=capacity";
const apply = (as: Caller, recommendation_id: string, overrides = {}) =>
  post("optimization/apply/", { as, now: NOW, body: { recommendation_id }, ...overrides });
const undo = (as: Caller, recommendation_id: string) =>
  post("optimization/undo/", { as, now: NOW, body: { recommendation_id } });

const scheduleOf = async ({ provider, scheduleId }: World) =>
  (await get(`pickup-schedules/${scheduleId}/`, { as: provider, now: NOW })).body;

/** All future slots that can be booked, of every day. */
const allSlots = (world: World) =>
  Promise.all(Array.from({ length: 8 }, (_, n) => slotsOf(world, addDays(TOMORROW, n - 1))));

interface State {
  total_slots: number;
  max_orders_per_slot: number;
}

async function advised(world: World, type = "capacity"): Promise<{ id: string; before: State; after: State }> {
  const { body } = await advice(world.provider, `optimization_type=${type}`);
  const found = body.recommendations.find(({ is_applicable }: { is_applicable: boolean }) => is_applicable);
  expect(found, JSON.stringify(body)).toBeDefined();
  return { id: found.id, ...found.change };
}

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

describe("applying a recommendation", () => {
  it.each([
    ["the orders a slot", "capacity", 2, [8, 6]],
    ["the length of slots", "schedule", 12, [3, 2]],
  ])(
    "changes %s, keeps what is booked, and undoing restores the schedule and its slots",
    async (_, type, minutes, people) => {
      const world = await makeBusy(DAYS, minutes, people);
      const pickup = await makePickup(world);
      const { id, before, after } = await advised(world, type);
      const [scheduleBefore, slotsBefore] = [await scheduleOf(world), await allSlots(world)];
      const stored = (state: State) => ({
        total_slots: state.total_slots,
        max_orders_per_slot: state.max_orders_per_slot,
      });

      const applied = await apply(world.provider, id);
      expect(applied).toMatchObject({ status: 200, body: { recommendation_id: id, before, after } });
      expect(applied.body.schedule).toMatchObject(stored(after));
      expect(await scheduleOf(world)).toEqual(applied.body.schedule);
      const slots = await allSlots(world);
      expect(slots).not.toEqual(slotsBefore);
      expect(slots[1]?.[0]).toMatchObject({ id: pickup.slot.id, available_spots: after.max_orders_per_slot - 1 });

      const undone = await undo(world.provider, id);
      expect(undone).toMatchObject({ status: 200, body: { before: after, after: before } });
      expect(await scheduleOf(world)).toEqual(scheduleBefore);
      expect(await allSlots(world)).toEqual(slotsBefore);
      const kept = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
      expect(kept.body).toMatchObject({ status: "scheduled" });
    },
  );

  it("answers a repeat with the same, and can be applied again once it was undone", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    const once = await apply(world.provider, id);
    expect((await apply(world.provider, id)).body).toEqual(once.body);
    expect((await undo(world.provider, id)).status).toBe(200);
    const again = await undo(world.provider, id);
    expect(again).toMatchObject({ status: 422, body: { error: { details: { rule: "not_applied" } } } });
    expect((await apply(world.provider, id)).body).toEqual(once.body);
  });

  it("is refused once the schedule is another, and so is undoing", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    const change = (body: object) =>
      patch(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW, body });
    await change({ total_slots: 3 });
    const refused = await apply(world.provider, id);
    expect(refused).toMatchObject({ status: 422, body: { error: { details: { rule: "schedule_changed" } } } });
    expect((await undo(world.provider, id)).body.error.details.rule).toBe("not_applied");
    await change({ total_slots: 4 });
    expect((await apply(world.provider, id)).status).toBe(200);
    await change({ total_slots: 3 });
    expect((await undo(world.provider, id)).body.error.details.rule).toBe("schedule_changed");
    expect((await scheduleOf(world)).total_slots).toBe(3);
  });

  it("is done again where a repeat finds that it was never finished", async () => {
    const world = await makeBusy();
    const { id, after } = await advised(world);
    await env.DB.prepare("UPDATE pickup_optimizations SET applied_at = 1, applied_by = 'x' WHERE id = ?")
      .bind(id)
      .run();
    expect((await apply(world.provider, id)).status).toBe(200);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(after.max_orders_per_slot);
  });

  it("is undone where it was never finished", async () => {
    const world = await makeWorld();
    const id = await makeRecommendation(world);
    await env.DB.prepare("UPDATE pickup_optimizations SET applied_at = 1, applied_by = 'x' WHERE id = ?")
      .bind(id)
      .run();
    expect((await undo(world.provider, id)).status).toBe(200);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(5);
    expect((await undo(world.provider, id)).body.error.details.rule).toBe("not_applied");
  });

  it("leaves no trace where the change itself is refused", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    await env.DB.prepare("UPDATE pickup_locations SET is_active = 0 WHERE id = ?").bind(world.locationId).run();
    expect((await apply(world.provider, id)).status).toBe(400);
    const row = await env.DB.prepare("SELECT applied_at FROM pickup_optimizations WHERE id = ?").bind(id).first();
    expect(row).toEqual({ applied_at: null });
    expect((await undo(world.provider, id)).status).toBe(422);
  });

  it("is not possible for what a schedule cannot bring about", async () => {
    const world = await makeBusy();
    const location = `pickup-locations/${world.locationId}/`;
    await patch(location, { as: world.provider, now: NOW, body: { slot_capacity: 5 } });
    const { body } = await advice(world.provider, CAPACITY);
    const [first] = body.recommendations;
    expect(first).toMatchObject({ is_applicable: false, change: null });
    expect(first.description).toContain("slot capacity of Main Counter");
    const refused = await apply(world.provider, first.id);
    expect(refused).toMatchObject({ status: 422, body: { error: { details: { rule: "not_applicable" } } } });
  });

  it("is for its business and for admins; to others it is not there", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    const other = await makeBusiness();
    expect((await apply(other.provider, id)).status).toBe(404);
    expect((await undo(other.provider, id)).status).toBe(404);
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect((await apply(admin, freshId("none"))).status).toBe(404);
    expect((await apply(admin, id)).status).toBe(200);
  });

  it("is one's at a time: of two recommendations of a schedule that are applied at once, one is, and it can be undone", async () => {
    const world = await makeWorld();
    const ids = [await makeRecommendation(world, env, 10), await makeRecommendation(world, env, 12)];
    const answers = await Promise.all(ids.map((id) => apply(world.provider, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const at = answers.findIndex(({ status }) => status === 200);
    expect(answers[1 - at]?.body.error.details.rule).toBe("schedule_changed");
    expect((await undo(world.provider, ids[1 - at] ?? "")).body.error.details.rule).toBe("not_applied");
    expect((await undo(world.provider, ids[at] ?? "")).status).toBe(200);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(5);
  });

  it("loses no change of the schedule that is made at once: it is refused, or what comes later stands", async () => {
    for (const isUndone of [false, true]) {
      const world = await makeWorld();
      const id = await makeRecommendation(world);
      if (isUndone) expect((await apply(world.provider, id)).status).toBe(200);
      const path = `pickup-schedules/${world.scheduleId}/`;
      const [changed, answer] = await Promise.all([
        patch(path, { as: world.provider, now: NOW, body: { max_orders_per_slot: 7 } }),
        isUndone ? undo(world.provider, id) : apply(world.provider, id),
      ]);
      expect(changed.status).toBe(200);
      expect((await scheduleOf(world)).max_orders_per_slot).toBe(7);
      if (answer.status !== 200) expect(answer.body.error.details.rule).toBe("schedule_changed");
    }
  });

  it("is done once, and can be undone, when it is asked for twice at once; so is undoing", async () => {
    const world = await makeWorld();
    const id = await makeRecommendation(world);
    const twice = (ask: typeof undo) => Promise.all([ask(world.provider, id), ask(world.provider, id)]);
    expect((await twice(apply)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(10);
    expect((await twice(undo)).map(({ status }) => status)).toContain(200);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(5);
    expect((await undo(world.provider, id)).body.error.details.rule).toBe("not_applied");
  });

  it("takes an idempotency key like any other change", async () => {
    const world = await makeBusy();
    const { id } = await advised(world);
    const headers = { "Idempotency-Key": freshId("key") };
    const once = await apply(world.provider, id, { headers });
    await undo(world.provider, id);
    const replayed = await apply(world.provider, id, { headers });
    expect(replayed.headers.get("Idempotency-Replayed")).toBe("true");
    expect(replayed.body).toEqual(once.body);
    expect((await scheduleOf(world)).max_orders_per_slot).toBe(5);
  });
});

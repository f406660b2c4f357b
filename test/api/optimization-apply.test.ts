import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/domain/time";
import { type Caller, get, patch, post } from "../support/api";
import {
  advice,
  advised,
  apply,
  CAPACITY,
  DAYS,
  makeBusy,
  makeRecommendation,
  type State,
} from "../support/recommendation";
import { freshId, makeBusiness, makePickup, makeWorld, NOW, slotsOf, TOMORROW, type World } from "../support/world";

const undo = (as: Caller, recommendation_id: string) =>
  post("optimization/undo/", { as, now: NOW, body: { recommendation_id } });

const scheduleOf = async ({ provider, scheduleId }: World) =>
  (await get(`pickup-schedules/${scheduleId}/`, { as: provider, now: NOW })).body;

/** All future slots that can be booked, of every day. */
const allSlots = (world: World) =>
  Promise.all(Array.from({ length: 8 }, (_, n) => slotsOf(world, addDays(TOMORROW, n - 1))));

describe("applying a recommendation", () => {
  it.each([
    ["the orders a slot", "capacity", 2, [8, 6]],
    ["the length of slots", "schedule", 12, [2, 1]],
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

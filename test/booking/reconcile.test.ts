import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { post } from "../support/api";
import { expectAgreement, inSlot, pickupsInD1, pickupsInObject, seatsTaken } from "../support/slot";
import {
  AT_COUNTER,
  book,
  cancel,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  slotsOf,
  TOMORROW,
} from "../support/world";

const admin = { role: "admin", id: freshId("admin") } as const;
const reconcile = async (body: object) => {
  const answer = await post("admin/reconcile/", { as: admin, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};

const VERIFIED = { type: "verify", method: "confirmation_code" } as const;

const forgetAll = (slotId: string) =>
  inSlot(slotId, (_, state) => {
    for (const table of ["bookings", "outbox", "listings", "slot"]) state.storage.sql.exec(`DELETE FROM ${table}`);
  });

describe("reconciling a slot", () => {
  it("finds nothing where nothing drifted, and changes nothing", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const before = await pickupsInD1(pickup.slot.id);
    const clean = { slots_checked: 1, slots_failed: 0, slots_drifted: 0, drift: [], next: null };
    expect(await reconcile({ slot_id: pickup.slot.id })).toEqual(clean);
    expect(await pickupsInD1(pickup.slot.id)).toEqual(before);
  });

  it("takes a change that is on its way to D1 for no drift", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const place = { slotId: pickup.slot.id, locationId: world.locationId, date: TOMORROW };
    const outcome = await inSlot(pickup.slot.id, async (slot) => {
      // Decided while D1 is being read, and not stored before that answer has come.
      const withSession = Object.assign(Object.create(env.DB), {
        prepare: env.DB.prepare.bind(env.DB),
        batch: async (statements: D1PreparedStatement[]) => {
          const answer = await env.DB.batch(statements);
          await slot.change({ now: Date.parse(AT_COUNTER), pickupId: pickup.id, change: VERIFIED });
          return answer;
        },
      });
      Object.assign(slot, { env: { ...env, DB: withSession } });
      return slot.reconcile(place);
    });
    expect(outcome).toEqual({ kind: "reconciled", drift: { restored: [], rewritten: [], isCountWrong: false } });
    await expectAgreement(pickup.slot.id);
  });

  it("never opened changes nothing in D1", async () => {
    const world = await makeWorld();
    expect(await reconcile({ business_id: world.businessId, date: TOMORROW })).toMatchObject({
      slots_checked: 4,
      slots_drifted: 0,
    });
    expect((await slotsOf(world)).map(({ available_spots }) => available_spots)).toEqual([5, 5, 5, 5]);
  });

  it("writes again what D1 lost or has otherwise: the object wins", async () => {
    const world = await makeWorld();
    const [lost, altered] = [await makePickup(world), await makePickup(world)];
    await env.DB.batch([
      env.DB.prepare("DELETE FROM scheduled_pickups WHERE id = ?").bind(lost.id),
      env.DB.prepare("UPDATE scheduled_pickups SET status = 'cancelled', revision = revision + 50 WHERE id = ?").bind(
        altered.id,
      ),
      env.DB.prepare("UPDATE time_slots SET taken = 0 WHERE id = ?").bind(lost.slot.id),
    ]);
    const report = await reconcile({ slot_id: lost.slot.id });
    expect(report).toMatchObject({ slots_drifted: 1 });
    expect(report.drift[0].rewritten.sort()).toEqual([lost.id, altered.id].sort());
    await expectAgreement(lost.slot.id);
    expect((await pickupsInD1(lost.slot.id)).map(({ status }) => status)).toEqual(["scheduled", "scheduled"]);
    expect((await reconcile({ slot_id: lost.slot.id })).slots_drifted).toBe(0);
  });

  it("corrects the seats that D1 shows", async () => {
    const world = await makeWorld();
    const { slot } = await makePickup(world);
    await env.DB.prepare("UPDATE time_slots SET taken = 4 WHERE id = ?").bind(slot.id).run();
    expect((await reconcile({ slot_id: slot.id })).drift).toMatchObject([
      { rewritten: [], seat_count_corrected: true },
    ]);
    await expectAgreement(slot.id);
  });

  it("restores an emptied object from D1 and cancels nobody, even over capacity", async () => {
    const world = await makeWorld({ maxOrders: 2 });
    const [kept, done] = [await makePickup(world), await makePickup(world)];
    await post(`complete-pickup/${done.id}/`, { as: world.provider, now: AT_COUNTER });
    await forgetAll(kept.slot.id);
    const report = await reconcile({ slot_id: kept.slot.id });
    expect(report.drift[0].restored.sort()).toEqual([kept.id, done.id].sort());
    expect(await seatsTaken(kept.slot.id)).toBe(2);
    await expectAgreement(kept.slot.id);
    const customer = await makeCustomer();
    const order = { customer, orderId: await makeOrder(world, customer) };
    expect((await book(world, kept.slot.id, order)).status).toBe(409);
    expect((await cancel(kept.id, kept.customer)).status).toBe(200);
    expect((await book(world, kept.slot.id, order)).status).toBe(201);
    await expectAgreement(kept.slot.id);
  });

  it("brings a D1 that was set back to an hour ago up to now", async () => {
    const world = await makeWorld();
    const before = await makePickup(world);
    const { results } = await env.DB.prepare("SELECT * FROM scheduled_pickups WHERE slot_id = ?")
      .bind(before.slot.id)
      .all();
    await cancel(before.id, before.customer);
    const after = await makePickup(world);
    const old = results[0] ?? {};
    const columns = Object.keys(old);
    await env.DB.batch([
      env.DB.prepare("DELETE FROM scheduled_pickups WHERE slot_id = ?").bind(before.slot.id),
      env.DB.prepare(`INSERT INTO scheduled_pickups (${columns}) VALUES (${columns.map(() => "?")})`).bind(
        ...Object.values(old),
      ),
    ]);
    await reconcile({ date: TOMORROW, business_id: world.businessId });
    await expectAgreement(before.slot.id);
    const stored = await pickupsInD1(before.slot.id);
    expect(new Map(stored.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [before.id, "cancelled"],
        [after.id, "scheduled"],
      ]),
    );
    expect(await pickupsInObject(before.slot.id)).toHaveLength(2);
  });

  it("is the admin's, and needs something to look at", async () => {
    expect((await post("admin/reconcile/", { as: admin, body: {} })).status).toBe(400);
    expect(await reconcile({ slot_id: crypto.randomUUID() })).toMatchObject({ slots_checked: 0 });
  });
});

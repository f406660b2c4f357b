import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { get, post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { expectAgreement, inSlot, pickupsInD1, pickupsInObject, seatsTaken } from "../support/slot";
import { AT_COUNTER, book, freshId, makeCustomer, makeOrder, makePickup, makeWorld, tomorrow } from "../support/world";

const admin = { role: "admin", id: freshId("admin") } as const;
/** An hour before the slot 17:00-17:25 in Johannesburg. */
const BEFORE = tomorrow("14:00:00");
const sweep = (at = BEFORE) => fire(HALF_HOURLY, at);

const forgetAll = (slotId: string) =>
  inSlot(slotId, (_, state) => {
    for (const table of ["bookings", "outbox", "listings", "slot"]) state.storage.sql.exec(`DELETE FROM ${table}`);
  });
const loseRow = (pickupId: string) => env.DB.prepare("DELETE FROM scheduled_pickups WHERE id = ?").bind(pickupId).run();
const alterRow = (pickupId: string) =>
  env.DB.prepare("UPDATE scheduled_pickups SET status = 'cancelled', revision = revision + 50 WHERE id = ?")
    .bind(pickupId)
    .run();
const alertsOf = async (slotId: string) =>
  (await env.DB.prepare("SELECT type FROM notifications WHERE subject = ?").bind(slotId).all()).results;

describe("the half-hourly sweep", () => {
  let errors: MockInstance<typeof console.error>;

  /** What the log says has drifted in a slot. */
  const reported = (slotId: string) =>
    errors.mock.calls
      .map(([line]) => JSON.parse(String(line)))
      .filter(({ event }) => event === "slots_drifted")
      .flatMap(({ drifted }) => drifted)
      .filter((one) => one.slotId === slotId);

  beforeEach(() => {
    errors = vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(() => errors.mockRestore());

  it("writes again what D1 lost or has otherwise, and logs it once", async () => {
    const world = await makeWorld();
    const [lost, altered] = [await makePickup(world), await makePickup(world)];
    const { id: slotId } = lost.slot;
    await Promise.all([loseRow(lost.id), alterRow(altered.id)]);
    await env.DB.prepare("UPDATE time_slots SET taken = 0 WHERE id = ?").bind(slotId).run();
    await sweep();
    await expectAgreement(slotId);
    expect((await pickupsInD1(slotId)).map(({ status }) => status)).toEqual(["scheduled", "scheduled"]);
    const [drift, ...more] = reported(slotId);
    expect(new Set(drift.rewritten)).toEqual(new Set([lost.id, altered.id]));
    expect(drift.restored).toEqual([]);
    await sweep();
    expect([more, reported(slotId)]).toEqual([[], [drift]]);
  });

  it("corrects the seats that D1 shows, and logs it", async () => {
    const { slot } = await makePickup(await makeWorld());
    await env.DB.prepare("UPDATE time_slots SET taken = 4 WHERE id = ?").bind(slot.id).run();
    await sweep();
    await expectAgreement(slot.id);
    expect(reported(slot.id)).toEqual([{ slotId: slot.id, restored: [], rewritten: [], isCountWrong: true }]);
  });

  it("restores an emptied object from D1, tells the business, and cancels nobody", async () => {
    const world = await makeWorld({ maxOrders: 2 });
    const [kept, done] = [await makePickup(world), await makePickup(world)];
    const { id: slotId } = kept.slot;
    await post(`complete-pickup/${done.id}/`, { as: world.provider, now: AT_COUNTER });
    await forgetAll(slotId);
    await sweep();
    await expectAgreement(slotId);
    expect(await seatsTaken(slotId)).toBe(2);
    expect(new Set(reported(slotId)[0].restored)).toEqual(new Set([kept.id, done.id]));
    const alerts = await alertsOf(slotId);
    expect(alerts).not.toEqual([]);
    expect(alerts.every(({ type }) => type === "alert")).toBe(true);
    const customer = await makeCustomer();
    expect((await book(world, slotId, { orderId: await makeOrder(world, customer), customer })).status).toBe(409);
  });

  it("mends all of the slots at once, and its run is recorded as a success", async () => {
    const worlds = await Promise.all([makeWorld(), makeWorld(), makeWorld()]);
    const pickups = await Promise.all(worlds.map((world) => makePickup(world)));
    const [lost = "", altered = ""] = pickups.map(({ id }) => id);
    const slotIds = pickups.map(({ slot }) => slot.id);
    await Promise.all([loseRow(lost), alterRow(altered), forgetAll(slotIds[2] ?? "")]);
    await sweep(tomorrow("14:30:00"));
    for (const id of slotIds) {
      await expectAgreement(id);
      expect(await pickupsInObject(id)).toHaveLength(1);
    }
    const { body } = await get("admin/jobs/", { as: admin, now: tomorrow("14:31:00") });
    const run = body.jobs.find(({ job }: { job: string }) => job === "sweep-projections");
    expect(run.last_run).toMatchObject({ started_at: tomorrow("14:30:00"), error: null });
  });

  it("leaves alone what starts later than it looks ahead", async () => {
    const pickup = await makePickup(await makeWorld());
    await loseRow(pickup.id);
    const start = Date.parse(tomorrow("15:00:00"));
    const minutesBefore = (minutes: number) => new Date(start - minutes * 60_000).toISOString();
    await sweep(minutesBefore(LIMITS.sweepAheadMinutes + 1));
    expect(await pickupsInD1(pickup.slot.id)).toEqual([]);
    await sweep(minutesBefore(LIMITS.sweepAheadMinutes));
    await expectAgreement(pickup.slot.id);
    expect(await pickupsInD1(pickup.slot.id)).toHaveLength(1);
  });
});

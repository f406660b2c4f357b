import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Caller, get, patch, post } from "../support/api";
import { observed } from "../support/database";
import { pickupsInD1 } from "../support/slot";
import { testVariables } from "../support/variables";
import { AT_COUNTER, cancel, freshId, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };
type Entry = { action: string; outcome: string | null; user_id: string; role: string | null };

const trailOf = async (pickupId: string, as: Caller = admin): Promise<Entry[]> =>
  (await get(`audit/?pickup_id=${pickupId}&page_size=100`, { as })).body.results;

/** The database, when nothing can be put on record. */
const withoutRecords = () =>
  observed(env.DB, {
    onPrepare: (sql) => {
      if (/insert into .?access_log/i.test(sql)) throw new Error("D1_ERROR: Network connection lost.");
    },
  });

describe("the audit trail of a pickup", () => {
  it("names everyone of the business or the platform who saw or changed it, how and when", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const headers = { "User-Agent": "counter-tablet/2", "CF-Connecting-IP": "203.0.113.7" };
    await get(`pickups/${pickup.id}/`, { as: world.provider, now: NOW, headers });
    await get(`schedule-overview/?date=${TOMORROW}`, { as: world.provider, now: "2026-06-26T10:00:00Z" });
    await get(`my-pickups/?customer_id=${pickup.customer.id}`, { as: admin, now: "2026-06-26T11:00:00Z" });
    await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: { confirmation_code: pickup.code } });
    await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: "2026-06-26T15:06:00Z" });
    const trail = await trailOf(pickup.id);
    const told = trail.map(({ action, outcome }) => (outcome ? `${action}: ${outcome}` : action));
    expect(told[0]).toBe("complete");
    expect(told.slice(1, 3).sort()).toEqual(["check_code: verified", "verify"]);
    expect(told.slice(3)).toEqual(["list", "overview", "read"]);
    expect(trail.at(-1)).toEqual({
      at: NOW,
      action: "read",
      outcome: null,
      user_id: world.provider.id,
      role: "provider",
      ip: "203.0.113.7",
      user_agent: "counter-tablet/2",
      request_id: expect.any(String),
    });
    expect(trail.find(({ action }) => action === "list")).toMatchObject({ user_id: admin.id, role: "admin" });
  });

  it("leaves out what customers do with their own pickups", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    await get("my-pickups/", { as: pickup.customer, now: NOW });
    await cancel(pickup.id, pickup.customer);
    expect(await trailOf(pickup.id)).toEqual([]);
  });

  it("keeps refused checks of its code, cancellations, missed marks and hand-overs without a code", async () => {
    const world = await makeWorld();
    const [early, cancelled, missed, unchecked] = await Promise.all([1, 2, 3, 4].map(() => makePickup(world)));
    if (!early || !cancelled || !missed || !unchecked) throw new Error("four pickups are needed");
    await post("verify-code/", { as: world.provider, now: NOW, body: { confirmation_code: early.code } });
    await cancel(cancelled.id, world.provider, { reason: "Closed" });
    await patch(`pickups/${missed.id}/`, {
      as: world.provider,
      now: "2026-06-26T15:30:00Z",
      body: { status: "missed" },
    });
    await post(`complete-pickup/${unchecked.id}/`, { as: world.provider, now: AT_COUNTER });
    const told = async (id: string) => (await trailOf(id)).map(({ action, outcome }) => outcome ?? action).sort();
    expect(await told(early.id)).toEqual(["not_today"]);
    expect(await told(cancelled.id)).toEqual(["cancel"]);
    expect(await told(missed.id)).toEqual(["miss"]);
    expect(await told(unchecked.id)).toEqual(["complete", "completed_unverified"]);
  });

  it("has a change on record before it is made: without the record there is no change", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const body = { confirmation_code: pickup.code };
    const unrecorded = { as: world.provider, now: AT_COUNTER, env: { DB: withoutRecords() } };
    expect((await post("verify-code/", { ...unrecorded, body })).status).toBe(503);
    expect((await post(`complete-pickup/${pickup.id}/`, unrecorded)).status).toBe(503);
    const closed = { ...unrecorded, body: { reason: "Closed" } };
    expect((await post(`pickups/${pickup.id}/cancel/`, closed)).status).toBe(503);
    const missed = { ...unrecorded, now: "2026-06-26T15:30:00Z", body: { status: "missed" } };
    expect((await patch(`pickups/${pickup.id}/`, missed)).status).toBe(503);
    expect((await pickupsInD1(pickup.slot.id))[0]?.status).toBe("scheduled");
  });

  it("has it that an admin had the pickup mended, and not those that were as they should be", async () => {
    const world = await makeWorld();
    const [altered, lost, sound] = [await makePickup(world), await makePickup(world), await makePickup(world)];
    await env.DB.batch([
      env.DB.prepare("UPDATE scheduled_pickups SET status = 'missed' WHERE id = ?").bind(altered.id),
      env.DB.prepare("DELETE FROM scheduled_pickups WHERE id = ?").bind(lost.id),
    ]);
    const body = { slot_id: altered.slot.id };
    expect((await post("admin/reconcile/", { as: admin, now: NOW, body })).body).toMatchObject({ slots_drifted: 1 });
    expect((await post("admin/reconcile/", { as: admin, now: NOW, body })).body).toMatchObject({ slots_drifted: 0 });
    const mended = { action: "reconcile", user_id: admin.id, role: "admin" };
    expect(await trailOf(altered.id)).toMatchObject([mended]);
    expect(await trailOf(lost.id)).toMatchObject([mended]);
    expect(await trailOf(sound.id)).toEqual([]);
  });

  it("lets nobody mend or reseal without a record of it, one for each call", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: "Ring twice" });
    await env.DB.prepare("UPDATE scheduled_pickups SET status = 'missed' WHERE id = ?").bind(pickup.id).run();
    const as: Caller = { role: "admin", id: freshId("admin") };
    const rotated = { ENCRYPTION_KEY: `e3:${btoa("m".repeat(32))},${testVariables.ENCRYPTION_KEY}` };
    const calls = [
      ["admin/reconcile/", { business_id: world.businessId }, {}],
      ["admin/reseal/", { stage: "users" }, rotated],
    ] as const;
    const recorded = () =>
      env.DB.prepare(
        "SELECT action, business_id FROM access_log WHERE user_id = ? AND pickup_id IS NULL ORDER BY action",
      )
        .bind(as.id)
        .all();
    const stored = () =>
      env.DB.prepare(
        "SELECT status, sealed_email FROM scheduled_pickups p JOIN users u ON u.id = p.customer_id WHERE p.id = ?",
      )
        .bind(pickup.id)
        .first();
    const before = await stored();
    for (const [path, body, variables] of calls) {
      expect((await post(path, { as, now: NOW, body, env: { ...variables, DB: withoutRecords() } })).status).toBe(503);
    }
    expect([await stored(), (await recorded()).results]).toEqual([before, []]);
    for (const [path, body, variables] of calls) {
      expect((await post(path, { as, now: NOW, body, env: variables })).status).toBe(200);
    }
    expect((await recorded()).results).toEqual([
      { action: "reconcile", business_id: world.businessId },
      { action: "reseal", business_id: null },
    ]);
    expect(await stored()).toMatchObject({ status: "scheduled", sealed_email: expect.stringMatching(/^e3\./) });
  });

  it("says of a change that was refused that it was", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await patch(`pickups/${pickup.id}/`, { as: world.provider, now: NOW, body: { status: "missed" } });
    expect(await trailOf(pickup.id)).toMatchObject([{ action: "miss", outcome: "conflict" }]);
  });

  it("has the exports that showed it, and an admin's use of its customer's rights", async () => {
    const world = await makeWorld();
    const [pickup, other] = [await makePickup(world), await makePickup(world)];
    const exported = (from: string, to: string) =>
      get(`analytics/export/?start_date=${from}&end_date=${to}`, { as: world.provider, now: NOW });
    await exported("2026-06-01", TOMORROW);
    await exported("2026-06-01", "2026-06-25");
    await exported("2026-06-27", "2026-06-30");
    await get(`privacy/export/?user_id=${pickup.customer.id}`, { as: admin, now: "2026-06-25T09:00:00Z" });
    const wish = { as: admin, now: "2026-06-25T10:00:00Z", body: { user_id: pickup.customer.id } };
    await post("privacy/anonymize/", wish);
    const told = async (id: string) =>
      (await trailOf(id)).map(({ action, user_id }) => `${action} ${user_id === admin.id ? "admin" : "staff"}`);
    expect(await told(pickup.id)).toEqual(["anonymize admin", "export admin", "export staff"]);
    expect(await told(other.id)).toEqual(["export staff"]);
  });

  it("leaves out lists that were read before it was booked", async () => {
    const world = await makeWorld();
    await get(`schedule-overview/?date=${TOMORROW}`, { as: world.provider, now: "2026-06-25T07:00:00Z" });
    const pickup = await makePickup(world);
    expect(await trailOf(pickup.id)).toEqual([]);
  });

  it("is shown to the owning business and to admins only", async () => {
    const [world, other] = [await makeWorld(), await makeWorld()];
    const pickup = await makePickup(world);
    const status = async (as: Caller) => (await get(`audit/?pickup_id=${pickup.id}`, { as })).status;
    expect([await status(world.provider), await status(admin)]).toEqual([200, 200]);
    expect([await status(other.provider), await status(pickup.customer)]).toEqual([404, 403]);
    expect((await get("audit/", { as: admin })).status).toBe(400);
  });
});

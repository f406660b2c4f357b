import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { get, patch, post } from "../support/api";
import { fire } from "../support/cron";
import { makeReachablePickup, told, toldOf, wake } from "../support/notifications";
import { makeRecommendation } from "../support/recommendation";
import { inSlot } from "../support/slot";
import { AT_COUNTER, freshId, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";

const NIGHTLY = "0 2 * * *";

const countOf = async (table: string, where: string, ...values: string[]): Promise<number> => {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)
    .bind(...values)
    .first<{ n: number }>();
  return row?.n ?? -1;
};

async function collected() {
  const world = await makeWorld();
  const pickup = await makePickup(world);
  await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: { confirmation_code: pickup.code } });
  await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
  return { world, pickup };
}

describe("retention", () => {
  it("keeps a year of everything", async () => {
    const { world, pickup } = await collected();
    await fire(NIGHTLY, "2027-06-26T02:00:00Z");
    expect(await countOf("scheduled_pickups", "id = ?", pickup.id)).toBe(1);
    expect(await countOf("time_slots", "business_id = ? AND date = ?", world.businessId, TOMORROW)).toBe(4);
    expect(await countOf("verification_attempts", "business_id = ?", world.businessId)).toBe(1);
    expect((await get(`pickups/${pickup.id}/`, { as: pickup.customer })).status).toBe(200);
  });

  it("then deletes slots, pickups and records, in D1 and in the objects, and leaves the business standing", async () => {
    const { world, pickup } = await collected();
    await fire(NIGHTLY, "2027-07-10T02:00:00Z");
    await fire(NIGHTLY, "2027-07-10T02:00:00Z");
    expect(await countOf("scheduled_pickups", "id = ?", pickup.id)).toBe(0);
    for (const table of ["time_slots", "slot_listings", "verification_attempts", "access_log"]) {
      expect(await countOf(table, "business_id = ?", world.businessId), table).toBe(0);
    }
    expect(await inSlot(pickup.slot.id, (slot) => slot.inspect())).toEqual({
      counts: null,
      pickups: [],
      hasOutbox: false,
    });
    expect(await countOf("pickup_schedules", "business_id = ?", world.businessId)).toBe(1);
    expect(await countOf("orders", "id = ?", pickup.orderId)).toBe(1);
  });

  it("keeps a reminder that was sent as long as its pickup, and no other notification so long", async () => {
    const world = await makeWorld();
    const { id, customer } = await makeReachablePickup(world);
    await wake(id, "reminder_1_hour", `${TOMORROW}T14:00:00Z`);
    await fire(NIGHTLY, "2026-08-01T02:00:00Z");
    expect(await told(world, id)).toEqual(["reminder_1_hour email sent", "reminder_1_hour sms sent"]);
    await fire(NIGHTLY, "2027-06-25T02:00:00Z");
    expect((await get(`pickups/${id}/`, { as: customer })).body.reminder_sent).toBe(true);
    await fire(NIGHTLY, "2027-07-10T02:00:00Z");
    expect(await toldOf(id)).toEqual([]);
  });

  it("keeps advice for a year, and longer only what is in force", async () => {
    const world = await makeWorld();
    const [id, inForce] = [await makeRecommendation(world), await makeRecommendation(world)];
    const call = { as: world.provider, now: NOW, body: { recommendation_id: inForce } };
    expect((await post("optimization/apply/", call)).status).toBe(200);
    expect((await get("optimization/?optimization_type=route", { as: world.provider, now: NOW })).status).toBe(200);
    const answers = () => countOf("optimization_results", "business_id = ?", world.businessId);
    await fire(NIGHTLY, "2027-06-24T02:00:00Z");
    expect(await countOf("pickup_optimizations", "id = ?", id)).toBe(1);
    expect(await answers()).toBe(1);
    await fire(NIGHTLY, "2027-06-26T02:00:00Z");
    expect(await countOf("pickup_optimizations", "id = ?", id)).toBe(0);
    expect(await answers()).toBe(0);
    expect(await countOf("pickup_optimizations", "id = ?", inForce)).toBe(1);
    expect((await post("optimization/undo/", call)).status).toBe(200);
    await fire(NIGHTLY, "2027-06-26T02:00:00Z");
    expect(await countOf("pickup_optimizations", "id = ?", inForce)).toBe(0);
  });

  it("forgets feeds whose followers are gone without a word", async () => {
    const subject = freshId("listing");
    const until = Date.parse("2026-06-27T02:00:00Z");
    await env.DB.prepare("INSERT INTO followed_feeds (kind, subject, date, until) VALUES ('slots', ?, ?, ?)")
      .bind(subject, TOMORROW, until)
      .run();
    const followed = () => countOf("followed_feeds", "subject = ?", subject);
    await fire(NIGHTLY, "2026-06-26T02:00:00Z");
    expect(await followed()).toBe(1);
    await fire(NIGHTLY, "2026-06-27T02:00:00Z");
    expect(await followed()).toBe(0);
  });

  it("forgets idempotency keys after their day and seen events after a month", async () => {
    const world = await makeWorld();
    const rename = {
      as: world.provider,
      now: AT_COUNTER,
      body: { name: "Front" },
      headers: { "Idempotency-Key": "k" },
    };
    await patch(`pickup-locations/${world.locationId}/`, rename);
    const keys = () => countOf("idempotency_keys", "caller = ?", `provider:${world.businessId}:${world.provider.id}`);
    await fire(NIGHTLY, "2026-06-27T02:00:00Z");
    expect(await keys()).toBe(1);
    await fire(NIGHTLY, "2026-06-28T02:00:00Z");
    expect(await keys()).toBe(0);
    expect(await countOf("processed_events", "1 = 1")).toBeGreaterThan(0);
    await fire(NIGHTLY, "2026-07-30T02:00:00Z");
    expect(await countOf("processed_events", "1 = 1")).toBe(0);
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Call, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  firstSlot,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  type World,
} from "../support/world";

const verify = (world: World, body: unknown, now = AT_COUNTER) =>
  post("verify-code/", { as: world.provider, now, body });
const complete = (world: World, id: string, options: Call = {}) =>
  post(`complete-pickup/${id}/`, { as: world.provider, now: AT_COUNTER, ...options });

async function scene() {
  const world = await makeWorld();
  return { world, pickup: await makePickup(world) };
}

describe("verifying", () => {
  it.each([
    ["as printed", (code: string) => code],
    ["in small letters", (code: string) => code.toLowerCase()],
    ["with a dash", (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["with spaces", (code: string) => ` ${code.slice(0, 2)} ${code.slice(2)} `],
  ])("takes a code %s", async (_, write) => {
    const { world, pickup } = await scene();
    expect((await verify(world, { confirmation_code: write(pickup.code) })).body.pickup.id).toBe(pickup.id);
  });

  it("takes the contract's QR object, and refuses it altered", async () => {
    const { world, pickup } = await scene();
    const qr_data = pickup.booked.qr_code.data;
    expect((await verify(world, { qr_data: { ...qr_data, pickup_id: crypto.randomUUID() } })).status).toBe(404);
    expect((await verify(world, { qr_data: { ...qr_data, business_id: freshId("business") } })).status).toBe(404);
    expect((await verify(world, { qr_data })).status).toBe(200);
  });

  it("needs exactly one thing to check", async () => {
    const { world, pickup } = await scene();
    expect((await verify(world, {})).status).toBe(400);
    const both = { confirmation_code: pickup.code, qr_data: pickup.booked.qr_code.data };
    expect((await verify(world, both)).status).toBe(400);
  });

  it.each([
    ["2026-06-26T14:29:59Z", "outside_window"],
    ["2026-06-26T15:55:01Z", "outside_window"],
    ["2026-06-25T15:05:00Z", "not_today"],
    ["2026-06-27T15:05:00Z", "not_today"],
  ])("refuses at %s: %s", async (now, reason) => {
    const { world, pickup } = await scene();
    const answer = await verify(world, { confirmation_code: pickup.code }, now);
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "BOOKING_CONFLICT", details: { reason } } } });
  });

  it.each(["2026-06-26T14:30:00Z", "2026-06-26T15:55:00Z"])("accepts at the edge of the window, %s", async (now) => {
    const { world, pickup } = await scene();
    expect((await verify(world, { confirmation_code: pickup.code }, now)).status).toBe(200);
  });

  it("holds its 30 minutes across midnight", async () => {
    const world = await makeWorld({ window: "23:00-00:00", totalSlots: 1, buffer: 0 });
    const pickup = await makePickup(world);
    expect(pickup.slot).toMatchObject({ start_time: "23:00", end_time: "00:00" });
    expect((await verify(world, { confirmation_code: pickup.code }, "2026-06-26T22:25:00Z")).status).toBe(200);
    const tooLate = await verify(world, { confirmation_code: pickup.code }, "2026-06-26T22:30:01Z");
    expect(tooLate.body.error.details.reason).toBe("not_today");
  });

  it("says why a pickup that is over is refused", async () => {
    const world = await makeWorld();
    const [done, cancelled, missed] = [await makePickup(world), await makePickup(world), await makePickup(world)];
    await complete(world, done.id);
    await cancel(cancelled.id, cancelled.customer);
    await patch(`pickups/${missed.id}/`, {
      as: world.provider,
      now: "2026-06-26T15:26:00Z",
      body: { status: "missed" },
    });
    const reason = async (code: string) =>
      (await verify(world, { confirmation_code: code }, "2026-06-26T15:30:00Z")).body.error.details.reason;
    expect([await reason(done.code), await reason(cancelled.code), await reason(missed.code)]).toEqual([
      "completed",
      "cancelled",
      "missed",
    ]);
  });

  it("answers the same to an unknown code, a forged one and another business's", async () => {
    const { pickup } = await scene();
    const other = await makeWorld();
    const bodies = [
      await verify(other, { confirmation_code: pickup.code }),
      await verify(other, { confirmation_code: "ZZZZZZ" }),
      await verify(other, { confirmation_code: "not a code" }),
      await verify(other, { qr_token: "SNB1.q1.AAAAAAAAAAAAAAAAAAAAAA.ABC234.AAAAAAAAAAAAAAAAAAAAAA" }),
      await verify(other, { qr_data: { ...pickup.booked.qr_code.data } }),
    ].map(({ status, body }) => ({ status, error: { ...body.error, request_id: "" } }));
    expect(bodies[0]).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  it("may be repeated, and leaves a record of each attempt", async () => {
    const { world, pickup } = await scene();
    await verify(world, { confirmation_code: "ZZZZZZ" });
    await verify(world, { confirmation_code: pickup.code }, "2026-06-26T10:00:00Z");
    await verify(world, { confirmation_code: pickup.code });
    expect((await verify(world, { confirmation_code: pickup.code })).body.pickup.status).toBe("confirmed");
    const { results } = await env.DB.prepare(
      "SELECT outcome, pickup_id, user_id FROM verification_attempts WHERE business_id = ? ORDER BY rowid",
    )
      .bind(world.businessId)
      .all();
    expect(results.map(({ outcome }) => outcome)).toEqual(["unknown", "outside_window", "verified", "verified"]);
    expect(results[0]?.pickup_id).toBeNull();
    expect(results[2]).toMatchObject({ pickup_id: pickup.id, user_id: world.provider.id });
  });
});

describe("completing", () => {
  it("defaults to now, by hand, and reports on time until the slot's end", async () => {
    const { world, pickup } = await scene();
    const answer = await complete(world, pickup.id, { now: "2026-06-26T15:25:00Z" });
    expect(answer.body).toMatchObject({
      status: "completed",
      actual_pickup_time: "2026-06-26T15:25:00Z",
      on_time: true,
    });
    const row = await env.DB.prepare("SELECT verification_method, verified_at FROM scheduled_pickups WHERE id = ?")
      .bind(pickup.id)
      .first();
    expect(row).toEqual({ verification_method: "manual", verified_at: null });
  });

  it("is late one second after the slot's end", async () => {
    const { world, pickup } = await scene();
    expect((await complete(world, pickup.id, { now: "2026-06-26T15:25:01Z" })).body.on_time).toBe(false);
  });

  it.each([
    ["2026-06-26T14:29:59Z", 400],
    ["2026-06-26T14:30:00Z", 200],
    ["2026-06-26T15:10:00Z", 200],
    ["2026-06-26T15:10:01Z", 400],
  ])("at 15:05 takes an actual time of %s with %i", async (actual_pickup_time, status) => {
    const { world, pickup } = await scene();
    expect((await complete(world, pickup.id, { body: { actual_pickup_time } })).status).toBe(status);
  });

  it("refuses a second time, and after cancellation", async () => {
    const world = await makeWorld();
    const [done, cancelled] = [await makePickup(world), await makePickup(world)];
    await complete(world, done.id);
    await cancel(cancelled.id, cancelled.customer);
    expect((await complete(world, done.id)).body.error.details.status).toBe("completed");
    expect((await complete(world, cancelled.id)).body.error.details.status).toBe("cancelled");
  });

  it("of a missed pickup is taken from a tablet that was offline, within a day and for a time inside the window", async () => {
    const world = await makeWorld();
    const miss = async () => {
      const pickup = await makePickup(world);
      await patch(`pickups/${pickup.id}/`, {
        as: world.provider,
        now: "2026-06-26T15:55:00Z",
        body: { status: "missed" },
      });
      return pickup.id;
    };
    const [inTime, tooLate, afterWindow] = [await miss(), await miss(), await miss()];
    const body = { actual_pickup_time: "2026-06-26T15:20:00Z" };
    expect((await complete(world, inTime, { now: "2026-06-27T15:55:00Z", body })).body.status).toBe("completed");
    expect((await complete(world, tooLate, { now: "2026-06-27T15:55:01Z", body })).status).toBe(422);
    const after = { actual_pickup_time: "2026-06-26T15:55:01Z" };
    expect((await complete(world, afterWindow, { now: "2026-06-26T17:00:00Z", body: after })).status).toBe(422);
  });
});

describe("marking as missed", () => {
  it("is for the business, once the slot has ended", async () => {
    const { world, pickup } = await scene();
    const mark = (now: string, options: Call = {}) =>
      patch(`pickups/${pickup.id}/`, {
        as: world.provider,
        now,
        body: { status: "missed", business_notes: "Nobody came" },
        ...options,
      });
    expect((await mark("2026-06-26T15:24:59Z")).status).toBe(422);
    expect((await mark("2026-06-26T15:25:00Z", { as: pickup.customer })).status).toBe(403);
    expect((await mark("2026-06-26T15:25:00Z", { body: { status: "completed" } })).status).toBe(400);
    expect((await mark("2026-06-26T15:25:00Z")).body).toMatchObject({
      status: "missed",
      business_notes: "Nobody came",
    });
    expect((await mark("2026-06-26T15:26:00Z")).body.error.details.status).toBe("missed");
  });
});

describe("cancelling", () => {
  it("is the customer's until exactly an hour before the start", async () => {
    const world = await makeWorld();
    const [inTime, late] = [await makePickup(world), await makePickup(world)];
    expect((await cancel(late.id, late.customer, undefined, "2026-06-26T14:00:01Z")).body.error).toMatchObject({
      code: "BOOKING_CONFLICT",
      details: { rule: "cancellation_deadline", cancellation_deadline: "2026-06-26T14:00:00Z" },
    });
    expect((await cancel(inTime.id, inTime.customer, undefined, "2026-06-26T14:00:00Z")).body).toMatchObject({
      status: "cancelled",
      refund_eligible: true,
      slot_released: true,
      business_notified: true,
    });
  });

  it("is the business's at any time, but not without a reason", async () => {
    const { world, pickup } = await scene();
    expect((await cancel(pickup.id, world.provider, undefined, AT_COUNTER)).body.error.details.reason).toBeDefined();
    const cancelled = await cancel(pickup.id, world.provider, { reason: "The oven broke" }, AT_COUNTER);
    expect(cancelled.body).toMatchObject({ status: "cancelled", refund_eligible: true });
  });

  it("works by POST too, says when the business is not told, and happens once", async () => {
    const { pickup } = await scene();
    const path = `pickups/${pickup.id}/cancel/`;
    const now = "2026-06-25T09:00:00Z";
    const answer = await post(path, {
      as: pickup.customer,
      now,
      body: { reason: "Change of plans", notify_business: false },
    });
    expect(answer.body).toMatchObject({ cancellation_time: now, business_notified: false });
    expect((await post(path, { as: pickup.customer, now })).body.error.details.status).toBe("cancelled");
    expect((await get(`pickups/${pickup.id}/`, { as: pickup.customer, now })).body.can_cancel).toBe(false);
  });

  it("gives no money back for a donation", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer, { kind: "donation", payment_status: "not_required" });
    const booked = await book(world, (await firstSlot(world)).id, { orderId, customer });
    expect((await cancel(booked.body.pickup.id, customer)).body.refund_eligible).toBe(false);
  });
});

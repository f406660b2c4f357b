import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { del, get, patch } from "../support/api";
import { fire } from "../support/cron";
import { inSlot } from "../support/slot";
import { cancel, freshId, makePickup, makeWorld, NOW, slotsOf, TOMORROW, type World } from "../support/world";

const NIGHTLY = "0 2 * * *";
/** The first night on which `TOMORROW` lies two days back. */
const TWO_NIGHTS_LATER = "2026-06-29T02:00:00Z";

/** Notifications of 10,000 pickups: two each of order, booking and completion, three for each of two reminders. */
const BUSY_DAY = 120_000;

const slotsInD1 = async (world: World, date = TOMORROW) => {
  const { results } = await env.DB.prepare(
    `SELECT s.id, s.status, (SELECT count(*) FROM slot_listings l WHERE l.slot_id = s.id) AS listings
     FROM time_slots s WHERE s.business_id = ? AND s.date = ? ORDER BY s.starts_at`,
  )
    .bind(world.businessId, date)
    .all<{ id: string; status: string; listings: number }>();
  return results;
};

const imageOf = (pickupId: string) => env.QR_CODES.head(`qr/${pickupId}.svg`);

describe("the nightly clean-up", () => {
  it("takes away past slots that were withdrawn unbooked, with their objects, and no other", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const slots = await slotsOf(world);
    await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });
    const before = await slotsInD1(world);
    expect(before.map(({ status }) => status)).toEqual(["open", "withdrawn", "withdrawn", "withdrawn"]);
    await fire(NIGHTLY, "2026-06-28T02:00:00Z");
    expect(await slotsInD1(world)).toEqual(before);
    await fire(NIGHTLY, TWO_NIGHTS_LATER);
    await fire(NIGHTLY, TWO_NIGHTS_LATER);
    expect(await slotsInD1(world)).toEqual(before.slice(0, 1));
    expect(await inSlot(slots[1]?.id ?? "", (slot) => slot.inspect().counts)).toBeNull();
    expect((await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW })).status).toBe(200);
    expect((await slotsInD1(world, "2026-07-01")).length).toBeGreaterThan(0);
  });

  it("leaves a withdrawn slot whose bookings were cancelled: they are history", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer);
    await patch(`pickup-schedules/${world.scheduleId}/`, {
      as: world.provider,
      now: NOW,
      body: { pickup_window: "10:00-12:00" },
    });
    await fire(NIGHTLY, TWO_NIGHTS_LATER);
    const left = await slotsInD1(world);
    expect(left.find(({ id }) => id === pickup.slot.id)).toMatchObject({ status: "withdrawn" });
  });

  it("keeps past slots that were open and not booked", async () => {
    const world = await makeWorld();
    await fire(NIGHTLY, TWO_NIGHTS_LATER);
    expect(await slotsInD1(world)).toHaveLength(4);
  });

  it("deletes QR images ten days after their booking, and one asked for again is drawn again", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const address = new URL(pickup.booked.qr_code.image_url).pathname;
    expect((await get(address)).status).toBe(200);
    await env.QR_CODES.put("qr/logo.svg", "<svg/>");
    await fire(NIGHTLY, "2026-07-05T02:00:00Z");
    expect(await imageOf(pickup.id)).not.toBeNull();
    await fire(NIGHTLY, "2026-07-06T02:00:00Z");
    expect(await imageOf(pickup.id)).toBeNull();
    expect(await env.QR_CODES.head("qr/logo.svg")).not.toBeNull();
    expect((await get(address)).status).toBe(200);
  });

  it("forgets notifications after a month", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const count = async () =>
      (await env.DB.prepare("SELECT count(*) AS n FROM notifications WHERE subject = ?").bind(pickup.orderId).first())
        ?.n;
    await fire(NIGHTLY, "2026-07-25T07:00:00Z");
    expect(await count()).toBe(2);
    await fire(NIGHTLY, "2026-07-26T02:00:00Z");
    expect(await count()).toBe(0);
  });

  it("deletes more in a night than a busy day leaves", async () => {
    const business = freshId("business");
    await env.DB.prepare(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${BUSY_DAY})
       INSERT INTO notifications (subject, type, channel, business_id, due_at, state, attempts, created_at)
       SELECT ? || n, 'alert', 'email', ?, 0, 'sent', 1, 0 FROM numbers`,
    )
      .bind(business, business)
      .run();
    await fire(NIGHTLY, NOW);
    const left = env.DB.prepare("SELECT count(*) AS n FROM notifications WHERE business_id = ?").bind(business);
    expect(await left.first()).toEqual({ n: 0 });
    const run = env.DB.prepare("SELECT rows, error FROM job_runs WHERE job = 'apply-retention' AND started_at = ?");
    const { rows, error } = (await run.bind(Date.parse(NOW)).first<{ rows: number; error: string | null }>()) ?? {};
    expect(error).toBeNull();
    expect(rows).toBeGreaterThanOrEqual(BUSY_DAY);
  });

  it("goes on where a failing object stopped it", async () => {
    const world = await makeWorld();
    await makePickup(world);
    await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });
    const outOfReach = async () => {
      throw new Error("the object is out of reach");
    };
    const broken = { ...env, PICKUP_SLOT: { getByName: () => ({ purge: outOfReach }) } } as unknown as Env;
    await fire(NIGHTLY, TWO_NIGHTS_LATER, broken);
    expect(await slotsInD1(world)).toHaveLength(4);
    await fire(NIGHTLY, TWO_NIGHTS_LATER);
    expect(await slotsInD1(world)).toHaveLength(1);
  });
});

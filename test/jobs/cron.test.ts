import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { JOBS } from "../../src/jobs/cron";
import { del, get } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { observed } from "../support/database";
import { cutOffD1, inSlot, pickupsInD1 } from "../support/slot";
import {
  book,
  firstSlot,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  slotsOf,
  TOMORROW,
} from "../support/world";

/** The slots' objects, those that `isLost` picks out of reach. */
const objectsWithout = (isLost: (slotId: string) => boolean): DurableObjectNamespace => {
  const outOfReach = async () => {
    throw new Error("the object is out of reach");
  };
  const getByName = (name: string) =>
    isLost(name) ? { withdraw: outOfReach, change: outOfReach, flush: outOfReach } : env.PICKUP_SLOT.getByName(name);
  return { getByName } as unknown as DurableObjectNamespace;
};

/** The real database, out of reach for the first statement that begins so. */
function losingFirst(lost: string): D1Database {
  let isLost = false;
  return observed(env.DB, {
    onPrepare: (sql) => {
      if (isLost || !sql.startsWith(lost)) return;
      isLost = true;
      throw new Error("D1_ERROR: Network connection lost.");
    },
  });
}

const NIGHTLY = "30 0 * * *";

describe("the half-hourly cron", () => {
  it("marks as missed what was not collected 30 minutes after its slot ended, and nothing earlier", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const status = async () => (await get(`pickups/${pickup.id}/`, { as: pickup.customer })).body.status;
    await fire(HALF_HOURLY, "2026-06-26T15:54:59Z");
    expect(await status()).toBe("scheduled");
    await fire(HALF_HOURLY, "2026-06-26T15:55:00Z");
    expect(await status()).toBe("missed");
  });

  it("may run twice at once", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await Promise.all([fire(HALF_HOURLY, "2026-06-26T16:00:00Z"), fire(HALF_HOURLY, "2026-06-26T16:00:00Z")]);
    expect((await pickupsInD1(pickup.slot.id)).map(({ status }) => status)).toEqual(["missed"]);
  });

  it("wakes a slot about to start that still holds what D1 does not know", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const reconnect = await cutOffD1(slot.id);
    const customer = await makeCustomer();
    expect((await book(world, slot.id, { orderId: await makeOrder(world, customer), customer })).status).toBe(503);
    reconnect();
    await inSlot(slot.id, (_, state) => state.storage.deleteAlarm());
    await fire(HALF_HOURLY, "2026-06-26T14:00:00Z");
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
  });
});

describe("an interrupted withdrawal", () => {
  it("takes no booking from the moment it is written down, and is finished by the half-hourly cron", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const slots = await slotsOf(world);
    const closed = await del(`pickup-schedules/${world.scheduleId}/`, {
      as: world.provider,
      now: NOW,
      env: { PICKUP_SLOT: objectsWithout(() => true) },
    });
    expect(closed.status).toBeGreaterThanOrEqual(500);
    expect(await slotsOf(world)).toEqual([]);
    const customer = await makeCustomer();
    const order = { customer, orderId: await makeOrder(world, customer) };
    expect((await book(world, slots[1]?.id ?? "", order)).status).toBe(409);
    await fire(HALF_HOURLY, NOW);
    const { results } = await env.DB.prepare(
      `SELECT s.status, l.is_open, l.is_closing FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id
       WHERE l.food_listing_id = ? AND s.date = ? ORDER BY s.starts_at`,
    )
      .bind(world.listingId, TOMORROW)
      .all();
    expect(results).toEqual([
      { status: "open", is_open: 0, is_closing: 0 },
      ...Array.from({ length: 3 }, () => ({ status: "withdrawn", is_open: 0, is_closing: 0 })),
    ]);
    expect(await pickupsInD1(pickup.slot.id)).toMatchObject([{ id: pickup.id, status: "scheduled" }]);
  });
});

/** Withdrawals that were written down and no more, of a schedule with four slots tomorrow. */
async function interruptedWithdrawal() {
  const world = await makeWorld();
  const slots = await slotsOf(world);
  const PICKUP_SLOT = objectsWithout(() => true);
  await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW, env: { PICKUP_SLOT } });
  return { world, slots };
}

const closingsOf = async ({ listingId }: { listingId: string }): Promise<string[]> => {
  const statement = "SELECT slot_id FROM slot_listings WHERE food_listing_id = ? AND is_closing = 1";
  const { results } = await env.DB.prepare(statement).bind(listingId).all<{ slot_id: string }>();
  return results.map(({ slot_id }) => slot_id);
};

const errorOf = async (job: string) =>
  env.DB.prepare("SELECT error FROM job_runs WHERE job = ? ORDER BY rowid DESC").bind(job).first("error");

describe("one object that fails", () => {
  it("keeps no other slot from being withdrawn, by the cron or by the call", async () => {
    const [one, other] = [await interruptedWithdrawal(), await interruptedWithdrawal()];
    const lost = one.slots[0]?.id ?? "";
    const PICKUP_SLOT = objectsWithout((slotId) => slotId === lost);
    await fire(HALF_HOURLY, NOW, { ...env, PICKUP_SLOT } as Env);
    expect(await closingsOf(one.world)).toEqual([lost]);
    expect(await closingsOf(other.world)).toEqual([]);
    expect(await errorOf("finish-withdrawals")).toBe("1 failed");
    await fire(HALF_HOURLY, NOW);
    expect(await closingsOf(one.world)).toEqual([]);

    const world = await makeWorld();
    const [slot] = await slotsOf(world);
    const env503 = { PICKUP_SLOT: objectsWithout((slotId) => slotId === slot?.id) };
    const closed = await del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW, env: env503 });
    expect(closed.status).toBe(503);
    expect(await closingsOf(world)).toEqual([slot?.id]);
    await fire(HALF_HOURLY, NOW);
  });

  it("keeps none beyond it from being withdrawn, were it a page full of them", async () => {
    const { world } = await interruptedWithdrawal();
    const own = { time_slots: "id", slot_listings: "slot_id" };
    const [sample] = await closingsOf(world);
    for (const [table, key] of Object.entries(own)) {
      const info = env.DB.prepare(`SELECT name FROM pragma_table_info('${table}')`);
      const names = (await info.all<{ name: string }>()).results.map(({ name }) => name);
      const values = names.map((name) => (name === key ? "printf('!lost-%04d', n)" : `t.${name}`));
      await env.DB.prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${LIMITS.jobBatch})
         INSERT INTO ${table} (${names}) SELECT ${values} FROM numbers JOIN ${table} t ON t.${key} = ?`,
      )
        .bind(sample)
        .run();
    }
    const PICKUP_SLOT = objectsWithout((slotId) => slotId.startsWith("!lost"));
    await fire(HALF_HOURLY, NOW, { ...env, PICKUP_SLOT } as Env);
    expect((await closingsOf(world)).filter((slotId) => !slotId.startsWith("!lost"))).toEqual([]);
    expect(await errorOf("finish-withdrawals")).toBe(`${LIMITS.jobBatch} failed`);
    await env.DB.prepare("DELETE FROM slot_listings WHERE slot_id LIKE '!lost%'").run();
  });

  it("keeps no other pickup from being marked as missed", async () => {
    const [bad, good] = [await makePickup(await makeWorld()), await makePickup(await makeWorld())];
    const PICKUP_SLOT = objectsWithout((slotId) => slotId === bad.slot.id) as Env["PICKUP_SLOT"];
    await fire(HALF_HOURLY, "2026-06-26T16:00:00Z", { ...env, PICKUP_SLOT });
    expect(await pickupsInD1(good.slot.id)).toMatchObject([{ status: "missed" }]);
    expect(await pickupsInD1(bad.slot.id)).toMatchObject([{ status: "scheduled" }]);
    const run = await env.DB.prepare(
      "SELECT error FROM job_runs WHERE job = 'mark-missed' ORDER BY started_at DESC",
    ).first();
    expect(run).toEqual({ error: "1 failed" });
  });
});

describe("the nightly cron", () => {
  it("keeps slots laid to the horizon, also after nights without it", async () => {
    const world = await makeWorld();
    const now = "2026-07-05T00:30:00Z";
    expect(await slotsOf(world, "2026-07-10", now)).toEqual([]);
    await fire(NIGHTLY, now);
    await fire(NIGHTLY, now);
    await vi.waitFor(async () => expect(await slotsOf(world, "2026-07-10", now)).toHaveLength(4), 30_000);
    expect(await slotsOf(world, "2026-07-05", now)).toHaveLength(4);
  });
});

describe("every run", () => {
  it("is recorded with its rows, or with its failure", async () => {
    const at = "2026-06-25T08:07:00Z"; // a minute of its own
    await fire(HALF_HOURLY, at);
    const { results } = await env.DB.prepare("SELECT job, ended_at, rows, error FROM job_runs WHERE started_at = ?")
      .bind(Date.parse(at))
      .all();
    const jobs = JOBS.filter(({ cron }) => cron === HALF_HOURLY).map(({ job }) => job);
    expect(results.map(({ job }) => job).sort()).toEqual(jobs.sort());
    expect(jobs).toContain("mark-missed");
    for (const run of results)
      expect(run).toMatchObject({ ended_at: expect.any(Number), rows: expect.any(Number), error: null });
  });

  it.each([
    ["start", 'insert into "job_runs"', "2026-06-26T16:01:00Z"],
    ["end", 'update "job_runs"', "2026-06-26T16:02:00Z"],
  ])("goes on to the next job where the %s of one cannot be written down", async (_, lost, at) => {
    const pickup = await makePickup(await makeWorld());
    await fire(HALF_HOURLY, at, { ...env, DB: losingFirst(lost) } as Env);
    expect(await pickupsInD1(pickup.slot.id)).toMatchObject([{ status: "missed" }]);
    const ended = env.DB.prepare("SELECT count(*) AS n FROM job_runs WHERE started_at = ? AND ended_at IS NOT NULL");
    const jobs = JOBS.filter(({ cron }) => cron === HALF_HOURLY);
    expect(await ended.bind(Date.parse(at)).first()).toEqual({ n: jobs.length - 1 });
  });

  it("is refused for a cron without a task", async () => {
    await expect(fire("0 0 1 1 *", "2026-06-25T08:00:00Z")).rejects.toThrow("No task for cron");
  });
});

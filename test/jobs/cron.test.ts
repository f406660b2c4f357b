import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import worker from "../../src/index";
import { get } from "../support/api";
import { inSlot, pickupsInD1, wrapProjection } from "../support/slot";
import { book, firstSlot, makeCustomer, makeOrder, makePickup, makeWorld, slotsOf } from "../support/world";

async function fire(cron: string, at: string): Promise<void> {
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ cron, scheduledTime: new Date(at) }), env, ctx);
  await waitOnExecutionContext(ctx);
}

const HALF_HOURLY = "*/30 * * * *";
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
    let isDown = true;
    await wrapProjection(slot.id, (inner) => async (pickups, counts) => {
      if (isDown) throw new Error("D1_ERROR: Network connection lost.");
      return inner.store(pickups, counts);
    });
    const customer = await makeCustomer();
    expect((await book(world, slot.id, { orderId: await makeOrder(world, customer), customer })).status).toBe(503);
    isDown = false;
    await inSlot(slot.id, (_, state) => state.storage.deleteAlarm());
    await fire(HALF_HOURLY, "2026-06-26T14:00:00Z");
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
  });
});

describe("the nightly cron", () => {
  it("keeps slots laid to the horizon, also after nights without it", async () => {
    const world = await makeWorld();
    const now = "2026-07-05T00:30:00Z";
    expect(await slotsOf(world, "2026-07-10", now)).toEqual([]);
    await fire(NIGHTLY, now);
    await fire(NIGHTLY, now);
    expect(await slotsOf(world, "2026-07-05", now)).toHaveLength(4);
    expect(await slotsOf(world, "2026-07-10", now)).toHaveLength(4);
  });
});

describe("every run", () => {
  it("is recorded with its rows, or with its failure", async () => {
    await fire(HALF_HOURLY, "2026-06-25T08:00:00Z");
    const { results } = await env.DB.prepare(
      "SELECT job, ended_at, rows, error FROM job_runs ORDER BY id DESC LIMIT 2",
    ).all();
    expect(results.map(({ job }) => job).sort()).toEqual(["mark-missed", "sweep-projections"]);
    for (const run of results)
      expect(run).toMatchObject({ ended_at: expect.any(Number), rows: expect.any(Number), error: null });
  });

  it("is refused for a cron without a task", async () => {
    await expect(fire("0 0 1 1 *", "2026-06-25T08:00:00Z")).rejects.toThrow("No task for cron");
  });
});

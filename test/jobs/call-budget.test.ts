import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LIMITS, readConfig } from "../../src/config";
import { primary } from "../../src/db/client";
import { openSessions } from "../../src/db/sessions";
import type { JobMessage } from "../../src/jobs/messages";
import { applyRetention } from "../../src/jobs/tasks/apply-retention";
import { cleanUp } from "../../src/jobs/tasks/clean-up";
import { markMissed } from "../../src/jobs/tasks/mark-missed";
import { sweepProjections } from "../../src/jobs/tasks/sweep-projections";
import { deliver, heldQueue } from "../support/queue";
import { pickupsInD1 } from "../support/slot";
import { makePickup, makeWorld, TOMORROW } from "../support/world";

const REQUESTS_OF_AN_INVOCATION = 10_000;

function depsAt(now: string, isLost: (slotId: string) => boolean = () => false) {
  const { sent, queue } = heldQueue<JobMessage>();
  const asked: string[] = [];
  const getByName = (name: string) => {
    asked.push(name);
    if (isLost(name)) throw new Error("the object is out of reach");
    return env.PICKUP_SLOT.getByName(name);
  };
  const bindings = { ...env, JOBS: queue, PICKUP_SLOT: { getByName } } as unknown as Env;
  const deps = {
    ...openSessions(env.DB),
    env: bindings,
    config: readConfig(bindings),
    db: primary(env),
    now: Date.parse(now),
    defer: () => {},
  };
  return { deps, sent, asked, bindings };
}

describe("a run that has more to do than it may make calls", () => {
  it("leaves the limit of the platform room for D1 and the queues, in a cron and in a message", () => {
    expect(LIMITS.callsPerRun).toBeLessThanOrEqual(REQUESTS_OF_AN_INVOCATION - 1_000);
    expect(LIMITS.callsPerMessage * 2).toBeLessThanOrEqual(REQUESTS_OF_AN_INVOCATION - 1_000);
  });

  it("marks as many as missed as it may, and a message marks the others, past those that fail", async () => {
    const worlds = [await makeWorld(), await makeWorld(), await makeWorld()];
    const pickups = [];
    for (const world of worlds) pickups.push(await makePickup(world));
    pickups.sort((a, b) => (a.id < b.id ? -1 : 1));
    const [first, , last] = pickups;
    const { deps, sent, asked, bindings } = depsAt(`${TOMORROW}T16:00:00Z`, (slotId) => slotId === first?.slot.id);
    const budget = { left: 2 };
    expect(await markMissed(deps, budget)).toEqual({ rows: 1, failures: 1 });
    expect(asked).toHaveLength(2);
    expect(budget.left).toBe(0);
    expect(await pickupsInD1(last?.slot.id ?? "")).toMatchObject([{ status: "scheduled" }]);
    expect(sent).toHaveLength(1);
    const { acked } = await deliver("jobs", [sent[0]?.body], { bindings });
    expect(acked).toEqual([0]);
    expect(await pickupsInD1(last?.slot.id ?? "")).toMatchObject([{ status: "missed" }]);
    expect(sent).toHaveLength(1);
  });

  it("sweeps as many slots as it may, and a message sweeps the others", async () => {
    await makeWorld();
    const { deps, sent, asked, bindings } = depsAt(`${TOMORROW}T15:00:00Z`);
    const due = env.DB.prepare("SELECT id FROM time_slots WHERE status = 'open' AND starts_at >= ? AND starts_at <= ?");
    const [from, to] = [deps.now - 3_600_000, deps.now + 7_200_000];
    const all = (await due.bind(from, to).all<{ id: string }>()).results.map(({ id }) => id).sort();
    expect(await sweepProjections(deps, { left: 3 })).toEqual({ rows: 3, failures: 0 });
    expect(asked).toEqual(all.slice(0, 3));
    expect((await deliver("jobs", [sent[0]?.body], { bindings })).acked).toEqual([0]);
    expect(asked.sort()).toEqual(all);
  });

  it("is counted once for all that a night deletes", async () => {
    const [world, other] = [await makeWorld(), await makeWorld()];
    const pickup = await makePickup(world);
    const image = () => env.QR_CODES.head(`qr/${pickup.id}.svg`);
    await vi.waitFor(async () => expect(await image()).not.toBeNull(), { timeout: 20_000 });
    await env.DB.prepare("UPDATE time_slots SET status = 'withdrawn' WHERE business_id = ? AND date = ?")
      .bind(other.businessId, TOMORROW)
      .run();
    const { deps, asked } = depsAt("2027-07-10T02:00:00Z");
    const budget = { left: 4 + 3 }; // two rounds of images, of which the last finds none, and three slots
    const cleaned = await cleanUp(deps, budget);
    const retained = await applyRetention(deps, budget);
    expect(cleaned.failures + retained.failures).toBe(0);
    expect(asked).toHaveLength(3);
    expect(budget.left).toBe(0);
    expect(await pickupsInD1(pickup.slot.id)).toHaveLength(1);
    await applyRetention(depsAt("2027-07-11T02:00:00Z").deps, { left: LIMITS.callsPerRun });
    expect(await pickupsInD1(pickup.slot.id)).toEqual([]);
  });
});

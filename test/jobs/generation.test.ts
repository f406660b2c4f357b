import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { addDays } from "../../src/domain/time";
import type { LaySchedules } from "../../src/jobs/messages";
import { fire } from "../support/cron";
import { observed } from "../support/database";
import { deliver, heldQueue } from "../support/queue";
import { makeWorld, NOW, slotsOf, type World } from "../support/world";

const NIGHTLY = "30 0 * * *";
const SCHEDULES = 1_000;
const AT = "2026-06-27T00:30:00Z";
/** From that night's day in Johannesburg to the horizon. */
const DAYS_AHEAD = Array.from({ length: LIMITS.slotHorizonDays + 1 }, (_, n) => addDays("2026-06-27", n));
const idOf = ({ scheduleId }: World) => scheduleId;

/** The database, and the most that it was asked for: of statements in all, and of one statement. */
function watch() {
  const most = { statements: 0, sqlBytes: 0, binds: 0, bindLength: 0, page: 0 };
  const raise = (key: keyof typeof most, to: number) => {
    most[key] = Math.max(most[key], to);
  };
  const DB = observed(env.DB, {
    onPrepare: (sql) => {
      most.statements += 1;
      raise("sqlBytes", sql.length);
    },
    onBind: (values) => {
      raise("binds", values.length);
      for (const value of values) raise("bindLength", typeof value === "string" ? value.length : 0);
    },
    onRows: (count) => raise("page", count),
  });
  return { DB, most };
}

/** D1's, of one statement. */
function expectWithinLimits({ sqlBytes, binds, bindLength }: ReturnType<typeof watch>["most"]): void {
  expect(sqlBytes).toBeLessThan(100_000);
  expect(binds).toBeLessThanOrEqual(100);
  expect(bindLength).toBeLessThan(2_000_000);
}

describe("a generator that is dead for three days", () => {
  it("still leaves slots to book on the days ahead", async () => {
    const world = await makeWorld();
    for (const date of ["2026-06-28", "2026-06-29", "2026-07-02", "2026-07-03"]) {
      expect(await slotsOf(world, date, "2026-06-28T00:10:00Z"), date).toHaveLength(4);
    }
  });
});

describe("a schedule that cannot be laid", () => {
  it("keeps no other of its message from being laid, and has the message tried again", async () => {
    const [bad, good] = [await makeWorld(), await makeWorld()];
    const setWindow = "UPDATE pickup_schedules SET pickup_window = ? WHERE id = ?";
    await env.DB.prepare(setWindow).bind("all day", bad.scheduleId).run();
    const body: LaySchedules = { job: "lay-schedules", at: Date.parse(AT), scheduleIds: [bad, good].map(idOf) };
    expect(await deliver("jobs", [body])).toMatchObject({ acked: [], retried: [0] });
    expect(await slotsOf(good, "2026-07-04", AT)).toHaveLength(4);
    await env.DB.prepare(setWindow).bind("17:00-19:00", bad.scheduleId).run();
    expect(await deliver("jobs", [body])).toMatchObject({ acked: [0], retried: [] });
    for (const world of [bad, good]) expect(await slotsOf(world, "2026-07-04", AT)).toHaveLength(4);
  });
});

describe("a night with 1,000 schedules", () => {
  let world: World;

  /** Copies a business's location, listing and schedule, each copy with a counter of its own and a number. */
  async function multiply(first: number, last: number): Promise<void> {
    const own: Record<string, Record<string, string>> = {
      pickup_locations: {
        id: "printf('00000000-0000-7000-8000-%012d', n)",
        name_key: "printf('counter %d', n)",
        is_default: "0",
      },
      food_listings: { id: "printf('listing-%d', n)" },
      pickup_schedules: {
        id: "printf('schedule-%d', n)",
        location_id: "printf('00000000-0000-7000-8000-%012d', n)",
        food_listing_id: "printf('listing-%d', n)",
      },
    };
    const sources: Record<string, string> = {
      pickup_locations: world.locationId,
      food_listings: world.listingId,
      pickup_schedules: world.scheduleId,
    };
    for (const [table, columns] of Object.entries(own)) {
      const { results } = await env.DB.prepare(`SELECT name FROM pragma_table_info('${table}')`).all<{
        name: string;
      }>();
      const names = results.map(({ name }) => name);
      await env.DB.prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last})
         INSERT INTO ${table} (${names.join(", ")})
         SELECT ${names.map((name) => columns[name] ?? `t.${name}`).join(", ")}
         FROM numbers JOIN ${table} t ON t.id = ?`,
      )
        .bind(sources[table])
        .run();
    }
  }

  beforeAll(async () => {
    await env.DB.exec("UPDATE pickup_schedules SET is_active = 0");
    world = await makeWorld({ now: NOW });
    await multiply(1, SCHEDULES - 1);
  });

  it("is spread over small messages, each within what one invocation may ask of D1, and lays each to the horizon", async () => {
    const { sent, sizes, queue } = heldQueue<LaySchedules>();
    const asked = watch();
    await fire(NIGHTLY, AT, { ...env, DB: asked.DB, JOBS: queue } as Env);
    expect(sent.flatMap(({ body }) => body.scheduleIds)).toHaveLength(SCHEDULES);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.queueBatch);
    expect(Math.max(...sent.map(({ body }) => body.scheduleIds.length))).toBe(LIMITS.schedulesPerMessage);
    expectWithinLimits(asked.most);
    expect(asked.most.page).toBe(LIMITS.jobBatch); // no more ids are held at a time, however many schedules there are
    for (const { body } of sent) {
      const one = watch();
      const { acked } = await deliver("jobs", [body], { bindings: { ...env, DB: one.DB } as Env });
      expect(acked).toEqual([0]);
      expect(one.most.statements).toBeLessThan(500);
      expectWithinLimits(one.most);
      // A schedule's days, however many schedules there are.
      expect(one.most.page).toBeLessThanOrEqual(DAYS_AHEAD.length * 4);
    }
    const { results } = await env.DB.prepare(
      `SELECT date, slots, count(*) AS schedules FROM (
         SELECT l.date, l.schedule_id, count(*) AS slots FROM slot_listings l
         JOIN time_slots s ON s.id = l.slot_id AND s.status = 'open'
         WHERE l.business_id = ? AND l.is_open = 1 AND l.date >= ? GROUP BY l.date, l.schedule_id
       ) GROUP BY date, slots ORDER BY date, slots`,
    )
      .bind(world.businessId, DAYS_AHEAD[0])
      .all();
    expect(results).toEqual(DAYS_AHEAD.map((date) => ({ date, slots: 4, schedules: SCHEDULES })));
    expect(await slotsOf({ listingId: "listing-999" }, "2026-07-04", AT)).toHaveLength(4);
  });

  it("leaves out no schedule, with more of them still", async () => {
    await multiply(SCHEDULES, LIMITS.schedulesPerMessage * LIMITS.queueBatch);
    const { sent, sizes, queue } = heldQueue<LaySchedules>();
    await fire(NIGHTLY, AT, { ...env, JOBS: queue } as Env);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.queueBatch);
    const ids = sent.flatMap(({ body }) => body.scheduleIds);
    expect(ids).toHaveLength(LIMITS.schedulesPerMessage * LIMITS.queueBatch + 1);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import type { NotificationMessage } from "../../src/operations/notify";
import { post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { observed } from "../support/database";
import { heldQueue } from "../support/queue";
import { makeCustomer, makeOrder, makePickup, makeWorld, TOMORROW } from "../support/world";

const PICKUPS = 10_000;

/** Copies of one pickup, with ids, codes and orders of their own, in a slot that no object has; `mark` is a digit. */
async function multiply(
  pickupId: string,
  { count, mark, startsAt = "p.starts_at" }: { count: number; mark: number; startsAt?: string },
): Promise<void> {
  const { results } = await env.DB.prepare("SELECT name FROM pragma_table_info('scheduled_pickups')").all<{
    name: string;
  }>();
  const own: Record<string, string> = {
    id: `printf('0000000${mark}-0000-7000-8000-%012d', n)`,
    confirmation_code: `printf('${mark}%05d', n)`,
    order_id: `printf('order-${mark}-%d', n)`,
    slot_id: "'no-slot'",
    starts_at: startsAt,
  };
  const names = results.map(({ name }) => name);
  await env.DB.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     INSERT INTO scheduled_pickups (${names.join(", ")})
     SELECT ${names.map((name) => own[name] ?? `p.${name}`).join(", ")}
     FROM numbers JOIN scheduled_pickups p ON p.id = ?`,
  )
    .bind(pickupId)
    .run();
}

describe("a run with 10,000 pickups due", () => {
  beforeAll(async () => {
    const pickup = await makePickup(await makeWorld());
    await multiply(pickup.id, { count: PICKUPS, mark: 0 });
  });

  it("queues each reminder in bounded batches, with few statements and none over D1's limits", async () => {
    const { sent, sizes, queue } = heldQueue<NotificationMessage>();
    let [statements, longestBind, largestPage] = [0, 0, 0];
    const DB = observed(env.DB, {
      onPrepare: () => {
        statements += 1;
      },
      onBind: (values) => {
        longestBind = Math.max(longestBind, ...values.map((value) => (typeof value === "string" ? value.length : 0)));
      },
      onRows: (count) => {
        largestPage = Math.max(largestPage, count);
      },
    });
    await fire(HALF_HOURLY, `${TOMORROW}T14:00:00Z`, { ...env, DB, NOTIFICATIONS: queue } as Env);
    const due = (type: string) =>
      new Set(sent.filter(({ body }) => body.type === type).map(({ body }) => body.subject));
    expect(due("reminder_1_hour").size).toBe(PICKUPS + 1);
    expect(due("reminder_30_minutes").size).toBe(PICKUPS + 1);
    expect(Math.max(...sizes)).toBe(LIMITS.queueBatch);
    expect(largestPage).toBe(LIMITS.jobBatch); // no more is held at a time, however many are due
    expect(statements).toBeLessThan(100);
    expect(longestBind).toBeLessThan(2_000_000);
    const rows = await env.DB.prepare(
      "SELECT count(*) AS n FROM notifications WHERE type LIKE 'reminder%' AND subject LIKE '00000000-0000-7000%'",
    ).first();
    expect(rows).toEqual({ n: PICKUPS * 6 });
  });
});

describe("a call that has 201 reminders to send", () => {
  it("sends some of both kinds itself, within D1's limit, and leaves the others to the queue", async () => {
    await env.DB.exec("DELETE FROM scheduled_pickups");
    const world = await makeWorld();
    const pickup = await makePickup(world);
    // Every other one starts twenty minutes later.
    await multiply(pickup.id, { count: 200, mark: 1, startsAt: "p.starts_at + (n % 2) * 1200000" });
    const { sent, queue } = heldQueue<NotificationMessage>();
    let statements = 0;
    const DB = observed(env.DB, {
      onPrepare: () => {
        statements += 1;
      },
    });
    const answer = await post("send-reminders/", {
      as: world.provider,
      now: `${TOMORROW}T14:40:00Z`,
      body: { reminder_type: "all" },
      env: { DB, NOTIFICATIONS: queue },
    });
    const { remindersPerCall: own } = LIMITS;
    expect(answer.body).toMatchObject({
      reminders_sent: own,
      reminders_queued: 201 - own,
      breakdown: { email: own, sms: own, failed: 0 },
    });
    expect(sent).toHaveLength(201 - own);
    expect(new Set(sent.map(({ body }) => body.type))).toEqual(new Set(["reminder_1_hour", "reminder_30_minutes"]));
    expect(statements).toBeLessThan(1_000);
  });
});

describe("a run with 1,200 orders on their last call", () => {
  const ORDERS = 1_200;

  it("tells each of them once", async () => {
    const world = await makeWorld({ listing: { expiry_date: `${TOMORROW}T18:00:00Z` } });
    const orderId = await makeOrder(world, await makeCustomer());
    for (const table of ["orders", "order_items"]) {
      const { results } = await env.DB.prepare(`SELECT name FROM pragma_table_info('${table}')`).all<{
        name: string;
      }>();
      const names = results.map(({ name }) => name);
      const key = table === "orders" ? "id" : "order_id";
      await env.DB.prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ORDERS - 1})
         INSERT INTO ${table} (${names.join(", ")})
         SELECT ${names.map((name) => (name === key ? "printf('late-%d', n)" : `t.${name}`)).join(", ")}
         FROM numbers JOIN ${table} t ON t.${key} = ?`,
      )
        .bind(orderId)
        .run();
    }
    const { sent, queue } = heldQueue<NotificationMessage>();
    for (const time of ["14:00:00", "14:00:01"]) {
      await fire(HALF_HOURLY, `${TOMORROW}T${time}Z`, { ...env, NOTIFICATIONS: queue } as Env);
    }
    const calls = sent.filter(({ body }) => body.type === "schedule_last_call").map(({ body }) => body.subject);
    expect(new Set(calls).size).toBe(ORDERS);
    expect(calls).toHaveLength(ORDERS);
  });
});

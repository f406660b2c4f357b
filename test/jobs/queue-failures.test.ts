import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/config";
import { sendDelayed, sendMessages } from "../../src/operations/send-messages";
import { fire, HALF_HOURLY } from "../support/cron";
import { holdNotifications, told } from "../support/notifications";
import { deliver, heldQueue } from "../support/queue";
import { makeCustomer, makeOrder, makePickup, makeWorld, NOW, tomorrow } from "../support/world";

const messages = Array.from({ length: 250 }, (_, n) => ({ body: n }));
const bodies = ({ sent }: { sent: { body: number }[] }) => sent.map(({ body }) => body);

describe("messages for a queue", () => {
  it("are sent again once where the queue did not take them", async () => {
    const held = heldQueue<number>((call) => call === 2);
    expect(await sendMessages(held.queue, messages)).toBe(0);
    expect(bodies(held)).toEqual(messages.map(({ body }) => body));
  });

  it("that it does not take twice are counted, and the next ones are sent all the same", async () => {
    const held = heldQueue<number>((call) => call === 1 || call === 2);
    expect(await sendMessages(held.queue, messages)).toBe(100);
    expect(bodies(held)).toEqual(messages.slice(100).map(({ body }) => body));
  });

  it("wait from now on, not from when a late run was planned for; a local clock is its own truth", async () => {
    const now = Date.now() - 600_000;
    const delayIn = async (isLocal: boolean) => {
      const { sent, queue } = heldQueue<number>();
      const config = { ...readConfig(env), isLocal };
      await sendDelayed({ config, now }, queue, [{ body: 1, dueAt: now + 900_000 }]);
      return sent[0]?.delaySeconds;
    };
    expect(await delayIn(false)).toBeCloseTo(300, -1);
    expect(await delayIn(true)).toBe(900);
  });
});

describe("a cron that runs late", () => {
  it("has a reminder sent at its minute nevertheless", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const { sent, bindings } = holdNotifications({ LOCAL_CLOCK: "" });
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.parse(tomorrow("14:10:00")));
    await fire(HALF_HOURLY, tomorrow("14:00:00"), bindings).finally(() => clock.mockRestore());
    const own = sent.filter(({ body }) => body.subject === pickup.id && body.type === "reminder_30_minutes");
    expect(own.map(({ delaySeconds }) => delaySeconds)).toEqual([1_200]);
  });
});

describe("a queue out of reach", () => {
  const broken = () => {
    const { queue } = heldQueue(() => true);
    return { ...env, NOTIFICATIONS: queue, WEBHOOK_DELIVERIES: queue, JOBS: queue } as Env;
  };

  it("ends no job: each does the rest of its work and tells how many messages are missing", async () => {
    const world = await makeWorld({ listing: { expiry_date: tomorrow("18:00:00") } });
    await makePickup(world);
    const orderId = await makeOrder(world, await makeCustomer());
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO notifications (subject, type, channel, business_id, due_at, state, attempts, created_at)
         VALUES ('lost', 'alert', 'email', 'business', 0, 'queued', 0, 0)`,
      ),
      env.DB.prepare(
        `INSERT INTO webhook_deliveries (webhook_id, event_id, event_type, body, state, attempts, due_at, created_at)
         VALUES ('lost', 'lost', 'pickup.missed', '{}', 'queued', 0, 0, 0)`,
      ),
    ]);
    const at = tomorrow("14:00:00");
    for (const cron of [HALF_HOURLY, "30 0 * * *", "0 23 * * *"]) await fire(cron, at, broken());
    const runs = env.DB.prepare("SELECT job, error FROM job_runs WHERE started_at = ? AND error IS NOT NULL");
    const { results } = await runs.bind(Date.parse(at)).all<{ job: string; error: string }>();
    expect(results.map(({ job }) => job).sort()).toEqual([
      "call-last-orders",
      "generate-horizon",
      "queue-reminders",
      "requeue-notifications",
      "requeue-webhooks",
      "update-analytics",
    ]);
    for (const { job, error } of results) expect(error, job).toMatch(/^\d+ failed$/);
    const noted = env.DB.prepare("SELECT count(*) AS n FROM notifications WHERE subject = ?").bind(orderId);
    expect(await noted.first()).toEqual({ n: 5 }); // the invitation through two channels, the last call through three
  });

  it("has a pickup's change come again, until its customer is told", async () => {
    const world = await makeWorld();
    const { id, customer } = await makePickup(world);
    const data = { pickup_id: id, business_id: world.businessId, customer_id: customer.id, cancelled_by: "admin" };
    const change = { at: Date.parse(NOW), event: { type: "pickup.cancelled", id: "event", data } };
    expect((await deliver("pickup-changes", [change], { bindings: broken() })).retried).toEqual([0]);
    const { sent, bindings } = holdNotifications();
    expect((await deliver("pickup-changes", [change], { bindings })).acked).toEqual([0]);
    expect(sent.map(({ body }) => body.type)).toEqual(["pickup_cancelled"]);
    expect(await told(world, id, /pickup_cancelled/)).toHaveLength(3);
  });
});

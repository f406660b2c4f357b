/**
 * What people are told of a run's changes, from messages as queues deliver them: some twice, in any order. It must be
 * what they are told when each comes once and in turn.
 */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { PickupChange } from "../../src/booking/effects";
import { deliver, heldQueue } from "../support/queue";
import { Random } from "../support/random";
import type { Run } from "./simulator";

const QUEUE = "pickup-changes";
const DOUBLED = 0.3;

export async function judgeFollowers({ seed, slot, world }: Run): Promise<void> {
  const random = new Random(seed ^ 0xf0110);
  const inTurn = [...new Map(world.changes.map((change) => [change.event.id, change])).values()];
  await take(world, inTurn);
  const expected = await toldOf(slot.businessId);
  expect(expected.length, "somebody is told something").toBeGreaterThan(0);
  await env.DB.prepare("DELETE FROM notifications WHERE business_id = ?").bind(slot.businessId).run();

  const doubled = inTurn.filter(() => random.chance(DOUBLED));
  const all = [...inTurn, ...doubled];
  const delivered = random.sample(all, all.length);
  world.injected["queue message delivered twice"] += doubled.length;
  world.injected["queue messages out of order"] += delivered.filter((change, n) => change !== inTurn[n]).length;
  await take(world, delivered);
  expect(await toldOf(slot.businessId), "the same notifications, whatever the order").toEqual(expected);
  await take(world, inTurn);
  expect(await toldOf(slot.businessId), "no more notifications by repeating").toEqual(expected);
}

/** Through the Worker's own consumer. Whom it would wake is no matter here. */
async function take({ sabotage }: Run["world"], changes: PickupChange[]): Promise<void> {
  const silent = { ...env, NOTIFICATIONS: heldQueue().queue, WEBHOOK_DELIVERIES: heldQueue().queue };
  const messages = sabotage.delivered?.(changes) ?? changes;
  const { acked } = await deliver(QUEUE, messages, { bindings: silent as Env });
  expect(acked).toHaveLength(messages.length);
}

/** When is left out: news of a cancellation to the business are due when their message is read. */
async function toldOf(businessId: string): Promise<string[]> {
  const statement =
    "SELECT subject, type, channel, user_id FROM notifications WHERE business_id = ? ORDER BY subject, type, channel";
  const { results } = await env.DB.prepare(statement).bind(businessId).all<Record<string, string | null>>();
  return results.map((row) => Object.values(row).join(" "));
}

/** What people were told, as the business sees it, and the senders that a test wakes by itself. */
import { env } from "cloudflare:workers";
import type { NotificationMessage } from "../../src/operations/notify";
import { type Answer, get } from "./api";
import { deliver, heldQueue } from "./queue";
import type { World } from "./world";

export interface ShownNotification {
  type: string;
  channel: string;
  state: string;
  reason: string | null;
}

/** A pickup's notifications as lines `type channel state reason`, those that match. */
export async function told(world: Pick<World, "provider">, pickupId: string, pattern = /./): Promise<string[]> {
  const answer: Answer = await get(`notifications/?pickup_id=${pickupId}&page_size=100`, { as: world.provider });
  return linesOf(answer.body.results, pattern);
}

/** The same of what is about an order, a listing or a slot, which no list shows. */
export async function toldOf(subject: string, pattern = /./): Promise<string[]> {
  const statement = "SELECT type, channel, state, reason FROM notifications WHERE subject = ?";
  const { results } = await env.DB.prepare(statement).bind(subject).all<ShownNotification>();
  return linesOf(results, pattern);
}

const linesOf = (rows: ShownNotification[], pattern: RegExp): string[] =>
  rows
    .map(({ type, channel, state, reason }) => [type, channel, state, reason].filter(Boolean).join(" "))
    .filter((line) => pattern.test(line))
    .sort();

/** Wakes a sender for a notification at an instant. */
export const wake = (subject: string, type: NotificationMessage["type"], at: string, bindings: Env = env) =>
  deliver("notifications", [{ subject, type, at: Date.parse(at) }], { bindings });

/** Bindings whose `notifications` queue keeps its messages for the test. */
export function holdNotifications(variables: Record<string, string> = {}) {
  const { sent, sizes, queue } = heldQueue<NotificationMessage>();
  return { sent, sizes, bindings: { ...env, ...variables, NOTIFICATIONS: queue } as Env };
}

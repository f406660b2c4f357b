/** What people were told, as the business sees it, and the senders that a test wakes by itself. */
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { NotificationMessage } from "../../src/operations/notify";
import { type Answer, get } from "./api";
import { freshEmail, freshPhone } from "./provider-client";
import { deadLettersIn, deliver, heldQueue } from "./queue";
import { book, firstSlot, makeCustomer, makeOrder, makePickup, type World } from "./world";

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

/** What was given up about a subject. */
export const deadLettersOf = async (subject: string) =>
  (await deadLettersIn("notifications")).filter((letter) => letter.subject === subject);

/** Wakes a sender for a notification at an instant. */
export const wake = (subject: string, type: NotificationMessage["type"], at: string, bindings: Env = env) =>
  deliver("notifications", [{ subject, type, at: Date.parse(at) }], { bindings });

/**
 * Wakes senders as their messages fall due, from an instant on, until none is left. Answers when each was woken, in seconds
 * from the first.
 */
export async function runDown(subject: string, type: NotificationMessage["type"], from: string, variables = {}) {
  const { sent, bindings } = holdNotifications(variables);
  const wakes: number[] = [];
  for (let at = Date.parse(from); ; ) {
    wakes.push(Math.round((at - Date.parse(from)) / 1_000));
    await wake(subject, type, new Date(at).toISOString(), bindings);
    const next = sent.shift();
    if (!next) return wakes;
    at = next.body.at + (next.delaySeconds ?? 0) * 1_000;
  }
}

/** Waits for what the queues bring about by themselves. */
export const eventually = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, 20_000);

/** A pickup in the first slot of tomorrow, of a customer with addresses of their own, once its notifications stand in the table. */
export async function makeReachablePickup(world: World) {
  const [email, phone] = [freshEmail(), freshPhone()];
  const customer = await makeCustomer({ email, phone });
  const orderId = await makeOrder(world, customer);
  const slot = await firstSlot(world);
  const booked = await book(world, slot.id, { orderId, customer });
  expect(booked.status).toBe(201);
  const id: string = booked.body.pickup.id;
  await eventually(async () => expect(await told(world, id, /reminder/)).toHaveLength(6));
  return { id, email, phone, customer, orderId, slot };
}

/** A pickup whose booking has been followed up: its notifications stand in the table. */
export async function makeFollowedPickup(world: World, options: Parameters<typeof makePickup>[1] = {}) {
  const pickup = await makePickup(world, options);
  await eventually(async () => expect(await told(world, pickup.id)).not.toEqual([]));
  return pickup;
}

/** Bindings whose `notifications` queue keeps its messages for the test. */
export function holdNotifications(variables: Record<string, string> = {}) {
  const { sent, sizes, queue } = heldQueue<NotificationMessage>();
  return { sent, sizes, bindings: { ...env, ...variables, NOTIFICATIONS: queue } as Env };
}

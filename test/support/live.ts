/** Followers of live feeds: they ask for a ticket, come with it and note down every message. */
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { nameOf } from "../../src/live/feed";
import { type Caller, post } from "./api";
import { freshId, makeWorld, type World, type WorldOptions } from "./world";

/** Feeds go by the real clock, so their days lie ahead of it. */
export const realNow = (): string => new Date().toISOString();
export const aheadBy = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 + 2 * 3_600_000).toISOString().slice(0, 10);
export const DAY = aheadBy(1);
/** An instant of `DAY` inside the slot 17:00-17:25 of Pretoria. */
export const IN_SLOT = `${DAY}T15:05:00Z`;
export const AFTER_SLOT = `${DAY}T15:30:00Z`;

export const makeLiveWorld = (options: WorldOptions = {}): Promise<World> => makeWorld({ ...options, now: realNow() });

export const visitor = (): Caller => ({ role: "customer", id: freshId("visitor") });

export interface Message {
  type: "snapshot" | "change";
  revision: number;
  // biome-ignore lint/suspicious/noExplicitAny: a message is what the test says it is
  [field: string]: any;
}

export interface Follower {
  socket: WebSocket;
  messages: Message[];
  /** Everything that is no JSON object, such as a pong. */
  words: string[];
  /** Code of the close, null while it is open. */
  closed(): number | null;
}

export async function ticketFor(as: Caller, body: Record<string, unknown>): Promise<string> {
  const answer = await post("live/ticket/", { as, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.url;
}

export const slotsTicket = ({ listingId }: Pick<World, "listingId">, date = DAY): Promise<string> =>
  ticketFor(visitor(), { feed: "slots", food_listing_id: listingId, date });

export const boardTicket = ({ provider }: Pick<World, "provider">, date = DAY): Promise<string> =>
  ticketFor(provider, { feed: "board", date });

export const upgrade = (url: string): Promise<Response> =>
  exports.default.fetch(new Request(url.replace(/^ws/, "http"), { headers: { Upgrade: "websocket" } }));

export function listen(socket: WebSocket): Follower {
  const [messages, words]: [Message[], string[]] = [[], []];
  let code: number | null = null;
  socket.accept();
  socket.addEventListener("message", ({ data }) => {
    if (String(data).startsWith("{")) messages.push(JSON.parse(String(data)));
    else words.push(String(data));
  });
  socket.addEventListener("close", (event) => {
    code = event.code;
  });
  return { socket, messages, words, closed: () => code };
}

/** Comes with the ticket and waits for the first snapshot. */
export async function join(url: string): Promise<Follower> {
  const { status, webSocket } = await upgrade(url);
  expect(status).toBe(101);
  if (!webSocket) throw new Error("101 without a socket");
  const follower = listen(webSocket);
  await vi.waitFor(() => expect(follower.messages).toHaveLength(1), 10_000);
  return follower;
}

export const followSlots = async (world: Pick<World, "listingId">, date = DAY) => join(await slotsTicket(world, date));
export const followBoard = async (world: Pick<World, "provider">, date = DAY) => join(await boardTicket(world, date));

export const slotFeed = ({ listingId }: Pick<World, "listingId">, date = DAY) =>
  env.SLOT_FEED.getByName(nameOf({ subject: listingId, date }));
export const boardFeed = ({ businessId }: Pick<World, "businessId">, date = DAY) =>
  env.BOARD_FEED.getByName(nameOf({ subject: businessId, date }));

/** Whether every message follows its predecessor: revisions rise one by one. */
export const areConsecutive = ({ messages }: Follower): boolean =>
  messages.every(({ revision }, index) => index === 0 || revision === (messages[index - 1]?.revision ?? 0) + 1);

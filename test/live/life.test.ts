import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SlotFeed } from "../../src/api/slot-feed";
import { LIMITS } from "../../src/config";
import { MINUTE_MS } from "../../src/domain/time";
import { LiveFeed } from "../../src/live/live-feed";
import { get } from "../support/api";
import {
  areConsecutive,
  boardFeed,
  boardTicket,
  DAY,
  followBoard,
  followSlots,
  join,
  listen,
  makeLiveWorld,
  realNow,
  slotFeed,
  slotsTicket,
  upgrade,
  visitor,
} from "../support/live";
import { domainEvent, makePickup, sendEvents, type World } from "../support/world";

afterEach(() => {
  vi.restoreAllMocks();
});

const booking = () => ({ date: DAY, now: realNow() });
const heard = (follower: { messages: unknown[] }, count: number) =>
  vi.waitFor(() => expect(follower.messages).toHaveLength(count), 5_000);

const inFeed = <T>(world: World, look: (feed: SlotFeed, state: DurableObjectState) => T | Promise<T>): Promise<T> =>
  runInDurableObject(slotFeed(world) as DurableObjectStub<SlotFeed>, look);
const stored = (world: World): Promise<string[]> =>
  inFeed(world, (_, { storage }) => Array.from(storage.kv.list(), ([key]) => key));

const followedUntil = ({ listingId }: World): Promise<number | null> =>
  env.DB.prepare("SELECT until FROM followed_feeds WHERE subject = ?").bind(listingId).first<number>("until");

describe("a feed's object", () => {
  it("keeps its sockets and its revisions when it is evicted", async () => {
    const world = await makeLiveWorld();
    const [slots, board] = [await followSlots(world), await followBoard(world)];
    for (let count = 2; count <= 4; count += 1) {
      await makePickup(world, booking());
      await heard(slots, count);
      await heard(board, count);
      await evictDurableObject(slotFeed(world));
      await evictDurableObject(boardFeed(world));
    }
    expect(areConsecutive(slots)).toBe(true);
    expect(areConsecutive(board)).toBe(true);
    // What had not changed was known again, and not told again.
    for (const { changed } of board.messages.slice(1)) expect(changed).toHaveLength(1);
    const late = await followBoard(world);
    expect(late.messages[0]).toMatchObject({ revision: board.messages.at(-1)?.revision });
    expect(late.messages[0]?.pickups).toHaveLength(3);
  });

  it("loses its sockets when it dies, and has something newer for those who come back", async () => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    await abortAllDurableObjects();
    await vi.waitFor(() => expect(follower.closed()).not.toBeNull(), 5_000);
    const pickup = await makePickup(world, booking());
    const [snapshot] = (await followSlots(world)).messages;
    expect(snapshot?.revision).toBeGreaterThan(follower.messages[0]?.revision ?? 0);
    const slot = snapshot?.available_slots.find(({ id }: { id: string }) => id === pickup.slot.id);
    expect(slot.available_spots).toBe(4);
  });

  it("reads and keeps nothing while nobody follows", async () => {
    const world = await makeLiveWorld();
    await makePickup(world, booking());
    const read = await inFeed(world, async (feed) => {
      const reading = vi.spyOn(feed as unknown as { read(): Promise<object> }, "read");
      feed.changed();
      await scheduler.wait(2 * LIMITS.liveRefreshMs);
      return reading.mock.calls.length;
    });
    expect(read).toBe(0);
    expect(await stored(world)).toEqual([]);
    expect(await followedUntil(world)).toBeNull();
    expect(await inFeed(world, (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it("reads once for many changes that come together, and not before its pause is over", async () => {
    const world = await makeLiveWorld();
    await followSlots(world);
    const reads = await inFeed(world, async (feed) => {
      const reading = vi.spyOn(feed as unknown as { read(): Promise<object> }, "read");
      for (let change = 0; change < 50; change += 1) {
        feed.changed();
        await scheduler.wait(1);
      }
      await scheduler.wait(3 * LIMITS.liveRefreshMs);
      return reading.mock.calls.length;
    });
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(8);
  });

  it("looks again by itself: news of a listing reaches everybody", async () => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    const expired = domainEvent("listing.expired", { id: world.listingId }, realNow());
    expect((await sendEvents(expired, realNow())).status).toBe(202);
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    await vi.waitFor(() => expect(follower.messages.at(-1)).toMatchObject({ total_available_slots: 0 }));
    const next = await inFeed(world, (_, { storage }) => storage.getAlarm());
    expect((next ?? 0) - Date.now()).toBeGreaterThan((LIMITS.liveHealSeconds - 5) * 1_000);
  });

  it("stays among the followed ones as long as anybody follows", async () => {
    const world = await makeLiveWorld();
    await followSlots(world);
    const soon = Date.now() + MINUTE_MS;
    await env.DB.prepare("UPDATE followed_feeds SET until = ? WHERE subject = ?").bind(soon, world.listingId).run();
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    expect(await followedUntil(world)).toBe(soon); // a write each time would be one every half minute
    await inFeed(world, (_, { storage }) => storage.kv.put("noted-until", soon));
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    expect(await followedUntil(world)).toBeGreaterThan(soon);
  });

  it("goes on looking after a look that failed", async () => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    await inFeed(world, async (feed) => {
      const broken = vi.spyOn(feed as unknown as { read(): Promise<object> }, "read");
      broken.mockRejectedValueOnce(new Error("D1_ERROR: Network connection lost."));
      await feed.alarm();
    });
    expect(await inFeed(world, (_, { storage }) => storage.getAlarm())).not.toBeNull();
    await makePickup(world, booking());
    await heard(follower, 2);
  });

  it("empties itself once nobody follows and no ticket can come again", async () => {
    const world = await makeLiveWorld();
    const url = await slotsTicket(world);
    const follower = await join(url);
    expect(await followedUntil(world)).toBeGreaterThan(Date.now());
    follower.socket.close(1000);
    await vi.waitFor(() => expect(follower.closed()).toBe(1000));
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    expect((await upgrade(url)).status).toBe(401); // still known
    await inFeed(world, (_, { storage }) => {
      for (const [key] of storage.kv.list({ prefix: "nonce:" })) storage.kv.put(key, Date.now() - 1);
    });
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    expect(await stored(world)).toEqual([]);
    expect(await followedUntil(world)).toBeNull();
    expect(await inFeed(world, (_, { storage }) => storage.getAlarm())).toBeNull();
    const again = await followSlots(world);
    expect(again.messages[0]?.revision).toBeGreaterThan(follower.messages[0]?.revision ?? 0);
  });

  it("keeps phone numbers sealed", async () => {
    const world = await makeLiveWorld();
    await makePickup(world, booking());
    const board = await followBoard(world);
    expect(board.messages[0]?.pickups).toMatchObject([{ customer_phone: "+27123456789" }]);
    const kept = await runInDurableObject(boardFeed(world), (_, { storage }) => JSON.stringify([...storage.kv.list()]));
    expect(kept).toContain("customer_phone");
    expect(kept).not.toContain("+27123456789");
  });
});

describe("a socket", () => {
  it("is answered its pings while the feed sleeps", async () => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    await evictDurableObject(slotFeed(world));
    follower.socket.send("ping");
    await vi.waitFor(() => expect(follower.words).toEqual(["pong"]));
    const answered = await inFeed(world, (_, state) => {
      const [socket] = state.getWebSockets();
      return socket && state.getWebSocketAutoResponseTimestamp(socket);
    });
    expect(answered).toBeInstanceOf(Date);
  });

  it.each([1000, 1001, 4000])("that closes with %d is closed, and counts no more", async (code) => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    follower.socket.close(code);
    await vi.waitFor(() => expect(follower.closed()).toBe(code), 5_000);
    expect(await inFeed(world, (_, state) => state.getWebSockets().length)).toBe(0);
  });

  it("gets a snapshot when it asks, as new as can be", async () => {
    const world = await makeLiveWorld();
    const follower = await followSlots(world);
    await evictDurableObject(slotFeed(world));
    follower.socket.send("snapshot");
    await heard(follower, 2);
    expect(follower.messages[1]).toEqual(follower.messages[0]);
  });

  it.each([
    ["asks for snapshots without end", ["snapshot", "snapshot"], 1008],
    ["says what nobody asked for", ["hello"], 1003],
    ["sends bytes", [new Uint8Array([1, 2, 3])], 1003],
  ])("is closed when it %s", async (_, messages, code) => {
    const world = await makeLiveWorld();
    const [follower, other] = [await followSlots(world), await followSlots(world)];
    for (const message of messages) follower.socket.send(message);
    await vi.waitFor(() => expect(follower.closed()).toBe(code), 5_000);
    await makePickup(world, booking());
    await heard(other, 2);
  });

  it("is closed for a fresh ticket when it is an hour old", async () => {
    const world = await makeLiveWorld();
    const old = await followSlots(world);
    await inFeed(world, (_, state) => {
      const hourAgo = Date.now() - LIMITS.liveSocketMinutes * MINUTE_MS;
      for (const socket of state.getWebSockets()) socket.serializeAttachment({ since: hourAgo, askedAt: 0 });
    });
    const young = await followSlots(world);
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    await vi.waitFor(() => expect(old.closed()).toBe(4001), 5_000);
    expect(young.closed()).toBeNull();
  });

  it("loses its seat when it has not even pinged for long", async () => {
    const world = await makeLiveWorld();
    const silent = await followSlots(world);
    const pinging = await followSlots(world);
    pinging.socket.send("ping");
    await vi.waitFor(() => expect(pinging.words).toEqual(["pong"]));
    await inFeed(world, (_, state) => {
      const since = Date.now() - (LIMITS.liveSilentSeconds + 1) * 1_000;
      for (const socket of state.getWebSockets()) socket.serializeAttachment({ since, askedAt: 0 });
    });
    expect(await runDurableObjectAlarm(slotFeed(world))).toBe(true);
    await vi.waitFor(() => expect(silent.closed()).toBe(1008), 5_000);
    expect(pinging.closed()).toBeNull();
  });

  it("is refused when the board is full, with the time to wait, and its ticket stays good", async () => {
    const world = await makeLiveWorld();
    const urls = await Promise.all(Array.from({ length: LIMITS.liveSocketsPerBoard + 1 }, () => boardTicket(world)));
    const [last = "", ...others] = urls;
    const followers = await Promise.all(others.map(join));
    const refused = await upgrade(last);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe(String(LIMITS.liveRetryAfterSeconds));
    expect(await refused.json()).toMatchObject({ error: { code: "RATE_LIMITED" } });
    followers[0]?.socket.close(1000);
    await vi.waitFor(() => expect(followers[0]?.closed()).toBe(1000));
    expect((await join(last)).messages).toHaveLength(1);
  });

  it("is closed when its first view cannot be read", async () => {
    const world = await makeLiveWorld();
    const url = await slotsTicket(world);
    const broken = async () => {
      throw new Error("D1_ERROR: Network connection lost.");
    };
    await inFeed(world, (feed) => {
      vi.spyOn(feed as unknown as { read(): Promise<object> }, "read").mockImplementation(broken);
    });
    const { status, webSocket } = await upgrade(url);
    expect(status).toBe(101);
    const follower = webSocket && listen(webSocket);
    await vi.waitFor(() => expect(follower?.closed()).toBe(1011), 5_000);
  });
});

it("a booking tells the feeds that somebody follows, and no others", async () => {
  const told = vi.spyOn(LiveFeed.prototype, "changed");
  const names = () => told.mock.contexts.map((feed) => Reflect.get(feed as object, "ctx").id.name);
  const [quiet, world] = [await makeLiveWorld(), await makeLiveWorld()];
  const follower = await followSlots(world);
  for (const each of [quiet, world]) await makePickup(each, booking());
  await heard(follower, 2);
  expect(names()).toEqual([`${DAY}|${world.listingId}`]);
});

it("a booking neither waits for a feed that hangs nor fails with one that fails", async () => {
  const [world, other] = [await makeLiveWorld(), await makeLiveWorld()];
  for (const each of [world, other]) await followSlots(each);
  const hang = vi.spyOn(LiveFeed.prototype, "changed").mockImplementation(() => new Promise(() => {}) as never);
  await makePickup(world, booking());
  await vi.waitFor(() => expect(hang).toHaveBeenCalled());
  const fail = vi.spyOn(LiveFeed.prototype, "changed").mockImplementation(() => {
    throw new Error("broken");
  });
  await makePickup(other, booking());
  await vi.waitFor(() => expect(fail).toHaveBeenCalled());
  for (const { listingId } of [world, other]) {
    const { body } = await get(`available-slots/?food_listing_id=${listingId}&date=${DAY}`, { as: visitor() });
    expect(body.available_slots[0].available_spots).toBe(4);
  }
});

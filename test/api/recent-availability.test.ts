import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../src/config";
import { get, patch, post } from "../support/api";
import {
  book,
  cancel,
  freshId,
  makeCustomer,
  makeOrder,
  makeWorld,
  NOW,
  slotsOf,
  TOMORROW,
  type World,
} from "../support/world";

const BOOKMARK = "x-d1-bookmark";
/** Newer than any that the tests' D1 gets to. */
const NEWEST = "ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff";
const MEMORY = 'slots;desc="memory"';

afterEach(() => vi.useRealTimers());

/** D1 that counts how often a listing's slots are read, with a memory of its own; each read may be held up. */
function counting(holdUp: () => Promise<void> = async () => {}) {
  let reads = 0;
  /** Where the sessions of those reads began. */
  const starts: unknown[] = [];
  const over = <T extends object>(target: T, start?: unknown): T =>
    new Proxy(target, {
      get(on, key) {
        const value: unknown = Reflect.get(on, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const made = value.apply(on, args);
          const isOurs = key === "prepare" && String(args[0]).includes("pickup_analytics");
          if (isOurs) reads += 1;
          if (isOurs) starts.push(start);
          return key === "withSession" ? over(made, args[0]) : isOurs ? heldUp(made, holdUp) : made;
        };
      },
    });
  return { env: { DB: over(env.DB) }, reads: () => reads, starts };
}

const heldUp = (statement: D1PreparedStatement, holdUp: () => Promise<void>): D1PreparedStatement =>
  new Proxy(statement, {
    get(on, key) {
      const value: unknown = Reflect.get(on, key);
      if (typeof value !== "function") return value;
      if (key === "bind") return (...values: unknown[]) => heldUp(value.apply(on, values), holdUp);
      return async (...args: unknown[]) => {
        await holdUp();
        return value.apply(on, args);
      };
    },
  });

const look = async (world: World, options: { env?: object; now?: string; shown?: string } = {}) => {
  const path = `available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`;
  const { body, headers } = await get(path, {
    as: world.provider,
    now: options.now ?? NOW,
    headers: options.shown === undefined ? {} : { [BOOKMARK]: options.shown },
    ...(options.env && { env: { ...options.env } }),
  });
  return {
    spots: body.available_slots[0].available_spots as number,
    timing: headers.get("Server-Timing"),
    bookmark: headers.get(BOOKMARK) ?? "",
  };
};

describe("looking at a listing's slots", () => {
  it("reads D1 once for all who look within a second", async () => {
    const world = await makeWorld();
    const d1 = counting(() => scheduler.wait(20));
    const looks = await Promise.all(Array.from({ length: 20 }, () => look(world, d1)));
    expect(d1.reads()).toBe(1);
    expect(looks.filter(({ timing }) => timing?.includes("memory"))).toHaveLength(19);
    expect((await look(world, d1)).timing).toContain("memory");
    expect(d1.reads()).toBe(1);
  });

  it("reads again after that second, and for another time of day", async () => {
    const world = await makeWorld();
    const d1 = counting();
    await look(world, d1);
    await look(world, { ...d1, now: "2026-06-25T09:00:00Z" });
    expect(d1.reads()).toBe(2);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + LIMITS.availabilityMemoryMs + 1 });
    expect((await look(world, { ...d1, now: "2026-06-25T09:00:00Z" })).timing).toMatch(/D1/);
    expect(d1.reads()).toBe(3);
  });

  it("does not wait for a reader that never comes back", async () => {
    const world = await makeWorld();
    const { promise: isFreed, resolve: free } = Promise.withResolvers<void>();
    let isFirst = true;
    const d1 = counting(async () => {
      if (!isFirst) return;
      isFirst = false;
      await isFreed;
    });
    const lost = look(world, d1);
    expect((await look(world, d1)).spots).toBe(5);
    free();
    await lost;
  });

  it("shows a booking and its cancellation at once to whoever made them", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const [slot] = await slotsOf(world);
    expect((await look(world)).spots).toBe(5);
    const { body } = await book(world, slot?.id ?? "", { orderId: await makeOrder(world, customer), customer });
    expect((await look(world)).spots).toBe(4);
    await cancel(body.pickup.id, customer);
    expect((await look(world)).spots).toBe(5);
  });

  it("shows what else was written through it at once", async () => {
    const world = await makeWorld();
    expect((await look(world)).spots).toBe(5);
    await patch(`pickup-schedules/${world.scheduleId}/`, {
      as: world.provider,
      now: NOW,
      body: { max_orders_per_slot: 3 },
    });
    expect((await look(world)).spots).toBe(3);
  });

  it("does not keep what was read before a booking that came meanwhile", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const [slot] = await slotsOf(world);
    const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
    const { promise: isBooked, resolve: booked } = Promise.withResolvers<void>();
    let isFirst = true;
    const d1 = counting(async () => {
      if (!isFirst) return;
      isFirst = false;
      read();
      await isBooked;
    });
    const early = look(world, d1);
    await isRead;
    const order = { order_id: await makeOrder(world, customer), food_listing_id: world.listingId };
    const path = { order: { ...order, time_slot_id: slot?.id, date: TOMORROW } };
    await post("schedule/", { as: customer, now: NOW, body: path.order, env: d1.env });
    booked();
    await early;
    expect((await look(world, d1)).spots).toBe(4);
  });

  it("reads again for whoever shows a newer bookmark than what was read, and for nobody who shows an older one", async () => {
    const world = await makeWorld();
    const d1 = counting();
    const old = (await get("health/")).headers.get(BOOKMARK) ?? "";
    const first = await look(world, d1);
    expect(await look(world, { ...d1, shown: old })).toMatchObject({ timing: MEMORY, bookmark: first.bookmark });
    expect(await look(world, { ...d1, shown: first.bookmark })).toMatchObject({ timing: MEMORY });
    expect(d1.reads()).toBe(1);
    const shown = (await get("health/")).headers.get(BOOKMARK) ?? "";
    expect(shown > first.bookmark).toBe(true);
    const second = await look(world, { ...d1, shown });
    expect(second.timing).toMatch(/D1/);
    expect(second.bookmark >= shown).toBe(true);
    expect(await look(world, { ...d1, shown })).toMatchObject({ timing: MEMORY, bookmark: second.bookmark });
    expect(d1.reads()).toBe(2);
  });

  it("does not answer with a read of others that began before what the caller has seen", async () => {
    const world = await makeWorld();
    const { promise: isFreed, resolve: free } = Promise.withResolvers<void>();
    const d1 = counting(() => isFreed);
    const others = [look(world, d1), look(world, d1)];
    const mine = look(world, { ...d1, shown: NEWEST });
    free();
    await Promise.all(others);
    expect((await mine).timing).toMatch(/D1/);
    expect(d1.reads()).toBe(2);
  });

  it("takes no caller's word for what D1 has reached", async () => {
    const world = await makeWorld();
    const d1 = counting();
    expect(await look(world, { ...d1, shown: NEWEST })).toMatchObject({ timing: expect.stringMatching(/D1/) });
    expect(d1.starts).toEqual(["first-primary"]);
    const other = await look(world, d1);
    expect(other.timing).toBe(MEMORY);
    expect(other.bookmark < NEWEST).toBe(true);
  });

  it("reads on from the newest state that was seen here, whoever asks, and from any replica before", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const [slot] = await slotsOf(world);
    const d1 = counting();
    const { bookmark } = await look(await makeWorld(), d1);
    await look(world, d1);
    const order = { order_id: await makeOrder(world, customer), food_listing_id: world.listingId };
    const body = { ...order, time_slot_id: slot?.id, date: TOMORROW };
    const booked = await post("schedule/", { as: customer, now: NOW, body, env: d1.env });
    await look(world, d1);
    expect(d1.starts).toEqual(["first-unconstrained", bookmark, booked.headers.get(BOOKMARK)]);
  });

  it("is not found, remembered or not, where nobody has told of the listing", async () => {
    const path = `available-slots/?food_listing_id=${freshId("listing")}`;
    const as = (await makeWorld()).provider;
    for (let n = 0; n < 2; n += 1) expect((await get(path, { as })).status).toBe(404);
  });
});

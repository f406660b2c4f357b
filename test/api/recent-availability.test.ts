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

afterEach(() => vi.useRealTimers());

/** D1 that counts how often a listing's slots are read, with a memory of its own; each read may be held up. */
function counting(holdUp: () => Promise<void> = async () => {}) {
  let reads = 0;
  const over = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(on, key) {
        const value: unknown = Reflect.get(on, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const made = value.apply(on, args);
          const isOurs = key === "prepare" && String(args[0]).includes("pickup_analytics");
          if (isOurs) reads += 1;
          return key === "withSession" ? over(made) : isOurs ? heldUp(made, holdUp) : made;
        };
      },
    });
  return { env: { DB: over(env.DB) }, reads: () => reads };
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

const look = async (world: World, options: { env?: object; now?: string } = {}) => {
  const path = `available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`;
  const { body, headers } = await get(path, {
    as: world.provider,
    now: options.now ?? NOW,
    ...(options.env && { env: { ...options.env } }),
  });
  return { spots: body.available_slots[0].available_spots as number, timing: headers.get("Server-Timing") };
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

  it("is not found, remembered or not, where nobody has told of the listing", async () => {
    const path = `available-slots/?food_listing_id=${freshId("listing")}`;
    const as = (await makeWorld()).provider;
    for (let n = 0; n < 2; n += 1) expect((await get(path, { as })).status).toBe(404);
  });
});

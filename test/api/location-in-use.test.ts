import { describe, expect, it } from "vitest";
import { type Caller, del, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  firstSlot,
  mainCounter,
  makeOrders,
  makePickup,
  makeWorld,
  NOW,
  slotsOf,
  type World,
} from "../support/world";

const addCounter = (as: Caller) =>
  post("pickup-locations/", { as, now: NOW, body: { ...mainCounter, name: "Side Entrance" } });

const deactivations = [
  ["DELETE", ({ provider, locationId }: World) => del(`pickup-locations/${locationId}/`, { as: provider, now: NOW })],
  [
    "PATCH",
    ({ provider, locationId }: World) =>
      patch(`pickup-locations/${locationId}/`, { as: provider, now: NOW, body: { is_active: false } }),
  ],
] as const;

describe.each(deactivations)("deactivating a location by %s", (method, deactivate) => {
  const isActive = async ({ provider, locationId }: World) =>
    (await get(`pickup-locations/${locationId}/`, { as: provider, now: NOW })).body.is_active;

  it("is refused for the last active one", async () => {
    const world = await makeWorld();
    const second = await addCounter(world.provider);
    await del(`pickup-locations/${second.body.id}/`, { as: world.provider, now: NOW });
    const { status, body } = await deactivate(world);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "BOOKING_CONFLICT", details: { rule: "last_active_location" } });
    expect(await isActive(world)).toBe(true);
    expect(await slotsOf(world)).toHaveLength(4);
  });

  it("is refused while pickups are to come, and allowed once they are over", async () => {
    const world = await makeWorld();
    await addCounter(world.provider);
    const [collected, cancelled] = [await makePickup(world), await makePickup(world)];
    const { status, body } = await deactivate(world);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "BOOKING_CONFLICT", details: { rule: "upcoming_pickups" } });
    expect(await isActive(world)).toBe(true);

    await cancel(cancelled.id, cancelled.customer);
    expect((await deactivate(world)).status).toBe(422);
    await post(`complete-pickup/${collected.id}/`, { as: world.provider, now: AT_COUNTER });
    expect((await deactivate(world)).status).toBe(method === "DELETE" ? 204 : 200);
    expect(await isActive(world)).toBe(false);
  });

  it("ends its schedules and takes its slots away, and does nothing the second time", async () => {
    const world = await makeWorld();
    await addCounter(world.provider);
    const slot = await firstSlot(world);
    const [order] = await makeOrders(world, 1);
    if (!order) throw new Error("No order was made");
    expect((await deactivate(world)).status).toBeLessThan(300);
    expect((await deactivate(world)).status).toBeLessThan(300);
    expect(await slotsOf(world)).toEqual([]);
    expect((await book(world, slot.id, order)).status).toBe(409);
    const schedule = await get(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });
    expect(schedule.body.is_active).toBe(false);
  });
});

it("a schedule cannot be made at a location that is no longer active", async () => {
  const world = await makeWorld();
  const second = await addCounter(world.provider);
  await del(`pickup-locations/${second.body.id}/`, { as: world.provider, now: NOW });
  const { status, body } = await patch(`pickup-schedules/${world.scheduleId}/`, {
    as: world.provider,
    now: NOW,
    body: { location_id: second.body.id },
  });
  expect(status).toBe(400);
  expect(body.error.details).toHaveProperty("location_id");
});

describe("a location's slot capacity", () => {
  const resize = ({ provider, locationId }: World, slot_capacity: number | null) =>
    patch(`pickup-locations/${locationId}/`, { as: provider, now: NOW, body: { slot_capacity } });

  it("limits the seats of each slot below what its schedules allow", async () => {
    const world = await makeWorld({ location: { slot_capacity: 2 } });
    const slot = await firstSlot(world);
    expect(slot.available_spots).toBe(2);
    const statuses = [];
    for (const order of await makeOrders(world, 3)) statuses.push((await book(world, slot.id, order)).status);
    expect(statuses).toEqual([201, 201, 409]);
    expect((await slotsOf(world)).map(({ start_time }) => start_time)).toEqual(["17:30", "18:00", "18:30"]);
  });

  it("never lets a listing take more than its own limit", async () => {
    const world = await makeWorld({ location: { slot_capacity: 9 }, maxOrders: 1 });
    expect((await firstSlot(world)).available_spots).toBe(1);
    await makePickup(world);
    expect((await firstSlot(world)).start_time).toBe("17:30");
  });

  it("reaches slots that exist; lowering it cancels no one and shrinks as seats free", async () => {
    const world = await makeWorld();
    const { id } = await firstSlot(world);
    const spots = async () => (await slotsOf(world)).find((slot) => slot.id === id)?.available_spots ?? 0;
    const pickups = [await makePickup(world), await makePickup(world), await makePickup(world)];
    expect((await resize(world, 2)).body.slot_capacity).toBe(2);
    expect(await spots()).toBe(0);
    for (const { id: pickupId, customer } of pickups) {
      expect((await get(`pickups/${pickupId}/`, { as: customer, now: NOW })).body.status).toBe("scheduled");
    }
    const freed: number[] = [];
    for (const { id: pickupId, customer } of pickups) {
      await cancel(pickupId, customer);
      freed.push(await spots());
    }
    expect(freed).toEqual([0, 1, 2]);

    await resize(world, 4);
    expect(await spots()).toBe(4);
    await resize(world, null);
    expect(await spots()).toBe(5);
  });
});

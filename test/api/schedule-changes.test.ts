import { describe, expect, it } from "vitest";
import { type Answer, del, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  firstSlot,
  makeBusiness,
  makeOrders,
  makePickup,
  makeSchedule,
  makeWorld,
  NOW,
  slotsOf,
  TOMORROW,
  type World,
} from "../support/world";

const SATURDAY = "2026-06-27";

const change = (world: World, body: Record<string, unknown>): Promise<Answer> =>
  patch(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW, body });

const close = (world: World) => del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });

const read = async (world: World) =>
  (await get(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW })).body;

const times = async (world: Pick<World, "listingId">, date = TOMORROW) =>
  (await slotsOf(world, date)).map((slot) => `${slot.start_time}-${slot.end_time}`);

const pickupOf = async ({ id, customer }: Awaited<ReturnType<typeof makePickup>>) =>
  (await get(`pickups/${id}/`, { as: customer, now: NOW })).body;

const standing = { status: "scheduled", scheduled_start_time: "17:00", scheduled_end_time: "17:25" };

async function oneOrder(world: World) {
  const [order] = await makeOrders(world, 1);
  if (!order) throw new Error("No order was made");
  return order;
}

describe("changing a schedule", () => {
  it("moves free slots to the new window, and leaves a booked one where it is, still serving", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const { status, body } = await change(world, { pickup_window: "18:00-20:00" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: world.scheduleId, pickup_window: "18:00-20:00", total_slots: 4 });
    expect(await times(world)).toEqual(["17:00-17:25", "18:00-18:25", "18:30-18:55", "19:00-19:25", "19:30-19:55"]);
    expect(await times(world, SATURDAY)).toEqual(["18:00-18:25", "18:30-18:55", "19:00-19:25", "19:30-19:55"]);
    expect(await pickupOf(pickup)).toMatchObject(standing);
    expect((await firstSlot(world)).available_spots).toBe(4);
    expect((await book(world, pickup.slot.id, await oneOrder(world))).status).toBe(201);
  });

  it("lays the new grid around a booked slot", async () => {
    const world = await makeWorld();
    await makePickup(world);
    await change(world, { total_slots: 2 });
    expect(await times(world)).toEqual(["17:00-17:25", "18:00-18:55"]);
    expect(await times(world, SATURDAY)).toEqual(["17:00-17:55", "18:00-18:55"]);
    const body = { food_listing_id: world.listingId, date: TOMORROW };
    const generated = await post("generate-time-slots/", { as: world.provider, now: NOW, body });
    expect(generated.body).toMatchObject({ adjusted: true, slots_created: 0 });
  });

  it("takes back a slot nobody booked: it can no longer be booked", async () => {
    const world = await makeWorld();
    const [, second] = await slotsOf(world);
    await change(world, { total_slots: 1 });
    const { status, body } = await book(world, second?.id ?? "", await oneOrder(world));
    expect(status).toBe(409);
    expect(body.error.details.alternative_slots[0]).toMatchObject({ date: TOMORROW, time: "17:00-18:55" });
  });

  it("opens a slot again under its old id when the old grid comes back", async () => {
    const world = await makeWorld();
    const before = await slotsOf(world);
    await change(world, { pickup_window: "09:00-11:00" });
    await change(world, { pickup_window: "17:00-19:00" });
    expect(await slotsOf(world)).toEqual(before);
    expect((await book(world, before[0]?.id ?? "", await oneOrder(world))).status).toBe(201);
  });

  it("cancels no one when capacity is lowered; seats come back only below the new limit", async () => {
    const world = await makeWorld();
    const pickups = [await makePickup(world), await makePickup(world)];
    expect((await change(world, { max_orders_per_slot: 1 })).body.max_orders_per_slot).toBe(1);
    for (const pickup of pickups) expect(await pickupOf(pickup)).toMatchObject(standing);
    const order = await oneOrder(world);
    const slotId = pickups[0]?.slot.id ?? "";
    expect((await book(world, slotId, order)).status).toBe(409);
    const answers: number[] = [];
    for (const { id, customer } of pickups) {
      await cancel(id, customer);
      answers.push((await book(world, slotId, order)).status);
    }
    expect(answers).toEqual([409, 201]);
  });

  it("opens more seats at once when capacity is raised", async () => {
    const world = await makeWorld({ maxOrders: 1 });
    const { slot } = await makePickup(world);
    await change(world, { max_orders_per_slot: 3 });
    expect((await firstSlot(world)).available_spots).toBe(2);
    expect((await book(world, slot.id, await oneOrder(world))).status).toBe(201);
  });

  it("moves free slots to another location of the business", async () => {
    const world = await makeWorld();
    const body = { name: "Side Entrance", address: "Side", contact_person: "Jo", contact_phone: "+27123456790" };
    const place = { latitude: "-25.7480", longitude: "28.2295" };
    const side = await post("pickup-locations/", { as: world.provider, now: NOW, body: { ...body, ...place } });
    const { body: changed } = await change(world, { location_id: side.body.id });
    expect(changed.location).toMatchObject({ id: side.body.id, name: "Side Entrance" });
    const slots = await slotsOf(world);
    expect(slots).toHaveLength(4);
    for (const slot of slots) expect(slot).toMatchObject({ location: { id: side.body.id } });
  });

  it.each([
    ["a window too short", { pickup_window: "17:00-17:10" }, "pickup_window"],
    ["too many slots for the window", { total_slots: 20, slot_buffer_minutes: 6 }, "pickup_window"],
    ["a window that ends before it starts", { pickup_window: "19:00-17:00" }, "pickup_window"],
    ["too many orders", { max_orders_per_slot: 51 }, "max_orders_per_slot"],
  ])("is refused for %s and then changes nothing", async (_, body, field) => {
    const world = await makeWorld();
    const before = await read(world);
    const answer = await change(world, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toHaveProperty(field);
    expect(await read(world)).toEqual(before);
    expect(await times(world)).toHaveLength(4);
  });

  it("is refused for another business's location even when it closes the schedule", async () => {
    const world = await makeWorld();
    const { locationId } = await makeBusiness();
    const before = await read(world);
    const answer = await change(world, { is_active: false, location_id: locationId });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: "INVALID_LOCATION", details: { location_id: locationId } });
    expect(await read(world)).toEqual(before);
  });

  it("is refused for a window that makes no slots even when it closes the schedule", async () => {
    const world = await makeWorld();
    expect((await change(world, { is_active: false, pickup_window: "17:00-17:10" })).status).toBe(400);
  });
});

describe("closing a schedule", () => {
  it.each([
    ["DELETE", close, 204],
    ["PATCH", (world: World) => change(world, { is_active: false }), 200],
  ] as const)("by %s takes its slots away and leaves its pickups, which are collected as usual", async (...row) => {
    const [, closeIt, status] = row;
    const world = await makeWorld();
    const pickup = await makePickup(world);
    expect((await closeIt(world)).status).toBe(status);
    expect((await read(world)).is_active).toBe(false);
    expect(await times(world)).toEqual([]);
    expect(await times(world, SATURDAY)).toEqual([]);
    expect((await book(world, pickup.slot.id, await oneOrder(world))).status).toBe(409);
    expect(await pickupOf(pickup)).toMatchObject(standing);
    const body = { confirmation_code: pickup.code };
    expect((await post("verify-code/", { as: world.provider, now: AT_COUNTER, body })).status).toBe(200);
    const completed = await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(completed.body.status).toBe("completed");
  });

  it("lets the listing have another schedule, laid around the pickups that stand", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await close(world);
    const next = { ...world, scheduleId: await makeSchedule(world, { window: "17:00-19:00", totalSlots: 2 }) };
    expect(await times(next, SATURDAY)).toEqual(["17:00-17:55", "18:00-18:55"]);
    expect(await times(next)).toEqual(["17:00-17:25", "18:00-18:55"]);
    expect((await firstSlot(next)).available_spots).toBe(4);
    expect(await pickupOf(pickup)).toMatchObject(standing);

    const reopened = await change(world, { is_active: true });
    expect(reopened.status).toBe(422);
    expect(reopened.body.error.details).toEqual({ rule: "one_active_schedule" });
  });

  it("can be undone", async () => {
    const world = await makeWorld();
    const before = await slotsOf(world);
    await close(world);
    expect((await change(world, { is_active: true })).status).toBe(200);
    expect(await slotsOf(world)).toEqual(before);
  });

  it("is not for another business: its schedules are not found", async () => {
    const world = await makeWorld();
    const { provider } = await makeBusiness();
    const path = `pickup-schedules/${world.scheduleId}/`;
    const body = { total_slots: 1 };
    for (const answer of [
      await get(path, { as: provider }),
      await patch(path, { as: provider, body }),
      await del(path, { as: provider }),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect(await times(world)).toHaveLength(4);
    const listed = await get(`pickup-schedules/?food_listing_id=${world.listingId}`, { as: provider });
    expect(listed.body.count).toBe(0);
  });
});

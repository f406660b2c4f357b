import { describe, expect, it } from "vitest";
import { type Answer, del, get, patch, post } from "../support/api";
import {
  book,
  cancel,
  firstSlot,
  makeListing,
  makeOrders,
  makeSchedule,
  makeWorld,
  NOW,
  type ShownSlot,
  slotsOf,
  TOMORROW,
  type World,
  type WorldOptions,
} from "../support/world";

const GRID = ["17:00-17:25", "17:30-17:55", "18:00-18:25", "18:30-18:55"];

const timesIn = (slots: ShownSlot[]) => slots.map((slot) => `${slot.start_time}-${slot.end_time}`);
const times = async (world: Pick<World, "listingId">, date = TOMORROW) => timesIn(await slotsOf(world, date));

/** A second listing with its schedule at the counter of the first. */
async function besides(world: World, options: WorldOptions): Promise<World> {
  const listingId = await makeListing(world.businessId, options.listing);
  return { ...world, listingId, scheduleId: await makeSchedule({ ...world, listingId }, options) };
}

async function makePair(a: WorldOptions, b: WorldOptions) {
  const first = await makeWorld(a);
  return { a: first, b: await besides(first, b) };
}

async function bookMany(world: World, slotId: string, count: number) {
  const answers: { status: number; id: string; customer: Parameters<typeof cancel>[1] }[] = [];
  for (const order of await makeOrders(world, count)) {
    const { status, body } = await book(world, slotId, order);
    answers.push({ status, id: body.pickup?.id ?? "", customer: order.customer });
  }
  return answers;
}

const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status);

const spotsIn = async (world: World, slotId: string) =>
  (await slotsOf(world)).find(({ id }) => id === slotId)?.available_spots ?? 0;

const generate = ({ provider, listingId }: World, date = TOMORROW): Promise<Answer> =>
  post("generate-time-slots/", { as: provider, now: NOW, body: { food_listing_id: listingId, date } });

async function expectNoOverlap(worlds: World[]): Promise<void> {
  const slots = (await Promise.all(worlds.map((world) => slotsOf(world)))).flat();
  const distinct = [...new Map(slots.map((slot) => [slot.id, slot])).values()];
  const ordered = distinct.sort((x, y) => x.start_time.localeCompare(y.start_time));
  for (const [i, slot] of ordered.entries()) {
    const next = ordered[i + 1];
    if (next) expect(slot.end_time <= next.start_time, timesIn([slot, next]).join(" and ")).toBe(true);
  }
}

describe("two listings at one counter", () => {
  it.each([
    ["equal windows", { window: "17:00-19:00" }, GRID, false],
    ["windows shifted by a quarter", { window: "17:15-19:15" }, GRID.slice(1), true],
    ["windows shifted by a slot", { window: "17:30-19:30" }, [...GRID.slice(1), "19:00-19:25"], false],
    ["one window inside the other, on its grid", { window: "17:30-18:30", totalSlots: 2 }, GRID.slice(1, 3), false],
    ["one window inside the other, off its grid", { window: "17:30-18:30", totalSlots: 3 }, GRID.slice(1, 3), true],
    ["one window around the other", { window: "16:00-20:00" }, ["16:00-16:55", ...GRID, "19:00-19:55"], true],
    ["windows apart", { window: "09:00-10:00", totalSlots: 2 }, ["09:00-09:25", "09:30-09:55"], false],
  ])("with %s both get slots, and no two slots overlap", async (_, plan, expected, adjusted) => {
    const { a, b } = await makePair({}, plan);
    expect(await times(a)).toEqual(GRID);
    expect(await times(b)).toEqual(expected);
    await expectNoOverlap([a, b]);
    const generated = await generate(b);
    expect(generated.body).toMatchObject({ adjusted, slots_created: 0 });
    expect(generated.body.slots.map(({ slot_number }: { slot_number: number }) => slot_number)).toEqual(
      expected.map((_, i) => i + 1),
    );
  });

  it("both get slots that do not overlap when their schedules are made at the same moment", async () => {
    const first = await makeWorld({ window: "09:00-10:00" });
    const listingIds = [await makeListing(first.businessId), await makeListing(first.businessId)];
    const windows = ["17:00-19:00", "17:15-19:15"];
    const worlds = await Promise.all(
      listingIds.map(async (listingId, i): Promise<World> => {
        const world = { ...first, listingId };
        return { ...world, scheduleId: await makeSchedule(world, { window: windows[i] }) };
      }),
    );
    await expectNoOverlap(worlds);
    for (const world of worlds) expect((await slotsOf(world)).length).toBeGreaterThanOrEqual(3);
  });

  it("share equal slots: the same stretch has the same id for both", async () => {
    const { a, b } = await makePair({}, {});
    expect((await slotsOf(b)).map(({ id }) => id)).toEqual((await slotsOf(a)).map(({ id }) => id));
  });

  it("are refused with every conflict when none of a listing's slots fits on any day", async () => {
    const a = await makeWorld();
    const listingId = await makeListing(a.businessId);
    const { status, body } = await post("pickup-schedules/", {
      as: a.provider,
      now: NOW,
      body: {
        food_listing_id: listingId,
        location_id: a.locationId,
        pickup_window: "17:05-17:25",
        total_slots: 1,
        slot_buffer_minutes: 0,
      },
    });
    expect(status).toBe(422);
    expect(body.error.code).toBe("BOOKING_CONFLICT");
    expect(body.error.details.conflicts).toHaveLength(9);
    const { id } = await firstSlot(a);
    const conflict = { slot_id: id, date: TOMORROW, start_time: "17:00", end_time: "17:25" };
    expect(body.error.details.conflicts).toContainEqual(conflict);
    const listed = await get(`pickup-schedules/?food_listing_id=${listingId}`, { as: a.provider, now: NOW });
    expect(listed.body.count).toBe(0);
    expect(await times({ listingId })).toEqual([]);
  });

  it("are refused a day whose window the other takes whole, and keep the days where they fit", async () => {
    const { a, b } = await makePair(
      { listing: { expiry_date: "2026-06-26T20:00:00Z" } },
      { window: "17:05-17:25", totalSlots: 1, buffer: 0 },
    );
    const { status, body } = await generate(b);
    expect(status).toBe(422);
    expect(body.error.details.conflicts).toEqual([
      { slot_id: (await firstSlot(a)).id, date: TOMORROW, start_time: "17:00", end_time: "17:25" },
    ]);
    expect(await times(b)).toEqual([]);
    expect(await times(b, "2026-06-27")).toEqual(["17:05-17:25"]);
  });
});

describe("the seats of a shared slot", () => {
  it("are as many as the larger of both limits; neither listing takes more than its own", async () => {
    const { a, b } = await makePair({ maxOrders: 2 }, { maxOrders: 5 });
    const { id } = await firstSlot(a);
    expect([await spotsIn(a, id), await spotsIn(b, id)]).toEqual([2, 5]);
    expect(statusesOf(await bookMany(a, id, 3))).toEqual([201, 201, 409]);
    expect([await spotsIn(a, id), await spotsIn(b, id)]).toEqual([0, 3]);
    expect(statusesOf(await bookMany(b, id, 4))).toEqual([201, 201, 201, 409]);
    expect([await spotsIn(a, id), await spotsIn(b, id)]).toEqual([0, 0]);
  });

  it("taken by one listing are gone for the other", async () => {
    const { a, b } = await makePair({ maxOrders: 2 }, { maxOrders: 5 });
    const { id } = await firstSlot(a);
    const [first] = await bookMany(b, id, 4);
    expect([await spotsIn(a, id), await spotsIn(b, id)]).toEqual([1, 1]);
    expect(statusesOf(await bookMany(a, id, 2))).toEqual([201, 409]);
    const { body } = await generate(a);
    expect(body.slots[0]).toMatchObject({ max_orders_per_slot: 2, current_bookings: 2, available_spots: 0 });
    if (first) await cancel(first.id, first.customer);
    expect([await spotsIn(a, id), await spotsIn(b, id)]).toEqual([1, 1]);
  });
});

const close = (world: World) => del(`pickup-schedules/${world.scheduleId}/`, { as: world.provider, now: NOW });

describe("changing one of two schedules that share a counter", () => {
  it("leaves the other's slots as they are", async () => {
    const { a, b } = await makePair({}, {});
    await close(a);
    expect(await times(a)).toEqual([]);
    expect(await times(b)).toEqual(GRID);
    expect(statusesOf(await bookMany(b, (await firstSlot(b)).id, 1))).toEqual([201]);
  });

  it("is refused with the conflicts when the other's slots leave no room, and then changes nothing", async () => {
    const { a, b } = await makePair({}, {});
    const before = await slotsOf(a);
    const { status, body } = await patch(`pickup-schedules/${a.scheduleId}/`, {
      as: a.provider,
      now: NOW,
      body: { pickup_window: "17:05-17:25", total_slots: 1, slot_buffer_minutes: 0 },
    });
    expect(status).toBe(422);
    expect(body.error.details.conflicts).toContainEqual({
      slot_id: before[0]?.id,
      date: TOMORROW,
      start_time: "17:00",
      end_time: "17:25",
    });
    const read = await get(`pickup-schedules/${a.scheduleId}/`, { as: a.provider, now: NOW });
    expect(read.body.pickup_window).toBe("17:00-19:00");
    expect(await slotsOf(a)).toEqual(before);
    expect(await times(b)).toHaveLength(4);
  });

  it("leaves the counter no more seats than the schedules that still use it allow", async () => {
    const { a, b } = await makePair({ maxOrders: 2 }, { maxOrders: 5 });
    const { id } = await firstSlot(b);
    expect(statusesOf(await bookMany(b, id, 2))).toEqual([201, 201]);
    await close(b);
    expect(await times(a)).toEqual(GRID.slice(1));
    expect(statusesOf(await bookMany(a, id, 1))).toEqual([409]);
  });
});

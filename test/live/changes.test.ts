import { describe, expect, it, vi } from "vitest";
import { LiveFeed } from "../../src/live/live-feed";
import { patch, post } from "../support/api";
import {
  AFTER_SLOT,
  areConsecutive,
  DAY,
  type Follower,
  followBoard,
  followSlots,
  IN_SLOT,
  makeLiveWorld,
  realNow,
} from "../support/live";
import { book, cancel, customerWithOrder, makeListing, makePickup, makeSchedule, slotsOf } from "../support/world";

const booking = () => ({ date: DAY, now: realNow() });
const last = ({ messages }: Follower) => messages.at(-1);

/** Every follower of a feed hears the same message. */
async function expectHeard(followers: Follower[], count: number, message: object): Promise<void> {
  for (const follower of followers) {
    await vi.waitFor(() => expect(follower.messages).toHaveLength(count), 5_000);
    expect(last(follower)).toMatchObject({ type: "change", ...message });
    expect(areConsecutive(follower)).toBe(true);
  }
}

async function followed() {
  const world = await makeLiveWorld();
  const slots = [await followSlots(world), await followSlots(world)];
  const boards = [await followBoard(world), await followBoard(world)];
  return { world, slots, boards };
}

describe("whoever follows", () => {
  it("hears of a booking and of its cancellation, on both feeds", async () => {
    const { world, slots, boards } = await followed();
    const pickup = await makePickup(world, booking());
    const slot = { id: pickup.slot.id, available_spots: 4, total_capacity: 5 };
    await expectHeard(slots, 2, { changed: [slot], removed: [] });
    await expectHeard(boards, 2, {
      changed: [{ pickup_id: pickup.id, confirmation_code: pickup.code, customer_phone: "+27123456789" }],
      removed: [],
    });
    expect((await cancel(pickup.id, pickup.customer, undefined, realNow())).status).toBe(200);
    await expectHeard(slots, 3, { changed: [{ ...slot, available_spots: 5 }], removed: [] });
    await expectHeard(boards, 3, { changed: [], removed: [pickup.id] });
  });

  it("hears the counter check a code, hand over and give up waiting", async () => {
    const { world, slots, boards } = await followed();
    const [one, other] = [await makePickup(world, booking()), await makePickup(world, booking())];
    const ids = (board: Follower) => last(board)?.changed?.map(({ pickup_id }: { pickup_id: string }) => pickup_id);
    for (const board of boards) await vi.waitFor(() => expect(ids(board)).toContain(other.id));
    const heard = boards[0]?.messages.length ?? 0;
    const as = world.provider;
    const verified = await post("verify-code/", { as, now: IN_SLOT, body: { confirmation_code: one.code } });
    expect(verified.status).toBe(200);
    await expectHeard(boards, heard + 1, { changed: [{ pickup_id: one.id, status: "confirmed" }] });
    expect((await post(`complete-pickup/${one.id}/`, { as, now: IN_SLOT })).status).toBe(200);
    await expectHeard(boards, heard + 2, { changed: [{ pickup_id: one.id, status: "completed" }] });
    const missed = await patch(`pickups/${other.id}/`, { as, now: AFTER_SLOT, body: { status: "missed" } });
    expect(missed.status).toBe(200);
    await expectHeard(boards, heard + 3, { changed: [{ pickup_id: other.id, status: "missed" }], removed: [] });
    // Collected or missed, the seat stays used: nothing that can be booked has changed.
    for (const follower of slots) expect(last(follower)?.changed).toMatchObject([{ available_spots: 3 }]);
  });

  it("hears another listing take a seat of a slot that both share", async () => {
    const world = await makeLiveWorld();
    const listingId = await makeListing(world.businessId, {}, realNow());
    await makeSchedule({ ...world, listingId }, { now: realNow(), maxOrders: 3 });
    const follower = await followSlots({ listingId });
    const before = Object.fromEntries(
      follower.messages[0]?.available_slots.map((slot: { id: string; available_spots: number }) => [
        slot.id,
        slot.available_spots,
      ]),
    );
    const [slot] = await slotsOf(world, DAY, realNow());
    if (!slot) throw new Error("no slot");
    expect(before[slot.id]).toBe(3);
    for (let seat = 1; seat <= 3; seat += 1) {
      const booked = await book(world, slot.id, await customerWithOrder(world), booking());
      expect(booked.status).toBe(201);
    }
    await vi.waitFor(() => expect(last(follower)).toMatchObject({ changed: [{ id: slot.id, available_spots: 2 }] }));
  });

  it("hears a slot fill up and go, and the numbers beside the list", async () => {
    const world = await makeLiveWorld({ maxOrders: 1 });
    const follower = await followSlots(world);
    expect(last(follower)).toMatchObject({ date: DAY, total_available_slots: 4 });
    const { slot } = await makePickup(world, booking());
    await expectHeard([follower], 2, { changed: [], removed: [slot.id], total_available_slots: 3 });
    expect(last(follower)).not.toHaveProperty("next_available_date"); // as it was
  });

  it("hears of a schedule that changes and of slots that are made", async () => {
    const { world, slots } = await followed();
    const changed = await patch(`pickup-schedules/${world.scheduleId}/`, {
      as: world.provider,
      now: realNow(),
      body: { total_slots: 2 },
    });
    expect(changed.status).toBe(200);
    for (const follower of slots) {
      await vi.waitFor(() => expect(last(follower)?.total_available_slots).toBe(2), 5_000);
      expect(areConsecutive(follower)).toBe(true);
    }
  });

  it("has its feed look again when a day's slots are made", async () => {
    const { world } = await followed();
    const told = vi.spyOn(LiveFeed.prototype, "changed");
    const body = { food_listing_id: world.listingId, date: DAY };
    const made = await post("generate-time-slots/", { as: world.provider, now: realNow(), body });
    expect(made.status).toBe(200);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
    told.mockRestore();
  });

  it("hears nothing of other days and other listings", async () => {
    const { world, slots, boards } = await followed();
    const other = await makeLiveWorld();
    await makePickup(other, booking());
    await makePickup(world, booking());
    await expectHeard([...slots, ...boards], 2, { removed: [] });
  });
});

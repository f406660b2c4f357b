import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays } from "../../src/domain/time";
import { get, post } from "../support/api";
import { makeRecommendation } from "../support/recommendation";
import { expectAgreement } from "../support/slot";
import { book, makeOrders, makeWorld, NOW, slotsOf, TODAY, type World } from "../support/world";

interface Plan {
  start: number;
  length: number;
  totalSlots: number;
  maxOrders: number;
  buffer: number;
}

interface Play {
  plan: Plan;
  /** Days ahead and places in the day's slots that people book before anything is applied. */
  booked: { days: number; place: number }[];
  isCapacity: boolean;
  /** Of the slots or of the orders in each, after the recommendation. */
  wanted: number;
}

const hasRoom = ({ length, buffer }: Plan, totalSlots: number) => Math.floor(length / totalSlots) - buffer >= 1;

const plays = fc
  .record<Play>({
    plan: fc
      .record<Plan>({
        start: fc.integer({ min: 0, max: 1_200 }),
        length: fc.integer({ min: 20, max: 240 }),
        totalSlots: fc.integer({ min: 1, max: 6 }),
        maxOrders: fc.integer({ min: 1, max: 6 }),
        buffer: fc.integer({ min: 0, max: 15 }),
      })
      .filter((plan) => hasRoom(plan, plan.totalSlots)),
    booked: fc.array(fc.record({ days: fc.integer({ min: 1, max: 6 }), place: fc.nat(5) }), { maxLength: 4 }),
    isCapacity: fc.boolean(),
    wanted: fc.integer({ min: 1, max: 6 }),
  })
  .filter(({ plan, isCapacity, wanted }) =>
    isCapacity ? wanted !== plan.maxOrders : wanted !== plan.totalSlots && hasRoom(plan, wanted),
  );

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const windowOf = ({ start, length }: Plan) => `${clock(start)}-${clock(start + length)}`;

/** Some bookings find no seat or start too early in the day to be made: whoever got one is answered. */
async function bookAll(world: World, booked: Play["booked"]): Promise<string[]> {
  const taken: string[] = [];
  const people = await makeOrders(world, booked.length);
  for (const [n, { days, place }] of booked.entries()) {
    const date = addDays(TODAY, days);
    const slots = await slotsOf(world, date);
    const slot = slots[place % slots.length];
    const person = people[n];
    if (slot && person && (await book(world, slot.id, person, { date })).status === 201) taken.push(slot.id);
  }
  return taken;
}

/** The advice for this very schedule and change, as if it had been given. */
async function recommend(world: World, { plan, isCapacity, wanted }: Play): Promise<string> {
  const id = await makeRecommendation(world);
  const before = {
    locationId: world.locationId,
    pickupWindow: windowOf(plan),
    totalSlots: plan.totalSlots,
    maxOrdersPerSlot: plan.maxOrders,
    slotBufferMinutes: plan.buffer,
    isActive: true,
  };
  const change = isCapacity ? { maxOrdersPerSlot: wanted } : { totalSlots: wanted };
  await env.DB.prepare("UPDATE pickup_optimizations SET before = ?, change = ? WHERE id = ?")
    .bind(JSON.stringify(before), JSON.stringify(change), id)
    .run();
  return id;
}

interface Row {
  id: string;
  status: string;
  is_open: number;
}

/** All that the business's slots and their listings are, but how often each was changed. */
async function rowsOf({ businessId }: World): Promise<Row[]> {
  const { results } = await env.DB.prepare(
    `SELECT s.id, s.location_id, s.date, s.start_time, s.end_time, s.starts_at, s.ends_at, s.capacity, s.status, s.taken,
       s.created_at, l.food_listing_id, l.schedule_id, l.max_orders, l.is_open, l.is_closing, l.taken AS listing_taken
     FROM time_slots s LEFT JOIN slot_listings l ON l.slot_id = s.id WHERE s.business_id = ? ORDER BY s.id`,
  )
    .bind(businessId)
    .all<Row>();
  return results;
}

const scheduleOf = async ({ provider, scheduleId }: World) =>
  (await get(`pickup-schedules/${scheduleId}/`, { as: provider, now: NOW })).body;

async function pickupsOf({ businessId }: World) {
  const { results } = await env.DB.prepare(
    "SELECT id, slot_id, status, starts_at, revision FROM scheduled_pickups WHERE business_id = ? ORDER BY id",
  )
    .bind(businessId)
    .all();
  return results;
}

it("undoes whatever recommendation it applied: the schedule, every slot and every booking are as they were", async () => {
  await fc.assert(
    fc.asyncProperty(plays, async (play) => {
      const { plan, booked, isCapacity, wanted } = play;
      const world = await makeWorld({ ...plan, window: windowOf(plan) });
      const taken = await bookAll(world, booked);
      const id = await recommend(world, play);
      const [schedule, rows, pickups] = [await scheduleOf(world), await rowsOf(world), await pickupsOf(world)];
      const ask = (what: string) =>
        post(`optimization/${what}/`, { as: world.provider, now: NOW, body: { recommendation_id: id } });

      const applied = await ask("apply");
      expect(applied.status, JSON.stringify(applied.body)).toBe(200);
      const key = isCapacity ? "max_orders_per_slot" : "total_slots";
      expect((await scheduleOf(world))[key]).toBe(wanted);
      expect(await rowsOf(world)).not.toEqual(rows);
      expect(await pickupsOf(world)).toEqual(pickups);

      const undone = await ask("undo");
      expect(undone.status, JSON.stringify(undone.body)).toBe(200);
      expect(await scheduleOf(world)).toEqual(schedule);
      const known = new Set(rows.map((row) => row.id));
      const now = await rowsOf(world);
      expect(now.filter((row) => known.has(row.id))).toEqual(rows);
      // What the change had made stays only as withdrawn, until the clean-up.
      const others = now.filter((row) => !known.has(row.id));
      expect(others.filter(({ status, is_open }) => status === "open" || is_open === 1)).toEqual([]);
      expect(await pickupsOf(world)).toEqual(pickups);
      for (const slotId of new Set(taken)) await expectAgreement(slotId);
    }),
    { numRuns: 12 },
  );
});

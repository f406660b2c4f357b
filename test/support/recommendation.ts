/**
 * Advice: weeks that give some, asking for it and applying it; and advice as if it had been given, without the weeks that it
 * takes to have something to advise.
 */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { saveOptimizations } from "../../src/db/optimizations";
import { addDays } from "../../src/domain/time";
import { type Caller, get, post } from "./api";
import { type PastPickup, type PastSlot, writeHistory } from "./history";
import { freshId, makeWorld, NOW, TOMORROW, type World } from "./world";

/** Ten orders a slot, or as many as asked, instead of five, of a world's schedule as it was made. Answers its id. */
export async function makeRecommendation(world: World, bindings: Env = env, maxOrders = 10): Promise<string> {
  const id = freshId("recommendation");
  const { businessId, scheduleId, locationId } = world;
  const edit = { scheduleId, change: { maxOrders } };
  await saveOptimizations(primary(bindings), [
    {
      id,
      businessId,
      date: TOMORROW,
      type: "capacity",
      recommendation: {
        type: "capacity_adjustment",
        priority: "high",
        description: "Raise the orders per slot",
        impact: {
          additional_capacity: 20,
          reduced_wait_time: null,
          increased_satisfaction: null,
          balanced_load: null,
          reduced_congestion: null,
          improved_efficiency: null,
          additional_served: 0,
        },
        implementation: { effort: "low", cost: "none", timeline: "immediate" },
        edit,
        about: scheduleId,
      },
      scheduleId,
      before: {
        locationId,
        pickupWindow: "17:00-19:00",
        totalSlots: 4,
        maxOrdersPerSlot: 5,
        slotBufferMinutes: 5,
        isActive: true,
      },
      change: { maxOrdersPerSlot: maxOrders },
      createdAt: Date.parse(NOW),
    },
  ]);
  return id;
}

const YESTERDAY = "2026-06-24";
export const DAYS = 56;

/** Every day so many people booked each slot of both hours, more than today's seats unless told; each hand-over takes so long. */
export async function makeBusy(
  days = DAYS,
  counterMinutes = 2,
  [first = 8, second = 6]: readonly number[] = [],
  timezone = "Africa/Johannesburg",
): Promise<World> {
  const world = await makeWorld({ timezone });
  const slots: PastSlot[] = [];
  const pickups: PastPickup[] = [];
  const dates = Array.from({ length: days }, (_, n) => addDays(YESTERDAY, -n));
  for (const date of dates) {
    const place = { date, locationId: world.locationId };
    for (const start of ["17:00", "17:30", "18:00", "18:30"]) {
      slots.push({ ...place, start, capacity: 8, listings: { [world.listingId]: 8 } });
      const booked = { ...place, start, listingId: world.listingId };
      const people = start.startsWith("17") ? first : second;
      for (let n = 0; n < people; n += 1) {
        pickups.push(
          n === 0
            ? { ...booked, status: "missed" }
            : { ...booked, status: "completed", after: 10, checkedBefore: counterMinutes, ratings: n === 1 ? [4] : [] },
        );
      }
    }
  }
  await writeHistory(world.businessId, { slots, pickups, zone: timezone });
  await rollUpDays(primary(env), world.businessId, dates, Date.parse(NOW));
  return world;
}

export const advice = (as: Caller, rest = "", overrides = {}) =>
  get(`optimization/?${rest}`, { as, now: NOW, ...overrides });
export const CAPACITY = "optimization_type=capacity";
export const apply = (as: Caller, recommendation_id: string, overrides = {}) =>
  post("optimization/apply/", { as, now: NOW, body: { recommendation_id }, ...overrides });

export interface State {
  total_slots: number;
  max_orders_per_slot: number;
}

export async function advised(world: World, type = "capacity"): Promise<{ id: string; before: State; after: State }> {
  const { body } = await advice(world.provider, `optimization_type=${type}`);
  const found = body.recommendations.find(({ is_applicable }: { is_applicable: boolean }) => is_applicable);
  expect(found, JSON.stringify(body)).toBeDefined();
  return { id: found.id, ...found.change };
}

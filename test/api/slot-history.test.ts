import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { forgetAvailability } from "../../src/api/recent-availability";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { type Caller, get } from "../support/api";
import { type PastPickup, writeHistory } from "../support/history";
import { freshId, makeWorld, NOW, TOMORROW, type World } from "../support/world";

const visitor: Caller = { role: "customer", id: freshId("visitor") };
const SUMMED_AT = Date.parse(NOW);

/** A slot of ten seats at 17:00 of a past day with so many pickups, whose codes were checked three minutes before. */
async function writeDay(world: World, date: string, count: number): Promise<void> {
  const { businessId, locationId, listingId } = world;
  const slot = { date, start: "17:00", locationId };
  const pickup: PastPickup = { ...slot, listingId, status: "completed", after: 5, checkedBefore: 3 };
  await writeHistory(businessId, {
    slots: [{ ...slot, capacity: 10, listings: { [listingId]: 10 } }],
    pickups: Array<PastPickup>(count).fill(pickup),
  });
  await rollUpDays(primary(env), businessId, [date], SUMMED_AT);
}

async function slotAt(world: World, date: string, now: string) {
  const { body } = await get(`available-slots/?food_listing_id=${world.listingId}&date=${date}`, { as: visitor, now });
  return body.available_slots[0];
}

describe("what is known about a slot's hour", () => {
  it("goes back eight weeks and not a day longer", async () => {
    const world = await makeWorld({ now: NOW });
    // Eight weeks before Thursday 25 June, and a Thursday as 2 July is.
    await writeDay(world, "2026-04-30", 6);
    expect(await slotAt(world, "2026-07-02", "2026-06-25T08:00:00Z")).toMatchObject({
      start_time: "17:00",
      popularity_score: 0.6,
      estimated_wait_time: "3 minutes",
    });
    expect(await slotAt(world, "2026-07-02", "2026-06-26T08:00:00Z")).toMatchObject({
      start_time: "17:00",
      popularity_score: null,
      estimated_wait_time: null,
    });
  });

  it("says nothing of waiting by fewer than five hand-overs, whatever their weekday", async () => {
    const world = await makeWorld();
    await writeDay(world, "2026-06-19", 4); // a Friday, as TOMORROW is
    expect(await slotAt(world, TOMORROW, NOW)).toMatchObject({ popularity_score: 0.4, estimated_wait_time: null });
    await writeDay(world, "2026-06-22", 1);
    forgetAvailability(env, null); // nothing of the service was asked to write
    expect(await slotAt(world, TOMORROW, NOW)).toMatchObject({
      popularity_score: 0.4,
      estimated_wait_time: "3 minutes",
    });
  });
});

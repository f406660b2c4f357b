/** Where a day's live pickups are handed over. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";
import { isLivePickup } from "./live-pickups";
import { businesses, foodListings, pickupLocations, scheduledPickups } from "./schema";

/** A customer's live pickups of a day, in order of their slots. */
export const pickupsOnDay = (db: Database, customerId: string, date: LocalDate) =>
  db
    .select({
      pickup: scheduledPickups,
      location: pickupLocations,
      listing: {
        id: foodListings.id,
        name: foodListings.name,
        status: foodListings.status,
        expiresAt: foodListings.expiresAt,
      },
      businessName: businesses.name,
    })
    .from(scheduledPickups)
    .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
    .innerJoin(businesses, eq(businesses.id, scheduledPickups.businessId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .where(and(eq(scheduledPickups.customerId, customerId), isLivePickup, eq(scheduledPickups.date, date)))
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .all();

export type PickupOnDay = Awaited<ReturnType<typeof pickupsOnDay>>[number];

/** The day of a customer's next live pickup whose slot has not ended; null when none is to come. */
export async function nextPickupDate(db: Database, customerId: string, now: EpochMs): Promise<LocalDate | null> {
  const row = await db
    .select({ date: scheduledPickups.date })
    .from(scheduledPickups)
    .where(and(eq(scheduledPickups.customerId, customerId), isLivePickup, sql`${scheduledPickups.endsAt} > ${now}`))
    .orderBy(asc(scheduledPickups.startsAt))
    .limit(1)
    .get();
  return row?.date ?? null;
}

export interface PickupPoint {
  location: typeof pickupLocations.$inferSelect;
  pickups: number;
  startTime: string;
  endTime: string;
  startsAt: EpochMs;
  endsAt: EpochMs;
}

/** A business's locations with live pickups on a day, how many and from when to when. */
export async function pickupPointsOnDay(db: Database, businessId: string, date: LocalDate): Promise<PickupPoint[]> {
  const { startTime, endTime, startsAt, endsAt } = scheduledPickups;
  const rows = await db
    .select({ slot: { startTime, endTime, startsAt, endsAt }, location: pickupLocations })
    .from(scheduledPickups)
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .where(and(eq(scheduledPickups.businessId, businessId), eq(scheduledPickups.date, date), isLivePickup))
    .orderBy(asc(startsAt), asc(scheduledPickups.id))
    .all();
  return [...Map.groupBy(rows, ({ location }) => location.id).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { slot: last } = group.reduce((a, b) => (b.slot.endsAt > a.slot.endsAt ? b : a));
    const { location, slot } = first;
    return [{ location, pickups: group.length, ...slot, endTime: last.endTime, endsAt: last.endsAt }];
  });
}

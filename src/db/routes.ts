/** Where a day's live pickups are handed over. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";
import { businesses, foodListings, pickupLocations, scheduledPickups } from "./schema";

/** Written out, because a partial index is only used for the very words of its condition. */
const live = sql`${scheduledPickups.status} IN ('scheduled', 'confirmed')`;

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
    .where(and(eq(scheduledPickups.customerId, customerId), live, eq(scheduledPickups.date, date)))
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .all();

export type PickupOnDay = Awaited<ReturnType<typeof pickupsOnDay>>[number];

/** The day of a customer's next live pickup whose slot has not ended; null when none is to come. */
export async function nextPickupDate(db: Database, customerId: string, now: EpochMs): Promise<LocalDate | null> {
  const row = await db
    .select({ date: scheduledPickups.date })
    .from(scheduledPickups)
    .where(and(eq(scheduledPickups.customerId, customerId), live, sql`${scheduledPickups.endsAt} > ${now}`))
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
  const rows = await db
    .select({ pickup: scheduledPickups, location: pickupLocations })
    .from(scheduledPickups)
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .where(and(eq(scheduledPickups.businessId, businessId), eq(scheduledPickups.date, date), live))
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .all();
  return [...Map.groupBy(rows, ({ location }) => location.id).values()].flatMap((group) => {
    const [first] = group;
    const last = group.reduce((a, b) => (b.pickup.endsAt > a.pickup.endsAt ? b : a));
    if (!first) return [];
    const { startTime, startsAt } = first.pickup;
    const { endTime, endsAt } = last.pickup;
    return [{ location: first.location, pickups: group.length, startTime, endTime, startsAt, endsAt }];
  });
}

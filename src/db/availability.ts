import { and, asc, count, eq, gte, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";
import { businesses, foodListings, pickupLocations, scheduledPickups, slotListings, timeSlots } from "./schema";

/**
 * A listing's open slots from a date on, with what is known about their hours, in one round trip. `history` covers the
 * listing's locations since `since`: seats booked and counter times by weekday and hour.
 */
export async function loadAvailability(
  db: Database,
  request: { foodListingId: string; from: LocalDate; startingAt: EpochMs; since: LocalDate; until: LocalDate },
) {
  const { foodListingId, from, startingAt, since, until } = request;
  const locationIds = sql`(SELECT DISTINCT t.location_id FROM slot_listings sl JOIN time_slots t ON t.id = sl.slot_id
    WHERE sl.food_listing_id = ${foodListingId} AND sl.date >= ${from} AND sl.is_open = 1)`;
  const [[listing], [business], slots, locations, popularity, waits] = await db.batch([
    db.select().from(foodListings).where(eq(foodListings.id, foodListingId)),
    db
      .select()
      .from(businesses)
      .where(sql`${businesses.id} = (SELECT business_id FROM food_listings WHERE id = ${foodListingId})`),
    db
      .select({
        id: timeSlots.id,
        locationId: timeSlots.locationId,
        date: timeSlots.date,
        startTime: timeSlots.startTime,
        endTime: timeSlots.endTime,
        capacity: timeSlots.capacity,
        taken: timeSlots.taken,
        maxOrders: slotListings.maxOrders,
        listingTaken: sql<number>`${slotListings.taken}`.as("listing_taken"),
      })
      .from(slotListings)
      .innerJoin(timeSlots, eq(timeSlots.id, slotListings.slotId))
      .where(
        and(
          eq(slotListings.foodListingId, foodListingId),
          gte(slotListings.date, from),
          eq(slotListings.isOpen, true),
          eq(timeSlots.status, "open"),
          gte(timeSlots.startsAt, startingAt),
        ),
      )
      .orderBy(asc(timeSlots.startsAt)),
    db
      .select()
      .from(pickupLocations)
      .where(sql`${pickupLocations.id} IN ${locationIds} AND ${pickupLocations.isActive} = 1`),
    db
      .select({
        locationId: timeSlots.locationId,
        weekday: sql<number>`(strftime('%w', ${timeSlots.date}) + 6) % 7`.as("weekday"),
        hour: sql<string>`substr(${timeSlots.startTime}, 1, 2)`.as("hour"),
        taken: sql<number>`sum(${timeSlots.taken})`,
        seats: sql<number>`sum(${timeSlots.capacity})`,
      })
      .from(timeSlots)
      .where(
        sql`${timeSlots.locationId} IN ${locationIds} AND ${timeSlots.date} >= ${since} AND ${timeSlots.date} < ${until}
          AND ${timeSlots.status} = 'open'`,
      )
      .groupBy(timeSlots.locationId, sql`weekday`, sql`hour`),
    db
      .select({
        locationId: scheduledPickups.locationId,
        hour: sql<string>`substr(${scheduledPickups.startTime}, 1, 2)`.as("hour"),
        averageMs: sql<number>`avg(${scheduledPickups.completedAt} - ${scheduledPickups.verifiedAt})`,
        samples: count(),
      })
      .from(scheduledPickups)
      .where(
        sql`${scheduledPickups.locationId} IN ${locationIds} AND ${scheduledPickups.date} >= ${since}
          AND ${scheduledPickups.status} = 'completed' AND ${scheduledPickups.verifiedAt} IS NOT NULL`,
      )
      .groupBy(scheduledPickups.locationId, sql`hour`),
  ]);
  return { listing, business, slots, locations, popularity, waits };
}

export type Availability = Awaited<ReturnType<typeof loadAvailability>>;

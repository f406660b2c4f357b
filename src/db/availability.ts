import { and, asc, eq, gte, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Database } from "./client";
import { businesses, foodListings, pickupAnalytics, pickupLocations, slotListings, timeSlots } from "./schema";

/**
 * A listing's open slots from a date on, with what is known about their hours, in one round trip. `history` covers the
 * finished days of the listing's locations since `since`: seats booked and counter times by weekday and hour.
 */
export async function loadAvailability(
  db: Database,
  request: { foodListingId: string; from: LocalDate; startingAt: EpochMs; since: LocalDate },
) {
  const { foodListingId, from, startingAt, since } = request;
  const locationIds = sql`(SELECT DISTINCT t.location_id FROM slot_listings sl JOIN time_slots t ON t.id = sl.slot_id
    WHERE sl.food_listing_id = ${foodListingId} AND sl.date >= ${from} AND sl.is_open = 1)`;
  const [[listing], [business], slots, locations, history] = await db.batch([
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
        locationId: pickupAnalytics.locationId,
        weekday: sql<number>`(strftime('%w', ${pickupAnalytics.date}) + 6) % 7`.as("weekday"),
        hour: pickupAnalytics.hour,
        // The rows without a listing hold the seats of all of them together.
        seats: sql<number>`sum(iif(${pickupAnalytics.foodListingId} = '', ${pickupAnalytics.seats}, 0))`,
        taken: sql<number>`sum(iif(${pickupAnalytics.foodListingId} = '', ${pickupAnalytics.taken}, 0))`,
        counted: sql<number>`sum(${pickupAnalytics.counted})`,
        counterMs: sql<number>`sum(${pickupAnalytics.counterMs})`,
      })
      .from(pickupAnalytics)
      .where(sql`${pickupAnalytics.locationId} IN ${locationIds} AND ${pickupAnalytics.date} >= ${since}`)
      .groupBy(pickupAnalytics.locationId, sql`weekday`, pickupAnalytics.hour),
  ]);
  return { listing, business, slots, locations, history };
}

export type Availability = Awaited<ReturnType<typeof loadAvailability>>;

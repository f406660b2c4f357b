import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { HOLDING_STATUSES, LIVE_STATUSES } from "../domain/vocabulary";
import type { Database } from "./client";
import {
  businesses,
  foodListings,
  orderItems,
  orders,
  pickupLocations,
  scheduledPickups,
  slotListings,
  timeSlots,
  users,
} from "./schema";

export interface BookingKeys {
  orderId: string;
  foodListingId: string;
  slotId: string;
  customerId: string;
}

/** Everything a booking is judged by, in one round trip. What does not exist is undefined. */
export async function loadBookingFacts(db: Database, keys: BookingKeys) {
  const { orderId, foodListingId, slotId, customerId } = keys;
  const [
    [order],
    [item],
    [listing],
    [business],
    [slot],
    [location],
    [slotListing],
    [holding],
    overlapping,
    [customer],
  ] = await db.batch([
    db.select().from(orders).where(eq(orders.id, orderId)),
    db
      .select()
      .from(orderItems)
      .where(and(eq(orderItems.orderId, orderId), eq(orderItems.foodListingId, foodListingId))),
    db.select().from(foodListings).where(eq(foodListings.id, foodListingId)),
    db
      .select()
      .from(businesses)
      .where(sql`${businesses.id} = (SELECT business_id FROM food_listings WHERE id = ${foodListingId})`),
    db.select().from(timeSlots).where(eq(timeSlots.id, slotId)),
    db
      .select()
      .from(pickupLocations)
      .where(sql`${pickupLocations.id} = (SELECT location_id FROM time_slots WHERE id = ${slotId})`),
    db
      .select()
      .from(slotListings)
      .where(and(eq(slotListings.slotId, slotId), eq(slotListings.foodListingId, foodListingId))),
    db
      .select()
      .from(scheduledPickups)
      .where(
        and(
          eq(scheduledPickups.orderId, orderId),
          eq(scheduledPickups.foodListingId, foodListingId),
          inArray(scheduledPickups.status, [...HOLDING_STATUSES]),
        ),
      ),
    db
      .select({ startTime: scheduledPickups.startTime, locationName: pickupLocations.name })
      .from(scheduledPickups)
      .innerJoin(timeSlots, eq(timeSlots.id, slotId))
      .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
      .where(
        and(
          eq(scheduledPickups.customerId, customerId),
          inArray(scheduledPickups.status, [...LIVE_STATUSES]),
          ne(scheduledPickups.locationId, timeSlots.locationId),
          sql`${scheduledPickups.startsAt} < ${timeSlots.endsAt} AND ${scheduledPickups.endsAt} > ${timeSlots.startsAt}`,
        ),
      ),
    db
      .select({
        sealedEmail: users.sealedEmail,
        sealedPhone: users.sealedPhone,
        notifications: users.notifications,
        hasPush: sql<boolean>`EXISTS (SELECT 1 FROM push_subscriptions s WHERE s.user_id = ${customerId})`.mapWith(
          Boolean,
        ),
      })
      .from(users)
      .where(eq(users.id, customerId)),
  ]);
  return { order, item, listing, business, slot, location, slotListing, holding, overlapping, customer };
}

export type BookingFacts = Awaited<ReturnType<typeof loadBookingFacts>>;

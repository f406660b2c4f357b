/** Everything a notification speaks of and is judged by, read again when it is about to be sent. */
import { eq, sql } from "drizzle-orm";
import { isAboutOrder } from "../domain/notifications";
import { cancellationDeadline } from "../domain/pickup-lifecycle";
import type { EpochMs } from "../domain/time";
import type { Database } from "./client";
import type { NotificationKey } from "./notifications";
import { orderToSchedule } from "./orders";
import {
  businesses,
  foodListings,
  pickupLocations,
  pushSubscriptions,
  scheduledPickups,
  timeSlots,
  users,
} from "./schema";

export type NotificationContext = Awaited<ReturnType<typeof loadNotificationFacts>>;

export async function loadNotificationFacts(
  db: Database,
  { subject, type }: NotificationKey,
  { businessId, userId, now }: { businessId: string; userId: string | null; now: EpochMs },
) {
  const order = isAboutOrder(type) ? await orderToSchedule(db, subject, now) : undefined;
  const listingId = order?.listingId ?? subject;
  const ofPickup = (column: string) =>
    sql`(SELECT ${sql.identifier(column)} FROM scheduled_pickups WHERE id = ${subject})`;
  const [[pickup], [slot], [listing], [location], [business], [user], subscriptions] = await db.batch([
    db.select().from(scheduledPickups).where(eq(scheduledPickups.id, subject)),
    db
      .select({ startsAt: timeSlots.startsAt, endsAt: timeSlots.endsAt })
      .from(timeSlots)
      .where(eq(timeSlots.id, subject)),
    db
      .select({ name: foodListings.name })
      .from(foodListings)
      .where(eq(foodListings.id, sql`coalesce(${ofPickup("food_listing_id")}, ${listingId})`)),
    db
      .select({
        name: pickupLocations.name,
        address: pickupLocations.address,
        instructions: pickupLocations.instructions,
      })
      .from(pickupLocations)
      .where(
        eq(
          pickupLocations.id,
          sql`coalesce(${ofPickup("location_id")}, (SELECT location_id FROM time_slots WHERE id = ${subject}))`,
        ),
      ),
    db
      .select({ name: businesses.name, phone: businesses.phone, timezone: businesses.timezone })
      .from(businesses)
      .where(eq(businesses.id, businessId)),
    db
      .select()
      .from(users)
      .where(eq(users.id, userId ?? "")),
    db
      .select({ id: pushSubscriptions.id, sealedSubscription: pushSubscriptions.sealedSubscription })
      .from(pushSubscriptions)
      .where(eq(pushSubscriptions.userId, userId ?? "")),
  ]);
  return {
    business: business ?? null,
    user,
    subscriptions,
    listing: listing ?? null,
    location: location ?? null,
    slot: pickup ?? slot ?? null,
    pickup: pickup ? toldOfPickup(pickup) : null,
    isOrderOpen: order !== undefined,
  };
}

/** Donations have nothing to refund, and a deadline that passed before the booking is none. */
function toldOfPickup(pickup: typeof scheduledPickups.$inferSelect) {
  const cancelBy = cancellationDeadline(pickup.startsAt);
  return {
    ...pickup,
    isRefundEligible: pickup.isPaidPurchase ? pickup.isRefundEligible : null,
    cancelBy: cancelBy > pickup.createdAt ? cancelBy : null,
  };
}

import { and, eq, inArray, sql } from "drizzle-orm";
import type { SlotConfiguration } from "../booking/commands";
import type { EpochMs, LocalTime } from "../domain/time";
import { HOLDING_STATUSES, LIVE_STATUSES, type NotificationChannel, type OrderKind } from "../domain/vocabulary";
import type { Database } from "./client";
import { scheduledPickups } from "./schema";

export interface BookingKeys {
  orderId: string;
  foodListingId: string;
  slotId: string;
  customerId: string;
}

/** What a booking is judged by and answered with. What does not exist is null. */
interface Told {
  order: { customerId: string; kind: OrderKind; status: string; paymentStatus: string } | null;
  item: { quantity: number; pricePerItemCents: number; totalCents: number } | null;
  listing: { id: string; name: string; status: string; expiresAt: EpochMs | null } | null;
  business: { name: string; timezone: string } | null;
  slot: (Omit<SlotConfiguration, "listing"> & { taken: number; status: "open" | "withdrawn" }) | null;
  location: {
    name: string;
    address: string;
    contactPerson: string;
    contactPhone: string;
    instructions: string;
    latitude: string;
    longitude: string;
    isActive: boolean;
  } | null;
  slotListing: { maxOrders: number; taken: number; isOpen: boolean } | null;
  /** The customer's other pickups at the time of the slot, elsewhere. */
  overlapping: { startTime: LocalTime; locationName: string }[];
  customer: {
    sealedEmail: string | null;
    sealedPhone: string | null;
    notifications: Partial<Record<NotificationChannel, boolean>> | null;
    hasPush: boolean;
  } | null;
}

const truth = (condition: string) => sql.raw(`json(iif(${condition}, 'true', 'false'))`);
const quoted = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(", "));

/**
 * One round trip. All but the pickup that holds the order already comes as one row, made to JSON where the rows are: what D1
 * sends for each row and statement costs more than reading them.
 */
export async function loadBookingFacts(db: Database, { orderId, foodListingId, slotId, customerId }: BookingKeys) {
  const facts = sql<string>`json_object(
    'order', (SELECT json_object('customerId', customer_id, 'kind', kind, 'status', status, 'paymentStatus', payment_status)
      FROM orders WHERE id = ${orderId}),
    'item', (SELECT json_object('quantity', quantity, 'pricePerItemCents', price_per_item_cents, 'totalCents', total_cents)
      FROM order_items WHERE order_id = ${orderId} AND food_listing_id = ${foodListingId}),
    'listing', (SELECT json_object('id', id, 'name', name, 'status', status, 'expiresAt', expires_at)
      FROM food_listings WHERE id = ${foodListingId}),
    'business', (SELECT json_object('name', name, 'timezone', timezone) FROM businesses
      WHERE id = (SELECT business_id FROM food_listings WHERE id = ${foodListingId})),
    'slot', (SELECT json_object('id', id, 'businessId', business_id, 'locationId', location_id, 'date', date,
        'startTime', start_time, 'endTime', end_time, 'startsAt', starts_at, 'endsAt', ends_at, 'capacity', capacity,
        'taken', taken, 'status', status, 'version', config_version)
      FROM time_slots WHERE id = ${slotId}),
    'location', (SELECT json_object('name', name, 'address', address, 'contactPerson', contact_person,
        'contactPhone', contact_phone, 'instructions', instructions, 'latitude', latitude, 'longitude', longitude, 'isActive', ${truth("is_active")})
      FROM pickup_locations WHERE id = (SELECT location_id FROM time_slots WHERE id = ${slotId})),
    'slotListing', (SELECT json_object('maxOrders', max_orders, 'taken', taken, 'isOpen', ${truth("is_open")})
      FROM slot_listings WHERE slot_id = ${slotId} AND food_listing_id = ${foodListingId}),
    'overlapping', (SELECT json_group_array(json_object('startTime', p.start_time, 'locationName', l.name))
      FROM scheduled_pickups p JOIN time_slots t ON t.id = ${slotId} JOIN pickup_locations l ON l.id = p.location_id
      WHERE p.customer_id = ${customerId} AND p.status IN (${quoted(LIVE_STATUSES)}) AND p.location_id <> t.location_id
        AND p.starts_at < t.ends_at AND p.ends_at > t.starts_at),
    'customer', (SELECT json_object('sealedEmail', sealed_email, 'sealedPhone', sealed_phone,
        'notifications', json(notifications),
        'hasPush', ${truth("EXISTS (SELECT 1 FROM push_subscriptions s WHERE s.user_id = users.id)")})
      FROM users WHERE id = ${customerId}))`;
  const [[row], [holding]] = await db.batch([
    db.select({ facts: facts.as("facts") }).from(sql`(SELECT 1)`),
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
  ]);
  return { ...(JSON.parse(row?.facts ?? "null") as Told), holding };
}

export type BookingFacts = Awaited<ReturnType<typeof loadBookingFacts>>;

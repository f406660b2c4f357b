import type { SlotConfiguration } from "../booking/commands";
import type { Pickup } from "../domain/pickup";
import type { EpochMs, LocalTime } from "../domain/time";
import { HOLDING_STATUSES, LIVE_STATUSES, type NotificationChannel, type OrderKind } from "../domain/vocabulary";
import { type Database, readRow } from "./client";
import { toPickup } from "./pickup-row";
import { quoted, truth } from "./sql-text";

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

/** Parameters: order, listing, slot, customer. */
const FACTS = `SELECT json_object(
    'order', (SELECT json_object('customerId', customer_id, 'kind', kind, 'status', status, 'paymentStatus', payment_status)
      FROM orders WHERE id = ?1),
    'item', (SELECT json_object('quantity', quantity, 'pricePerItemCents', price_per_item_cents, 'totalCents', total_cents)
      FROM order_items WHERE order_id = ?1 AND food_listing_id = ?2),
    'listing', (SELECT json_object('id', id, 'name', name, 'status', status, 'expiresAt', expires_at)
      FROM food_listings WHERE id = ?2),
    'business', (SELECT json_object('name', name, 'timezone', timezone) FROM businesses
      WHERE id = (SELECT business_id FROM food_listings WHERE id = ?2)),
    'slot', (SELECT json_object('id', id, 'businessId', business_id, 'locationId', location_id, 'date', date,
        'startTime', start_time, 'endTime', end_time, 'startsAt', starts_at, 'endsAt', ends_at, 'capacity', capacity,
        'taken', taken, 'status', status, 'version', config_version)
      FROM time_slots WHERE id = ?3),
    'location', (SELECT json_object('name', name, 'address', address, 'contactPerson', contact_person,
        'contactPhone', contact_phone, 'instructions', instructions, 'latitude', latitude, 'longitude', longitude,
        'isActive', ${truth("is_active")})
      FROM pickup_locations WHERE id = (SELECT location_id FROM time_slots WHERE id = ?3)),
    'slotListing', (SELECT json_object('maxOrders', max_orders, 'taken', taken, 'isOpen', ${truth("is_open")})
      FROM slot_listings WHERE slot_id = ?3 AND food_listing_id = ?2),
    'overlapping', (SELECT json_group_array(json_object('startTime', p.start_time, 'locationName', l.name))
      FROM scheduled_pickups p JOIN time_slots t ON t.id = ?3 JOIN pickup_locations l ON l.id = p.location_id
      WHERE p.customer_id = ?4 AND p.status IN (${quoted(LIVE_STATUSES)}) AND p.location_id <> t.location_id
        AND p.starts_at < t.ends_at AND p.ends_at > t.starts_at),
    'customer', (SELECT json_object('sealedEmail', sealed_email, 'sealedPhone', sealed_phone,
        'notifications', json(notifications),
        'hasPush', ${truth("EXISTS (SELECT 1 FROM push_subscriptions s WHERE s.user_id = users.id)")})
      FROM users WHERE id = ?4)) AS facts, p.*
  FROM (SELECT 1) LEFT JOIN scheduled_pickups p
    ON p.order_id = ?1 AND p.food_listing_id = ?2 AND p.status IN (${quoted(HOLDING_STATUSES)})`;

/**
 * One row: the pickup that holds the order already, if any, and beside it all else, made to JSON where the rows are, since
 * what D1 sends for each row and statement costs more than reading them.
 */
export async function loadBookingFacts(
  db: Database,
  { orderId, foodListingId, slotId, customerId }: BookingKeys,
): Promise<Told & { holding: Pickup | null }> {
  const row = await readRow<{ facts: string; id: string | null }>(
    db,
    FACTS,
    orderId,
    foodListingId,
    slotId,
    customerId,
  );
  if (row === null) throw new Error("A row without a table was not answered");
  return { ...(JSON.parse(row.facts) as Told), holding: row.id === null ? null : toPickup(row) };
}

export type BookingFacts = Awaited<ReturnType<typeof loadBookingFacts>>;

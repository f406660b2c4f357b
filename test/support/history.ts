/** A business's past, written straight into D1: what took days to happen stands there at once. */
import { env } from "cloudflare:workers";
import { instantAt, minuteOfDay } from "../../src/domain/time";
import type { PickupStatus } from "../../src/domain/vocabulary";
import { freshId } from "./world";

const MINUTE_MS = 60_000;

export interface PastSlot {
  date: string;
  start: string;
  locationId: string;
  capacity: number;
  /** Seats of each listing it served. */
  listings: Record<string, number>;
  /** Those of its listings that take no bookings any more. */
  closed?: string[];
  isWithdrawn?: boolean;
}

export interface PastPickup {
  date: string;
  /** Start of its slot, which lasts 25 minutes. */
  start: string;
  locationId: string;
  listingId: string;
  status: PickupStatus;
  /** Minutes after the slot's start at which it was handed over; completed pickups only. */
  after?: number;
  /** Minutes before the hand-over at which the code was checked. */
  checkedBefore?: number;
  /** Of its order's reviews, the oldest first; null for one that gives none. */
  ratings?: (number | null)[];
  cents?: number;
}

export interface Past {
  slots: PastSlot[];
  pickups: PastPickup[];
}

/** So many pickups of a state. */
export const times = (count: number, status: PickupStatus): PickupStatus[] => Array<PickupStatus>(count).fill(status);

/** Whether a pickup was booked in a slot. */
export const isIn = (slot: PastSlot, { date, start, locationId }: PastPickup): boolean =>
  date === slot.date && start === slot.start && locationId === slot.locationId;

const endOf = (start: string) => {
  const minute = (minuteOfDay(start) ?? 0) + 25;
  return `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};

async function insert(table: string, rows: Record<string, unknown>[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  await env.DB.prepare(
    `INSERT INTO ${table} (${names.join(", ")})
     SELECT ${names.map((name) => `j.value ->> '${name}'`).join(", ")} FROM json_each(?) j`,
  )
    .bind(JSON.stringify(rows))
    .run();
}

/**
 * Slots as their objects left them: what is taken follows from the pickups. Answers with the pickups' ids; each is of an
 * `order-{id}` with an `interaction-{id}`.
 */
export async function writeHistory(
  businessId: string,
  { slots, pickups, zone = "Africa/Johannesburg" }: Past & { zone?: string },
): Promise<string[]> {
  const isSeat = (pickup: PastPickup, slot: PastSlot) => pickup.status !== "cancelled" && isIn(slot, pickup);
  const slotRows = slots.map((slot) => {
    const starts = instantAt(slot.date, minuteOfDay(slot.start) ?? 0, zone);
    return {
      slot,
      row: {
        id: crypto.randomUUID(),
        business_id: businessId,
        location_id: slot.locationId,
        date: slot.date,
        start_time: slot.start,
        end_time: endOf(slot.start),
        starts_at: starts,
        ends_at: starts + 25 * MINUTE_MS,
        capacity: slot.capacity,
        status: slot.isWithdrawn ? "withdrawn" : "open",
        config_version: 1,
        taken: pickups.filter((pickup) => isSeat(pickup, slot)).length,
        revision: 1,
        created_at: starts,
      },
    };
  });
  await insert(
    "time_slots",
    slotRows.map(({ row }) => row),
  );
  await insert(
    "slot_listings",
    slotRows.flatMap(({ slot, row }) =>
      Object.entries(slot.listings).map(([listingId, seats]) => ({
        slot_id: row.id,
        food_listing_id: listingId,
        business_id: businessId,
        schedule_id: "schedule",
        date: slot.date,
        max_orders: seats,
        is_open: slot.isWithdrawn || slot.closed?.includes(listingId) ? 0 : 1,
        taken: pickups.filter((pickup) => isSeat(pickup, slot) && pickup.listingId === listingId).length,
        revision: 1,
      })),
    ),
  );
  const pickupRows = pickups.map((pickup, n) => {
    const starts = instantAt(pickup.date, minuteOfDay(pickup.start) ?? 0, zone);
    const isDone = pickup.status === "completed";
    const actual = isDone ? starts + (pickup.after ?? 0) * MINUTE_MS : null;
    const id = crypto.randomUUID();
    return {
      id,
      business_id: businessId,
      location_id: pickup.locationId,
      slot_id: slotRows.find(({ slot }) => isIn(slot, pickup))?.row.id ?? "none",
      food_listing_id: pickup.listingId,
      order_id: `order-${id}`,
      customer_id: "customer",
      confirmation_code: id,
      status: pickup.status,
      date: pickup.date,
      start_time: pickup.start,
      end_time: endOf(pickup.start),
      starts_at: starts,
      ends_at: starts + 25 * MINUTE_MS,
      quantity: 1,
      price_per_item_cents: pickup.cents ?? 1_000,
      total_cents: pickup.cents ?? 1_000,
      is_paid_purchase: 1,
      actual_pickup_at: actual,
      verified_at:
        actual === null || pickup.checkedBefore === undefined ? null : actual - pickup.checkedBefore * MINUTE_MS,
      created_at: starts - n,
      updated_at: starts,
      revision: 1,
    };
  });
  await insert("scheduled_pickups", pickupRows);
  await insert(
    "orders",
    pickupRows.map(({ id, order_id, total_cents }) => ({
      id: order_id,
      customer_id: "customer",
      business_id: businessId,
      interaction_id: `interaction-${id}`,
      kind: "purchase",
      status: "confirmed",
      payment_status: "paid",
      total_cents,
      event_time: 0,
      event_id: "e",
    })),
  );
  await insert(
    "reviews",
    pickups.flatMap(({ ratings = [] }, n) =>
      ratings.map((rating, at) => {
        return { id: freshId("review"), order_id: pickupRows[n]?.order_id, rating, event_time: at, event_id: "e" };
      }),
    ),
  );
  return pickupRows.map(({ id }) => id);
}

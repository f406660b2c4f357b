/** What is fought over: a business with two counters, four listings with few seats, and customers with orders. */
import { randomUUID } from "node:crypto";
import type { Caller, Client } from "./client.ts";

const FIRST_DAY = 2;
const LAST_DAY = 6;
const STAFF = 12;
const ORDERS_PER_CUSTOMER = 3;
const DAY_MS = 86_400_000;
/** Of the business's zone, which has no daylight saving. */
const ZONE_OFFSET_MS = 2 * 3_600_000;

export interface Slot {
  id: string;
  date: string;
  location: string;
  startTime: string;
  startsAt: number;
  endsAt: number;
  capacity: number;
  /** What each listing may take of the capacity. */
  listings: Map<string, number>;
}

export interface Order {
  id: string;
  customer: Caller;
  listingId: string;
}

export interface Town {
  businessId: string;
  staff: Caller[];
  admin: Caller;
  dates: string[];
  listingIds: string[];
  slots: Map<string, Slot>;
  orders: Order[];
}

interface Place {
  name: string;
  capacity: number;
  window: string;
  totalSlots: number;
  seatsOfListings: number[];
}

/** In everything personal that the town's people say or are called, so that a log that holds it is found out. */
export const PLANTED = "planted-by-the-load";
const PHONE = "27821234567";
/** What no log may hold, codes aside. */
export const PERSONAL: readonly string[] = [PLANTED, PHONE];

/** At the first counter two listings share slots whose capacity is less than the sum of what both may take. */
const PLACES: Place[] = [
  { name: "Counter", capacity: 4, window: "10:00-16:00", totalSlots: 12, seatsOfListings: [3, 2] },
  { name: "Side door", capacity: 2, window: "17:00-20:00", totalSlots: 6, seatsOfListings: [2, 1] },
];

export async function settle(client: Client, customers: number): Promise<Town> {
  const run = randomUUID().slice(0, 8);
  const businessId = `business-${run}`;
  const staff = Array.from(
    { length: STAFF },
    (_, n): Caller => ({ role: "provider", id: `staff-${n}-${run}`, businessId }),
  );
  const [owner] = staff;
  if (!owner) throw new Error("No staff");
  const business = { id: businessId, name: "Mario's", address: "1 Main Street", phone: "+27120000000" };
  await client.sendEvents([{ type: "business.upserted", data: { ...business, timezone: "Africa/Johannesburg" } }]);

  const dates = Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, n) => localDay(FIRST_DAY + n));
  const slots = new Map<string, Slot>();
  const listingIds: string[] = [];
  for (const place of PLACES) {
    const locationId = await openPlace(client, owner, place);
    for (const [n, seats] of place.seatsOfListings.entries()) {
      const listingId = `listing-${n}-${place.name === "Counter" ? "a" : "b"}-${run}`;
      listingIds.push(listingId);
      await offer(client, owner, { listingId, businessId, locationId, place, seats });
      for (const date of dates) await learnSlots(client, owner, { listingId, date, place, seats, slots });
    }
  }
  const orders = await takeOrders(client, { businessId, listingIds, customers, run });
  return { businessId, staff, admin: { role: "admin", id: `admin-${run}` }, dates, listingIds, slots, orders };
}

async function openPlace(client: Client, owner: Caller, { name, capacity }: Place): Promise<string> {
  const body = {
    name,
    address: "1 Main Street",
    instructions: "Ask at the till",
    contact_person: "John Doe",
    contact_phone: "+27120000000",
    latitude: "-25.7479",
    longitude: "28.2293",
    slot_capacity: capacity,
  };
  return (await client.demand<{ id: string }>({ method: "POST", path: "pickup-locations/", as: owner, body })).id;
}

async function offer(
  client: Client,
  owner: Caller,
  wares: { listingId: string; businessId: string; locationId: string; place: Place; seats: number },
): Promise<void> {
  const { listingId, businessId, locationId, place, seats } = wares;
  const listing = { id: listingId, business_id: businessId, name: "Pizza", description: "", price: "12.50" };
  await client.sendEvents([{ type: "listing.created", data: { ...listing, status: "active" } }]);
  const body = {
    food_listing_id: listingId,
    location_id: locationId,
    pickup_window: place.window,
    total_slots: place.totalSlots,
    max_orders_per_slot: seats,
    slot_buffer_minutes: 5,
  };
  await client.demand({ method: "POST", path: "pickup-schedules/", as: owner, body });
}

export interface ShownSlots {
  available_slots: {
    id: string;
    start_time: string;
    end_time: string;
    available_spots: number;
    total_capacity: number;
    location: { name: string };
  }[];
}

async function learnSlots(
  client: Client,
  owner: Caller,
  offered: { listingId: string; date: string; place: Place; seats: number; slots: Map<string, Slot> },
): Promise<void> {
  const { listingId, date, place, seats, slots } = offered;
  const path = `available-slots/?food_listing_id=${listingId}&date=${date}`;
  const shown = (await client.demand<ShownSlots>({ method: "GET", path, as: owner })).available_slots;
  if (shown.length !== place.totalSlots) throw new Error(`${path} shows ${shown.length} slots`);
  for (const { id, start_time: startTime, end_time: endTime, location } of shown) {
    const known = slots.get(id) ?? {
      id,
      date,
      location: location.name,
      startTime,
      startsAt: instantOf(date, startTime),
      endsAt: instantOf(date, endTime),
      capacity: place.capacity,
      listings: new Map(),
    };
    known.listings.set(listingId, seats);
    slots.set(id, known);
  }
}

/** How answers name a slot. */
export interface Shown {
  location: { name: string };
  scheduled_date: string;
  scheduled_start_time: string;
}

export const isShown = (slot: Slot, pickup: Shown): boolean =>
  slot.location === pickup.location.name &&
  slot.date === pickup.scheduled_date &&
  slot.startTime === pickup.scheduled_start_time;

async function takeOrders(
  client: Client,
  {
    businessId,
    listingIds,
    customers,
    run,
  }: { businessId: string; listingIds: string[]; customers: number; run: string },
): Promise<Order[]> {
  const ids = Array.from({ length: customers }, (_, n) => `customer-${n}-${run}`);
  await client.sendEvents(
    ids.map((id) => ({
      type: "user.upserted",
      data: {
        id,
        user_type: "customer",
        name: `Jane ${PLANTED}`,
        email: `${PLANTED}.${id}@example.com`,
        phone: `+${PHONE}`,
      },
    })),
  );
  const orders = ids.flatMap((id, n) =>
    Array.from({ length: ORDERS_PER_CUSTOMER }, (_, m) => ({
      id: `order-${n}-${m}-${run}`,
      customer: { role: "customer", id } satisfies Caller,
      listingId: listingIds[(n + m) % listingIds.length] ?? "",
    })),
  );
  await client.sendEvents(
    orders.map(({ id, customer, listingId }) => ({
      type: "order.confirmed",
      data: {
        id,
        customer_id: customer.id,
        business_id: businessId,
        interaction_id: `interaction-of-${id}`,
        kind: "purchase",
        status: "confirmed",
        payment_status: "paid",
        total_amount: "12.50",
        items: [{ food_listing_id: listingId, quantity: 1, price_per_item: "12.50" }],
      },
    })),
  );
  return orders;
}

const localDay = (days: number): string =>
  new Date(Date.now() + ZONE_OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10);
const instantOf = (date: string, time: string): number => Date.parse(`${date}T${time}:00Z`) - ZONE_OFFSET_MS;

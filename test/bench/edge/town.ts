/** What the edge bench books: 1,000 listings, each with a counter of its own, and paid orders that await their pickup. */
import { makeToken } from "../../../scripts/tokens.ts";
import { fill, openD1, type Row } from "../d1-file.ts";
import { uuidAt } from "../ids.ts";

export const LISTINGS = 1_000;
const LISTINGS_PER_BUSINESS = 10;
const BUSINESSES = LISTINGS / LISTINGS_PER_BUSINESS;
/** Below the limit of attempts a minute. */
const ORDERS_PER_CUSTOMER = 8;
const DAY_MS = 86_400_000;
const ROOMY = 1_000_000;

export const listingAt = (n: number): string => `edge-listing-${n % LISTINGS}`;
const businessOf = (n: number): string => `edge-business-${Math.floor((n % LISTINGS) / LISTINGS_PER_BUSINESS)}`;

/** Orders are numbered; each is one of a listing that is told when they are made. */
export interface Order {
  id: string;
  customerId: string;
  listing: number;
}

/** Writes the town into a state folder that no server runs on. `listingOf` says which listing each order is of. */
export async function fillTown(state: string, orders: number, listingOf: (n: number) => number): Promise<Order[]> {
  const database = await openD1(state);
  const made = Array.from({ length: orders }, (_, n) => ({
    id: `edge-order-${n}`,
    customerId: `edge-customer-${Math.floor(n / ORDERS_PER_CUSTOMER)}`,
    listing: listingOf(n),
  }));
  try {
    // The night lays the slots of this town alone.
    database.exec("UPDATE pickup_schedules SET is_active = 0");
    fill(database, (insert) => {
      for (const [table, row] of standing()) insert(table, row);
      for (const order of made) for (const [table, row] of rowsOf(order)) insert(table, row);
    });
  } finally {
    database.close();
  }
  return made;
}

const at = Date.now() - DAY_MS;
const provenance = { event_time: at, event_id: "edge" };
const timezone = "Africa/Johannesburg";
const place = { address: "1 Main Street, Pretoria, 0001", latitude: "-25.7479", longitude: "28.2293" };

function* standing(): Generator<[string, Row]> {
  for (let n = 0; n < BUSINESSES; n += 1) {
    const id = `edge-business-${n}`;
    yield ["businesses", { id, name: `Edge ${n}`, ...place, phone: "+27123456789", timezone, ...provenance }];
  }
  for (let n = 0; n < LISTINGS; n += 1) {
    const business_id = businessOf(n);
    const [food_listing_id, location_id] = [listingAt(n), uuidAt(2, n)];
    const times = { created_at: at, updated_at: at };
    yield [
      "food_listings",
      {
        id: food_listing_id,
        business_id,
        name: "Margherita Pizza",
        description: "Made today",
        price_cents: 1250,
        status: "active",
        pickup_window: "17:00-19:00",
        ...provenance,
      },
    ];
    yield [
      "pickup_locations",
      {
        id: location_id,
        business_id,
        name: `Counter ${n}`,
        name_key: `counter ${n}`,
        ...place,
        instructions: "Enter through main entrance",
        contact_person: "John Doe",
        contact_phone: "+27123456789",
        facilities: "[]",
        is_active: 1,
        is_default: 0,
        ...times,
      },
    ];
    yield [
      "pickup_schedules",
      {
        id: uuidAt(3, n),
        business_id,
        food_listing_id,
        location_id,
        pickup_window: "17:00-19:00",
        total_slots: 4,
        max_orders_per_slot: 5,
        slot_buffer_minutes: 5,
        is_active: 1,
        ...times,
      },
    ];
  }
}

function* rowsOf({ id, customerId, listing }: Order): Generator<[string, Row]> {
  const shared = { business_id: businessOf(listing), total_cents: 2500, ...provenance };
  yield [
    "orders",
    { id, customer_id: customerId, ...shared, kind: "purchase", status: "confirmed", payment_status: "paid" },
  ];
  const item = { food_listing_id: listingAt(listing), quantity: 2, price_per_item_cents: 1250, total_cents: 2500 };
  yield ["order_items", { order_id: id, ...item }];
}

interface D1 {
  prepare(sql: string): {
    bind(...values: unknown[]): { all<T>(): Promise<{ results: T[] }>; run(): Promise<unknown> };
  };
}

/** The first slot of a day of each listing, once the night has laid them, with room for everybody. */
export async function roomySlots(database: D1, date: string): Promise<Map<string, string>> {
  await database.prepare("UPDATE slot_listings SET max_orders = ? WHERE date = ?").bind(ROOMY, date).run();
  await database.prepare("UPDATE time_slots SET capacity = ? WHERE date = ?").bind(ROOMY, date).run();
  const { results } = await database
    .prepare(
      `SELECT sl.food_listing_id AS listing, sl.slot_id AS slot FROM slot_listings sl
       JOIN time_slots t ON t.id = sl.slot_id WHERE sl.date = ? AND t.start_time = '17:00'`,
    )
    .bind(date)
    .all<{ listing: string; slot: string }>();
  return new Map(results.map(({ listing, slot }) => [listing, slot]));
}

const tokens = new Map<string, Promise<string>>();

/** The same for the same caller: tokens live for hours, and callers use theirs again. */
function kept(key: string, make: () => Promise<string>): Promise<string> {
  const token = tokens.get(key) ?? make();
  tokens.set(key, token);
  return token;
}

export const customerToken = (customerId: string): Promise<string> =>
  kept(customerId, () => makeToken("customer", customerId));

export const providerToken = (listing: number): Promise<string> => {
  const businessId = businessOf(listing);
  return kept(businessId, () => makeToken("provider", `staff-of-${businessId}`, businessId));
};

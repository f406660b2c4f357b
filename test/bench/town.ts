/** What stands in a bench year all the time: businesses of several sizes, who share their customers. */
import type { Random } from "../support/random.ts";
import type { Row } from "./d1-file.ts";
import { uuidAt } from "./ids.ts";

export const BUSINESSES = 100;
const CUSTOMERS = 5_000;
const NGO_SHARE = 0.1;
const STATIONS_MOST = 6;
/** Pickups a day that a counter with four slots is opened for. */
const PICKUPS_PER_STATION = 10;

/** A counter in one of its two windows, with the listing that is handed over there. */
export interface Station {
  locationId: string;
  listingId: string;
  scheduleId: string;
  window: string;
  starts: readonly string[];
  /** Share of the business's pickups. */
  weight: number;
  seatsPerSlot: number;
  priceCents: number;
}

export interface Shop {
  id: string;
  /** Share of all pickups. */
  weight: number;
  /** Where in the year its season is, as an angle. */
  season: number;
  stations: Station[];
}

const WINDOWS = [
  { window: "17:00-19:00", starts: ["17:00", "17:30", "18:00", "18:30"], weight: 1 },
  { window: "12:00-14:00", starts: ["12:00", "12:30", "13:00", "13:30"], weight: 0.6 },
] as const;
const PLACES = ["Main Counter", "Side Entrance", "Garden Gate"] as const;
const DISHES = [
  "Margherita Pizza",
  "Vegetable Soup",
  "Sourdough Bread",
  "Caesar Salad",
  "Beef Stew",
  "Fruit Box",
] as const;

export const customerAt = (n: number): string => `bench-customer-${n % CUSTOMERS}`;

/** Shops with as many counters and seats as a year of so many pickups asks for. */
export function planShops(pickups: number, days: number, random: Random): Shop[] {
  const sizes = Array.from({ length: BUSINESSES }, () => 0.3 + 2 * random.next() ** 2);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, n) => {
    const weight = size / total;
    const aDay = (pickups * weight) / days;
    const count = Math.min(STATIONS_MOST, Math.max(1, Math.ceil(aDay / PICKUPS_PER_STATION)));
    return {
      id: `bench-business-${n + 1}`,
      weight,
      season: random.next() * 2 * Math.PI,
      stations: Array.from({ length: count }, (_, station) => planStation(n, station, aDay / count, random)),
    };
  });
}

function planStation(shop: number, station: number, aDay: number, random: Random): Station {
  const { window, starts, weight } = WINDOWS[station % 2] ?? WINDOWS[0];
  const [place, number] = [Math.floor(station / 2), shop * STATIONS_MOST + station];
  return {
    locationId: uuidAt(0, shop * STATIONS_MOST + place),
    listingId: `bench-listing-${shop + 1}-${station + 1}`,
    scheduleId: uuidAt(1, number),
    window,
    starts,
    weight: weight / (1 + place),
    seatsPerSlot: Math.max(3, Math.ceil((aDay * 3) / starts.length)),
    priceCents: random.between(10, 60) * 50,
  };
}

/** The rows of shops and customers. `before` is when the year begins. */
export function* standingRows(shops: readonly Shop[], before: number): Generator<[table: string, row: Row]> {
  const provenance = { event_time: before, event_id: "bench" };
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const user_type = n < CUSTOMERS * NGO_SHARE ? "ngo" : "customer";
    yield ["users", { id: customerAt(n), user_type, name: `Customer ${n + 1}`, ...provenance }];
  }
  for (const { id, stations } of shops) {
    const name = `Restaurant ${id.split("-").at(-1)}`;
    const place = { address: "1 Main Street, Pretoria, 0001", latitude: "-25.7479", longitude: "28.2293" };
    const owner_user_id = id.replace("business", "provider");
    const timezone = "Africa/Johannesburg";
    yield ["businesses", { id, name, ...place, phone: "+27123456789", timezone, owner_user_id, ...provenance }];
    for (const [n, locationId] of [...new Set(stations.map((station) => station.locationId))].entries()) {
      yield ["pickup_locations", locationRow(id, locationId, n, { ...place, created_at: before, updated_at: before })];
    }
    for (const [n, station] of stations.entries()) {
      const dish = DISHES[n % DISHES.length] ?? DISHES[0];
      yield ["food_listings", { ...listingRow(id, station, dish), ...provenance }];
      yield ["pickup_schedules", { ...scheduleRow(id, station), created_at: before, updated_at: before }];
    }
  }
}

function locationRow(business_id: string, id: string, n: number, rest: Row): Row {
  const name = PLACES[n] ?? PLACES[0];
  return {
    id,
    business_id,
    name,
    name_key: name.toLowerCase(),
    instructions: "Ring the bell",
    contact_person: "The kitchen",
    contact_phone: "+27123456789",
    facilities: "[]",
    is_active: 1,
    is_default: n === 0 ? 1 : 0,
    ...rest,
  };
}

const listingRow = (business_id: string, { listingId, window, priceCents }: Station, name: string): Row => ({
  id: listingId,
  business_id,
  name,
  description: `${name}, made today`,
  category: name.split(" ").at(-1)?.toLowerCase() ?? null,
  price_cents: priceCents,
  status: "active",
  pickup_window: window,
});

const scheduleRow = (business_id: string, { scheduleId, listingId, locationId, window, ...station }: Station): Row => ({
  id: scheduleId,
  business_id,
  food_listing_id: listingId,
  location_id: locationId,
  pickup_window: window,
  total_slots: station.starts.length,
  max_orders_per_slot: Math.min(50, station.seatsPerSlot),
  slot_buffer_minutes: 5,
  is_active: 1,
});

/** A plausible year: slots of every day, and what became of the pickups in them. The same seed writes the same year. */
import type { Random } from "../support/random.ts";
import type { Row } from "./d1-file.ts";
import { codeAt, uuidAt } from "./ids.ts";
import { customerAt, type Shop, type Station } from "./town.ts";

export const DAYS = 365;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SLOT_MINUTES = 25;
/** Monday first. */
const WEEKDAYS = [0.8, 0.85, 0.9, 1, 1.3, 1.25, 0.9];
const SEASON = 0.15;
/** From the year's first day to its last, demand grows from below its mean to as much above. */
const GROWTH = 0.2;
const FATES = { completed: 82, missed: 9, cancelled: 9 };
const REVIEWED = 0.25;
const CUSTOMER_NOTED = 0.25;
const BUSINESS_NOTED = 0.1;
const CHECKED = 0.95;

type Insert = (table: string, row: Row) => void;

interface Slot {
  id: string;
  station: Station;
  date: string;
  start: string;
  end: string;
  startsAt: number;
  taken: number;
}

export interface Year {
  shops: readonly Shop[];
  pickups: number;
  /** Midnight UTC of the first day. */
  firstDay: number;
  random: Random;
  /** Notes, sealed as the service seals them. */
  notes: readonly string[];
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Writes the slots and exactly so many pickups. */
export function writeYear({ shops, pickups, firstDay, random, notes }: Year, insert: Insert): void {
  const days = Array.from({ length: DAYS }, (_, n) => firstDay + n * DAY_MS);
  const demands = shops.map((shop) => days.map((day, n) => demandOf(shop, day, n)));
  const total = demands.flat().reduce((sum, demand) => sum + demand, 0);
  let [asked, booked, slotCount] = [0, 0, 0];
  for (const [n, day] of days.entries()) {
    for (const [s, shop] of shops.entries()) {
      const slots = slotsOf(shop, day, slotCount);
      slotCount += slots.length;
      asked += demands[s]?.[n] ?? 0;
      const until = n === DAYS - 1 && s === shops.length - 1 ? pickups : Math.round((asked / total) * pickups);
      for (; booked < until; booked += 1) writePickup({ shop, slots, n: booked, random, notes }, insert);
      for (const slot of slots) writeSlot(shop, slot, insert);
    }
  }
}

function demandOf({ weight, season }: Shop, day: number, n: number): number {
  const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 1;
  const phase = (n / DAYS) * 2 * Math.PI + season;
  return weight * weekday * (1 + SEASON * Math.sin(phase)) * (1 + GROWTH * ((2 * n) / DAYS - 1));
}

const slotsOf = ({ stations }: Shop, day: number, first: number): Slot[] =>
  stations
    .flatMap((station) => station.starts.map((start) => ({ station, start })))
    .map(({ station, start }, n) => {
      const date = dateOf(day);
      const startsAt = Date.parse(`${date}T${start}:00+02:00`);
      const minute = Number(start.slice(3)) + SLOT_MINUTES;
      const end = `${start.slice(0, 3)}${minute}`;
      return { id: uuidAt(startsAt, first + n), station, date, start, end, startsAt, taken: 0 };
    });

/** Early slots are liked better. A slot that is full sends on to the next; a day that is full takes cancellations only. */
function takeSlot(slots: readonly Slot[], random: Random): { slot: Slot; hasSeat: boolean } {
  const weightOf = ({ station }: Slot, n: number) => station.weight * (1.2 - 0.12 * (n % station.starts.length));
  let left = random.next() * slots.reduce((sum, slot, n) => sum + weightOf(slot, n), 0);
  const wished = slots.findIndex((slot, n) => {
    left -= weightOf(slot, n);
    return left < 0;
  });
  const inTurn = [...slots.slice(wished), ...slots.slice(0, wished)];
  const free = inTurn.find(({ taken, station }) => taken < station.seatsPerSlot);
  const slot = free ?? inTurn[0];
  if (!slot) throw new Error("A shop without slots");
  return { slot, hasSeat: free !== undefined };
}

interface Occasion {
  shop: Shop;
  slots: readonly Slot[];
  n: number;
  random: Random;
  notes: readonly string[];
}

function writePickup({ shop, slots, n, random, notes }: Occasion, insert: Insert): void {
  const { slot, hasSeat } = takeSlot(slots, random);
  const fate = hasSeat ? random.weighted(FATES) : "cancelled";
  if (fate !== "cancelled") slot.taken += 1;
  const customer_id = customerAt(random.between(0, 2 ** 31));
  const quantity = random.between(1, 4);
  const total_cents = quantity * slot.station.priceCents;
  const createdAt = slot.startsAt - random.between(45, 2_880) * MINUTE_MS;
  const order_id = `bench-order-${n}`;
  const shared = { business_id: shop.id, customer_id, total_cents };
  const provenance = { event_time: createdAt, event_id: order_id };
  insert("orders", {
    id: order_id,
    ...shared,
    kind: "purchase",
    status: "confirmed",
    payment_status: "paid",
    ...provenance,
  });
  const item = { food_listing_id: slot.station.listingId, quantity, price_per_item_cents: slot.station.priceCents };
  insert("order_items", { order_id, ...item, total_cents });
  insert("scheduled_pickups", {
    id: uuidAt(createdAt, n),
    ...shared,
    ...item,
    location_id: slot.station.locationId,
    slot_id: slot.id,
    order_id,
    confirmation_code: codeAt(n),
    date: slot.date,
    start_time: slot.start,
    end_time: slot.end,
    starts_at: slot.startsAt,
    ends_at: slot.startsAt + SLOT_MINUTES * MINUTE_MS,
    is_paid_purchase: 1,
    customer_notes: (random.chance(CUSTOMER_NOTED) && random.pick(notes)) || null,
    business_notes: (random.chance(BUSINESS_NOTED) && random.pick(notes)) || null,
    created_at: createdAt,
    revision: 1,
    ...ending(fate, slot, createdAt, random),
  });
  if (fate === "completed" && random.chance(REVIEWED)) {
    insert("reviews", { id: `bench-review-${n}`, order_id, rating: random.between(2, 6), ...provenance });
  }
}

function ending(fate: keyof typeof FATES, { startsAt }: Slot, createdAt: number, random: Random): Row {
  const none = { actual_pickup_at: null, verified_at: null, completed_at: null, missed_at: null, cancelled_at: null };
  switch (fate) {
    case "completed": {
      const at = startsAt + random.between(-5, 28) * MINUTE_MS;
      const verified_at = random.chance(CHECKED) ? at - random.between(30, 240) * 1_000 : null;
      return { ...none, status: fate, actual_pickup_at: at, verified_at, completed_at: at, updated_at: at };
    }
    case "missed": {
      const at = startsAt + (SLOT_MINUTES + 30) * MINUTE_MS;
      return { ...none, status: fate, missed_at: at, updated_at: at };
    }
    case "cancelled":
      return { ...none, status: fate, cancelled_at: createdAt + MINUTE_MS, updated_at: createdAt + MINUTE_MS };
  }
}

function writeSlot(shop: Shop, { id, station, taken, ...slot }: Slot, insert: Insert): void {
  insert("time_slots", {
    id,
    business_id: shop.id,
    location_id: station.locationId,
    date: slot.date,
    start_time: slot.start,
    end_time: slot.end,
    starts_at: slot.startsAt,
    ends_at: slot.startsAt + SLOT_MINUTES * MINUTE_MS,
    capacity: station.seatsPerSlot,
    status: "open",
    config_version: 1,
    taken,
    revision: 1,
    created_at: slot.startsAt - DAY_MS,
  });
  insert("slot_listings", {
    slot_id: id,
    food_listing_id: station.listingId,
    business_id: shop.id,
    schedule_id: station.scheduleId,
    date: slot.date,
    max_orders: station.seatsPerSlot,
    is_open: 1,
    is_closing: 0,
    taken,
    revision: 1,
  });
}

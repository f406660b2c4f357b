/** The sums of a written history, worked out from it without a database: what the analytics are held against. */
import type { Sums } from "../../src/domain/analytics";
import { NO_SEATS, NO_TALLY, type Seats, type Tally } from "../../src/domain/metrics";
import { isIn, type Past, type PastPickup } from "./history";

const MINUTE_MS = 60_000;
const SLOT_MS = 25 * MINUTE_MS;

export interface SumsFilter {
  from: string;
  to: string;
  locationId?: string;
  foodListingId?: string;
}

interface Key {
  date: string;
  locationId: string;
  foodListingId: string;
  start: string;
}

/** As they stand at an instant, in order of location, listing and hour. The history is one of Johannesburg, two hours from UTC. */
export function sumsOfHistory({ slots, pickups }: Past, filter: SumsFilter, now: number): Sums[] {
  const sums = new Map<string, Sums>();
  const add = ({ date, locationId, foodListingId, start }: Key, parts: Partial<Tally & Seats>) => {
    if (date < filter.from || date > filter.to) return;
    if (filter.locationId !== undefined && locationId !== filter.locationId) return;
    if (filter.foodListingId !== undefined && foodListingId !== filter.foodListingId) return;
    const hour = start.slice(0, 2);
    const key = [locationId, foodListingId, hour].join();
    const sum = sums.get(key) ?? { ...NO_TALLY, ...NO_SEATS, locationId, foodListingId, hour };
    const names = Object.keys(parts) as (keyof (Tally & Seats))[];
    sums.set(key, { ...sum, ...Object.fromEntries(names.map((name) => [name, sum[name] + (parts[name] ?? 0)])) });
  };
  for (const pickup of pickups) add({ ...pickup, foodListingId: pickup.listingId }, tallyOf(pickup));
  for (const slot of slots) {
    const ends = Date.parse(`${slot.date}T${slot.start}:00+02:00`) + SLOT_MS;
    if (slot.isWithdrawn || ends > now) continue;
    const seated = pickups.filter((pickup) => pickup.status !== "cancelled" && isIn(slot, pickup));
    add({ ...slot, foodListingId: "" }, { seats: slot.capacity, taken: seated.length });
    for (const [foodListingId, seats] of Object.entries(slot.listings)) {
      const taken = seated.filter(({ listingId }) => listingId === foodListingId).length;
      if (slot.closed?.includes(foodListingId) && taken === 0) continue;
      add({ ...slot, foodListingId }, { seats, taken });
    }
  }
  return [...sums.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ locationId, foodListingId, hour }: Sums) => [locationId, foodListingId, hour].join("\0");

function tallyOf({ status, after = 0, checkedBefore, ratings = [], cents = 1_000 }: PastPickup): Partial<Tally> {
  if (status !== "completed") {
    return { scheduled: 1, missed: Number(status === "missed"), cancelled: Number(status === "cancelled") };
  }
  const rating = ratings.filter((one) => one !== null).at(-1);
  return {
    scheduled: 1,
    completed: 1,
    onTime: Number(after <= 25),
    waitMs: Math.max(0, after) * MINUTE_MS,
    ...(checkedBefore !== undefined && { counted: 1, counterMs: Math.max(0, checkedBefore) * MINUTE_MS }),
    ...(rating !== undefined && { rated: 1, ratings: rating }),
    valueCents: cents,
  };
}

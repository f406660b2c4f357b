import type { EpochMs, LocalDate, LocalTime } from "../domain/time";
import { type Database, readRow } from "./client";
import type { Location } from "./locations";

export interface Availability {
  listing: { id: string; name: string; status: string; expiresAt: EpochMs | null } | null;
  business: { id: string; name: string; address: string; timezone: string } | null;
  /** By their start. */
  slots: OpenSlot[];
  /** The listing's active locations. */
  locations: Place[];
  /** Finished days of these locations: seats booked and counter times by weekday (Monday is 0) and hour. */
  history: HistoryCell[];
}

export interface OpenSlot {
  id: string;
  locationId: string;
  date: LocalDate;
  startTime: LocalTime;
  endTime: LocalTime;
  capacity: number;
  taken: number;
  maxOrders: number;
  listingTaken: number;
}

type Place = Pick<
  Location,
  "id" | "name" | "address" | "instructions" | "contactPerson" | "contactPhone" | "latitude" | "longitude"
>;

interface HistoryCell {
  locationId: string;
  weekday: number;
  hour: string;
  seats: number;
  taken: number;
  counted: number;
  counterMs: number;
}

type SlotRow = [string, string, LocalDate, LocalTime, LocalTime, number, number, number, number];

/** Named here rather than in each row of the answer, where the names would take more room than the values. */
const toSlot = (row: SlotRow): OpenSlot => {
  const [id, locationId, date, startTime, endTime, capacity, taken, maxOrders, listingTaken] = row;
  return { id, locationId, date, startTime, endTime, capacity, taken, maxOrders, listingTaken };
};

/** Parameters: listing, first date, first instant, first day of history. */
const AVAILABILITY = `
  WITH mine AS MATERIALIZED (SELECT sl.slot_id, sl.max_orders, sl.taken AS listing_taken, t.location_id, t.date, t.start_time, t.end_time,
      t.capacity, t.taken, t.starts_at
    FROM slot_listings sl JOIN time_slots t ON t.id = sl.slot_id
    WHERE sl.food_listing_id = ?1 AND sl.date >= ?2 AND sl.is_open = 1
      AND t.status = 'open' AND t.starts_at >= ?3 ORDER BY t.starts_at),
  places AS MATERIALIZED (SELECT DISTINCT location_id AS id FROM mine)
  SELECT json_object(
    'listing', (SELECT json_object('id', id, 'name', name, 'status', status, 'expiresAt', expires_at)
      FROM food_listings WHERE id = ?1),
    'business', (SELECT json_object('id', id, 'name', name, 'address', address, 'timezone', timezone)
      FROM businesses WHERE id = (SELECT business_id FROM food_listings WHERE id = ?1)),
    'slots', (SELECT json_group_array(json_array(slot_id, location_id, date, start_time, end_time, capacity, taken,
        max_orders, listing_taken)) FROM mine),
    'locations', (SELECT json_group_array(json_object('id', id, 'name', name, 'address', address,
        'instructions', instructions, 'contactPerson', contact_person, 'contactPhone', contact_phone,
        'latitude', latitude, 'longitude', longitude))
      FROM pickup_locations WHERE id IN (SELECT id FROM places) AND is_active = 1),
    'history', (SELECT json_group_array(json_object('locationId', location_id, 'weekday', weekday, 'hour', hour,
        'seats', seats, 'taken', taken, 'counted', counted, 'counterMs', counter_ms))
      FROM (SELECT location_id, (strftime('%w', date) + 6) % 7 AS weekday, hour,
          -- The rows without a listing hold the seats of all of them together.
          sum(iif(food_listing_id = '', seats, 0)) AS seats, sum(iif(food_listing_id = '', taken, 0)) AS taken,
          sum(counted) AS counted, sum(counter_ms) AS counter_ms
        FROM pickup_analytics WHERE location_id IN (SELECT id FROM places) AND date >= ?4
        GROUP BY location_id, weekday, hour))
  ) AS facts`;

/**
 * A listing's open slots from a date on, with what is known about their hours since `since`. One statement that answers one
 * row, made to JSON where the rows are: what D1 sends for each row and statement costs more than reading them.
 */
export async function loadAvailability(
  db: Database,
  request: { foodListingId: string; from: LocalDate; startingAt: EpochMs; since: LocalDate },
): Promise<Availability> {
  const { foodListingId, from, startingAt, since } = request;
  const row = await readRow<{ facts: string }>(db, AVAILABILITY, foodListingId, from, startingAt, since);
  const facts = JSON.parse(row?.facts ?? "null") as Omit<Availability, "slots"> & { slots: SlotRow[] };
  return { ...facts, slots: facts.slots.map(toSlot) };
}

import { and, asc, eq, gt, gte, lte, sql } from "drizzle-orm";
import type { Site } from "../domain/location-hint";
import type { EpochMs, LocalDate, LocalTime } from "../domain/time";
import type { OpenSlot } from "./availability";
import { type Database, runBatch } from "./client";
import { siteColumns, slotCapacity } from "./locations";
import { businesses, pickupLocations, slotListings, timeSlots } from "./schema";

export type TimeSlot = typeof timeSlots.$inferSelect;

/** A slot as one of its listings sees it. */
export interface ListingSlot {
  slot: TimeSlot;
  listing: typeof slotListings.$inferSelect;
}

/** Whether a row of `time_slots` takes time: it is open, and serves a listing (or did a moment ago) or holds a booking. */
export const occupies = sql`status = 'open' AND (taken > 0 OR EXISTS (SELECT 1 FROM slot_listings u
  WHERE u.slot_id = time_slots.id AND (u.is_open = 1 OR u.is_closing = 1)))`;

/** The slots that take a location's time from one day to another, both included. */
export const openSlotsBetween = (
  db: Database,
  locationId: string,
  from: LocalDate,
  to: LocalDate,
): Promise<TimeSlot[]> =>
  db
    .select()
    .from(timeSlots)
    .where(and(eq(timeSlots.locationId, locationId), gte(timeSlots.date, from), lte(timeSlots.date, to), occupies))
    .orderBy(asc(timeSlots.startsAt))
    .all();

/** Slots that serve a listing on a day, in order of time. */
export const listingSlotsOn = (db: Database, foodListingId: string, date: LocalDate): Promise<ListingSlot[]> =>
  db
    .select({ slot: timeSlots, listing: slotListings })
    .from(slotListings)
    .innerJoin(timeSlots, eq(timeSlots.id, slotListings.slotId))
    .where(
      and(
        eq(slotListings.foodListingId, foodListingId),
        eq(slotListings.date, date),
        eq(slotListings.isOpen, true),
        eq(timeSlots.status, "open"),
      ),
    )
    .orderBy(asc(timeSlots.startsAt))
    .all();

/** A schedule's open slots that start after `now`, and whether another listing uses them too. */
export const futureSlotsOf = (
  db: Database,
  scheduleId: string,
  now: EpochMs,
): Promise<(ListingSlot & { isShared: boolean })[]> =>
  db
    .select({
      slot: timeSlots,
      listing: slotListings,
      isShared: sql<boolean>`EXISTS (SELECT 1 FROM slot_listings o WHERE o.slot_id = ${timeSlots.id} AND o.is_open = 1
        AND o.food_listing_id <> ${slotListings.foodListingId})`.mapWith(Boolean),
    })
    .from(slotListings)
    .innerJoin(timeSlots, eq(timeSlots.id, slotListings.slotId))
    .where(and(eq(slotListings.scheduleId, scheduleId), eq(slotListings.isOpen, true), gt(timeSlots.startsAt, now)))
    .orderBy(asc(timeSlots.startsAt))
    .all();

/** One slot to lay for a listing. */
export interface LaidSlot {
  id: string;
  date: LocalDate;
  startTime: LocalTime;
  endTime: LocalTime;
  startsAt: EpochMs;
  endsAt: EpochMs;
}

export interface LayRequest {
  businessId: string;
  locationId: string;
  scheduleId: string;
  foodListingId: string;
  maxOrders: number;
  now: EpochMs;
  slots: LaidSlot[];
}

/**
 * Opens the slots for a listing in one transaction, while its schedule is active: a new stretch is made unless another one
 * overlaps it by now (then neither it nor its listing row appears), a withdrawn one is opened again, and versions rise
 * where anything changed. Laying the same slots again writes nothing. Answers how many of them serve the listing now.
 */
export async function laySlots(db: Database, request: LayRequest): Promise<number> {
  const rows = JSON.stringify(request.slots);
  const { businessId, locationId, scheduleId, foodListingId, maxOrders, now } = request;
  const ids = sql`(SELECT j.value ->> 'id' FROM json_each(${rows}) j)`;
  const hasRoom = sql`NOT EXISTS (SELECT 1 FROM time_slots WHERE location_id = ${locationId}
    AND date = j.value ->> 'date' AND ${occupies} AND id <> j.value ->> 'id'
    AND starts_at < j.value ->> 'endsAt' AND ends_at > j.value ->> 'startsAt')`;
  const isScheduled = sql`EXISTS (SELECT 1 FROM pickup_schedules p WHERE p.id = ${scheduleId} AND p.is_active = 1)`;
  const isOpenForListing = sql`EXISTS (SELECT 1 FROM slot_listings sl WHERE sl.slot_id = time_slots.id
    AND sl.food_listing_id = ${foodListingId} AND sl.is_open = 1 AND sl.max_orders = ${maxOrders})`;
  const results = await runBatch(db, [
    sql`
      INSERT INTO time_slots (id, business_id, location_id, date, start_time, end_time, starts_at, ends_at, capacity,
        status, config_version, created_at)
      SELECT j.value ->> 'id', ${businessId}, ${locationId}, j.value ->> 'date', j.value ->> 'startTime',
        j.value ->> 'endTime', j.value ->> 'startsAt', j.value ->> 'endsAt', ${maxOrders}, 'open', 1, ${now}
      FROM json_each(${rows}) j WHERE ${hasRoom} AND ${isScheduled}
      ON CONFLICT (id) DO UPDATE SET status = 'open', config_version = config_version + 1 WHERE status <> 'open'`,
    sql`
      UPDATE time_slots SET config_version = config_version + 1
      WHERE id IN ${ids} AND status = 'open' AND NOT ${isOpenForListing}`,
    sql`
      INSERT INTO slot_listings (slot_id, food_listing_id, business_id, schedule_id, date, max_orders, is_open)
      SELECT j.value ->> 'id', ${foodListingId}, ${businessId}, ${scheduleId}, j.value ->> 'date', ${maxOrders}, 1
      FROM json_each(${rows}) j JOIN time_slots s ON s.id = j.value ->> 'id' AND s.status = 'open'
      WHERE ${hasRoom} AND ${isScheduled}
      ON CONFLICT (slot_id, food_listing_id) DO UPDATE SET schedule_id = excluded.schedule_id,
        max_orders = excluded.max_orders, is_open = 1, is_closing = 0
      WHERE is_open = 0 OR max_orders <> excluded.max_orders OR schedule_id <> excluded.schedule_id`,
    sql`
      UPDATE time_slots SET capacity = ${slotCapacity}, config_version = config_version + 1
      WHERE id IN ${ids} AND capacity <> ${slotCapacity}`,
    sql`
      SELECT count(*) AS n FROM slot_listings JOIN time_slots ON time_slots.id = slot_id AND status = 'open'
      WHERE slot_id IN ${ids} AND food_listing_id = ${foodListingId} AND is_open = 1`,
  ]);
  const counted = results.at(-1) as D1Result<{ n: number }> | undefined;
  return counted?.results[0]?.n ?? 0;
}

/** Open slots whose start lies in a stretch of time, in order of id: what the sweep looks after. */
export const slotsStartingBetween = (
  db: Database,
  from: EpochMs,
  to: EpochMs,
  page: { after: string; limit: number },
): Promise<SlotPlace[]> =>
  places(db)
    // Written out, because a partial index is only used for the very words of its condition.
    .where(
      and(
        sql`${timeSlots.status} = 'open'`,
        gte(timeSlots.startsAt, from),
        lte(timeSlots.startsAt, to),
        gt(timeSlots.id, page.after),
      ),
    )
    .orderBy(asc(timeSlots.id))
    .limit(page.limit)
    .all();

/** One slot, or all of a business or a date or both, in order of id. */
export const slotsToReconcile = (
  db: Database,
  filter: { slotId?: string; businessId?: string; date?: LocalDate },
  page: { after: string; limit: number },
): Promise<SlotPlace[]> =>
  places(db)
    .where(
      and(
        filter.slotId === undefined ? undefined : eq(timeSlots.id, filter.slotId),
        filter.businessId === undefined ? undefined : eq(timeSlots.businessId, filter.businessId),
        filter.date === undefined ? undefined : eq(timeSlots.date, filter.date),
        gt(timeSlots.id, page.after),
      ),
    )
    .orderBy(asc(timeSlots.id))
    .limit(page.limit)
    .all();

/** Whose slots these are, and who hears of the business's affairs. */
export const ownersOfSlots = (
  db: Database,
  slotIds: string[],
): Promise<{ id: string; businessId: string; ownerUserId: string | null }[]> =>
  db
    .select({ id: timeSlots.id, businessId: timeSlots.businessId, ownerUserId: businesses.ownerUserId })
    .from(timeSlots)
    .innerJoin(businesses, eq(businesses.id, timeSlots.businessId))
    .where(sql`${timeSlots.id} IN (SELECT value FROM json_each(${JSON.stringify(slotIds)}))`)
    .all();

export interface SlotPlace {
  slotId: string;
  locationId: string;
  date: LocalDate;
  /** Where its pickup point is; unsaid of a slot whose object is known to be there. */
  site?: Site;
}

const places = (db: Database) =>
  db
    .select({ slotId: timeSlots.id, locationId: timeSlots.locationId, date: timeSlots.date, site: siteColumns })
    .from(timeSlots)
    .leftJoin(pickupLocations, eq(pickupLocations.id, timeSlots.locationId));

/** For whom another slot of a listing is looked for. */
export interface Wanted {
  foodListingId: string;
  /** The slot that it is not to be. */
  slotId: string;
  /** The nearer to this the better. */
  startsAt: EpochMs;
  /** For who comes later: slots that are over by then are no alternative. */
  endsAfter?: EpochMs;
  lastDate: LocalDate;
}

export type Alternative = Omit<OpenSlot, "id" | "locationId"> & { slotId: string };

/** Bookable slots of each one's listing on other stretches, the nearest in time first; one statement, however many ask. */
export async function alternativesTo(
  db: Database,
  wanted: readonly Wanted[],
  { from, limit }: { from: EpochMs; limit: number },
): Promise<Alternative[][]> {
  const rows = await db.all<Alternative & { place: number }>(sql`
    SELECT * FROM (
      SELECT w.key AS place, s.id AS slotId, s.date AS date, s.start_time AS startTime, s.end_time AS endTime,
        s.capacity AS capacity, s.taken AS taken, l.max_orders AS maxOrders, l.taken AS listingTaken,
        row_number() OVER (PARTITION BY w.key ORDER BY abs(s.starts_at - w.value ->> 'startsAt'), s.starts_at) AS rank
      FROM json_each(${JSON.stringify(wanted)}) w
        JOIN slot_listings l ON l.food_listing_id = w.value ->> 'foodListingId' AND l.date <= w.value ->> 'lastDate'
        JOIN time_slots s ON s.id = l.slot_id
        JOIN pickup_locations p ON p.id = s.location_id
      WHERE l.is_open = 1 AND s.status = 'open' AND p.is_active = 1 AND s.starts_at >= ${from}
        AND s.ends_at >= coalesce(w.value ->> 'endsAfter', 0) AND s.id <> w.value ->> 'slotId'
        AND s.taken < s.capacity AND l.taken < l.max_orders)
    WHERE rank <= ${limit} ORDER BY place, rank`);
  const found = Map.groupBy(rows, ({ place }) => place);
  return wanted.map((_, place) => found.get(place) ?? []);
}

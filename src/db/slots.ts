import { and, asc, eq, gt, gte, lte, ne, sql } from "drizzle-orm";
import type { EpochMs, LocalDate, LocalTime } from "../domain/time";
import { type Database, runBatch } from "./client";
import { slotCapacity } from "./locations";
import { pickupLocations, slotListings, timeSlots } from "./schema";

export type TimeSlot = typeof timeSlots.$inferSelect;

/** A slot as one of its listings sees it. */
export interface ListingSlot {
  slot: TimeSlot;
  listing: typeof slotListings.$inferSelect;
}

/** Whether a row of `time_slots` takes time: it is open, and serves a listing or holds a booking. */
const occupies = sql`status = 'open'
  AND (taken > 0 OR EXISTS (SELECT 1 FROM slot_listings u WHERE u.slot_id = time_slots.id AND u.is_open = 1))`;

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
 * Opens the slots for a listing in one transaction: a new stretch is made unless another open one overlaps it by now
 * (then neither it nor its listing row appears), a withdrawn one is opened again, and versions rise where anything
 * changed. Safe to repeat: laying the same slots again writes nothing. Answers how many of them serve the listing now.
 */
export async function laySlots(db: Database, request: LayRequest): Promise<number> {
  const rows = JSON.stringify(request.slots);
  const { businessId, locationId, scheduleId, foodListingId, maxOrders, now } = request;
  const ids = sql`(SELECT j.value ->> 'id' FROM json_each(${rows}) j)`;
  const isOpenForListing = sql`EXISTS (SELECT 1 FROM slot_listings sl WHERE sl.slot_id = time_slots.id
    AND sl.food_listing_id = ${foodListingId} AND sl.is_open = 1 AND sl.max_orders = ${maxOrders})`;
  const results = await runBatch(db, [
    sql`
      INSERT INTO time_slots (id, business_id, location_id, date, start_time, end_time, starts_at, ends_at, capacity,
        status, config_version, created_at)
      SELECT j.value ->> 'id', ${businessId}, ${locationId}, j.value ->> 'date', j.value ->> 'startTime',
        j.value ->> 'endTime', j.value ->> 'startsAt', j.value ->> 'endsAt', ${maxOrders}, 'open', 1, ${now}
      FROM json_each(${rows}) j
      WHERE NOT EXISTS (SELECT 1 FROM time_slots WHERE location_id = ${locationId} AND date = j.value ->> 'date'
        AND ${occupies} AND id <> j.value ->> 'id' AND starts_at < j.value ->> 'endsAt'
        AND ends_at > j.value ->> 'startsAt')
      ON CONFLICT (id) DO UPDATE SET status = 'open', config_version = config_version + 1 WHERE status <> 'open'`,
    sql`
      UPDATE time_slots SET config_version = config_version + 1
      WHERE id IN ${ids} AND status = 'open' AND NOT ${isOpenForListing}`,
    sql`
      INSERT INTO slot_listings (slot_id, food_listing_id, business_id, schedule_id, date, max_orders, is_open)
      SELECT j.value ->> 'id', ${foodListingId}, ${businessId}, ${scheduleId}, j.value ->> 'date', ${maxOrders}, 1
      FROM json_each(${rows}) j JOIN time_slots s ON s.id = j.value ->> 'id' AND s.status = 'open'
      WHERE true
      ON CONFLICT (slot_id, food_listing_id) DO UPDATE SET schedule_id = excluded.schedule_id,
        max_orders = excluded.max_orders, is_open = 1`,
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

/**
 * Closes slots for a listing, after their objects agreed. A slot that serves no other listing and holds no booking is
 * withdrawn with it; `bookedIds` are those whose objects still hold one.
 */
export async function closeSlots(
  db: Database,
  foodListingId: string,
  slotIds: string[],
  bookedIds: string[],
): Promise<void> {
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(slotIds)}))`;
  await runBatch(db, [
    sql`UPDATE slot_listings SET is_open = 0 WHERE food_listing_id = ${foodListingId} AND slot_id IN ${ids}`,
    sql`
      UPDATE time_slots SET config_version = config_version + 1, capacity = ${slotCapacity},
        status = iif(id IN (SELECT value FROM json_each(${JSON.stringify(bookedIds)}))
          OR EXISTS (SELECT 1 FROM slot_listings sl WHERE sl.slot_id = time_slots.id AND sl.is_open = 1)
          OR EXISTS (SELECT 1 FROM scheduled_pickups p WHERE p.location_id = time_slots.location_id
            AND p.date = time_slots.date AND p.slot_id = time_slots.id AND p.status IN ('scheduled', 'confirmed')),
          'open', 'withdrawn')
      WHERE id IN ${ids}`,
  ]);
}

/** Open slots whose start lies in a stretch of time: what the sweep looks after. */
export const slotIdsStartingBetween = async (
  db: Database,
  from: EpochMs,
  to: EpochMs,
  limit: number,
): Promise<string[]> => {
  const rows = await db
    .select({ id: timeSlots.id })
    .from(timeSlots)
    // Written out, because a partial index is only used for the very words of its condition.
    .where(and(sql`${timeSlots.status} = 'open'`, gte(timeSlots.startsAt, from), lte(timeSlots.startsAt, to)))
    .orderBy(asc(timeSlots.startsAt))
    .limit(limit);
  return rows.map(({ id }) => id);
};

/** A listing's bookable slots on other stretches, nearest in time to a given slot first. */
export async function alternativesTo(
  db: Database,
  request: {
    foodListingId: string;
    slotId: string;
    startsAt: EpochMs;
    from: EpochMs;
    lastDate: LocalDate;
    limit: number;
  },
): Promise<ListingSlot[]> {
  return db
    .select({ slot: timeSlots, listing: slotListings })
    .from(slotListings)
    .innerJoin(timeSlots, eq(timeSlots.id, slotListings.slotId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, timeSlots.locationId))
    .where(
      and(
        eq(slotListings.foodListingId, request.foodListingId),
        lte(slotListings.date, request.lastDate),
        eq(slotListings.isOpen, true),
        eq(timeSlots.status, "open"),
        eq(pickupLocations.isActive, true),
        gte(timeSlots.startsAt, request.from),
        ne(timeSlots.id, request.slotId),
        sql`${timeSlots.taken} < ${timeSlots.capacity} AND ${slotListings.taken} < ${slotListings.maxOrders}`,
      ),
    )
    .orderBy(sql`abs(${timeSlots.startsAt} - ${request.startsAt})`, asc(timeSlots.startsAt))
    .limit(request.limit)
    .all();
}

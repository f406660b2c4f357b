/** How slots close for a listing: written down first, then asked of their objects, then settled. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { Site } from "../domain/location-hint";
import type { EpochMs } from "../domain/time";
import { type Database, runBatch } from "./client";
import { siteColumns, slotCapacity } from "./locations";
import { pickupLocations, pickupSchedules, slotListings, timeSlots } from "./schema";
import { occupies } from "./slots";

/** A slot that is meant to close for a listing, under the version that D1 gave the closing. */
export interface Closing {
  slotId: string;
  foodListingId: string;
  version: number;
  /** The schedule is over: bookings stand, but nothing new comes. Else a slot with bookings stays as it is. */
  isForced: boolean;
  /** Where the slot's pickup point is. */
  site: Site;
}

/**
 * Writes down which of a schedule's slots are to close, before their objects are asked, so that an interruption loses
 * nothing: from here on they take no booking. `isOver` ends the schedule in the same transaction.
 */
export async function startClosing(
  db: Database,
  request: { scheduleId: string; slotIds: string[]; isOver: boolean; now: EpochMs },
): Promise<void> {
  const { scheduleId, isOver, now } = request;
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(request.slotIds)}))`;
  const end = sql`UPDATE pickup_schedules SET is_active = 0, updated_at = ${now} WHERE id = ${scheduleId}`;
  await runBatch(db, [
    ...(isOver ? [end] : []),
    sql`
      UPDATE time_slots SET config_version = config_version + 1 WHERE id IN ${ids} AND id IN
        (SELECT slot_id FROM slot_listings WHERE schedule_id = ${scheduleId} AND is_open = 1)`,
    sql`
      UPDATE slot_listings SET is_open = 0, is_closing = 1
      WHERE schedule_id = ${scheduleId} AND slot_id IN ${ids} AND is_open = 1`,
  ]);
}

export type ClosingCursor = Pick<Closing, "slotId" | "foodListingId">;

/** Slots still to be closed, in order of id: a schedule's, or any when none is given. */
export const listClosings = (
  db: Database,
  scheduleId: string | null,
  { after, limit }: { after: ClosingCursor; limit: number },
): Promise<Closing[]> =>
  db
    .select({
      slotId: slotListings.slotId,
      foodListingId: slotListings.foodListingId,
      version: timeSlots.configVersion,
      isForced: sql<boolean>`${pickupSchedules.isActive} = 0`.mapWith(Boolean),
      site: siteColumns,
    })
    .from(slotListings)
    .innerJoin(timeSlots, eq(timeSlots.id, slotListings.slotId))
    .innerJoin(pickupSchedules, eq(pickupSchedules.id, slotListings.scheduleId))
    .leftJoin(pickupLocations, eq(pickupLocations.id, timeSlots.locationId))
    // Written out, because a partial index is only used for the very words of its condition.
    .where(
      and(
        sql`${slotListings.isClosing} = 1`,
        scheduleId ? eq(slotListings.scheduleId, scheduleId) : undefined,
        // The plus keeps the primary key out, by which every slot would be walked.
        sql`(+${slotListings.slotId}, ${slotListings.foodListingId}) > (${after.slotId}, ${after.foodListingId})`,
      ),
    )
    .orderBy(sql`+${slotListings.slotId}`, asc(slotListings.foodListingId))
    .limit(limit)
    .all();

/** What a slot's object said to a closing. */
export interface ClosingAnswer extends ClosingCursor {
  /** Its bookings keep it open. */
  isKept: boolean;
  /** It holds live bookings. */
  isBooked: boolean;
}

/**
 * Closes slots for their listings, after their objects agreed, and opens again those whose bookings keep them. A slot that
 * serves no other listing and holds no booking is withdrawn. One transaction, however many.
 */
export async function finishClosing(db: Database, answers: ClosingAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const list = (values: unknown[]) => sql`json_each(${JSON.stringify(values)})`;
  const ids = (wanted: ClosingAnswer[]) => sql`(SELECT value FROM ${list(wanted.map(({ slotId }) => slotId))})`;
  const settle = (isOpen: boolean) => {
    const pairs = list(answers.filter(({ isKept }) => isKept === isOpen));
    return sql`
      UPDATE slot_listings SET is_open = ${isOpen ? 1 : 0}, is_closing = 0 WHERE is_closing = 1
        AND (slot_id, food_listing_id) IN (SELECT value ->> 'slotId', value ->> 'foodListingId' FROM ${pairs})`;
  };
  await runBatch(db, [
    settle(false),
    settle(true),
    sql`
      UPDATE time_slots SET config_version = config_version + 1, capacity = ${slotCapacity},
        status = iif(id IN ${ids(answers.filter(({ isBooked }) => isBooked))} OR ${occupies}
          OR EXISTS (SELECT 1 FROM scheduled_pickups p WHERE p.location_id = time_slots.location_id
            AND p.date = time_slots.date AND p.slot_id = time_slots.id AND p.status IN ('scheduled', 'confirmed')),
          'open', 'withdrawn')
      WHERE id IN ${ids(answers)}`,
  ]);
}

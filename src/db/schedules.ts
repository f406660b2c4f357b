import { and, asc, count, desc, eq, gt, sql } from "drizzle-orm";
import { columnsAs, type Database } from "./client";
import { offsetOf, type Page, type PageRequest, readPage } from "./paging";
import { businesses, foodListings, pickupLocations, pickupSchedules, type ScheduleState } from "./schema";

export type Schedule = typeof pickupSchedules.$inferSelect;

/** A schedule with all that laying its slots needs. */
export interface ScheduleContext {
  schedule: Schedule;
  listing: typeof foodListings.$inferSelect;
  location: typeof pickupLocations.$inferSelect;
  business: typeof businesses.$inferSelect;
}

const contexts = (db: Database) =>
  db
    .select({ schedule: pickupSchedules, listing: foodListings, location: pickupLocations, business: businesses })
    .from(pickupSchedules)
    .innerJoin(foodListings, eq(foodListings.id, pickupSchedules.foodListingId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, pickupSchedules.locationId))
    .innerJoin(businesses, eq(businesses.id, pickupSchedules.businessId));

export const findSchedule = (db: Database, id: string): Promise<ScheduleContext | undefined> =>
  contexts(db).where(eq(pickupSchedules.id, id)).get();

export const findActiveSchedule = (db: Database, foodListingId: string): Promise<ScheduleContext | undefined> =>
  contexts(db)
    .where(and(eq(pickupSchedules.foodListingId, foodListingId), eq(pickupSchedules.isActive, true)))
    .get();

/** In the order in which they were made, and so laid. */
export const activeSchedulesOf = (db: Database, businessId: string): Promise<ScheduleContext[]> =>
  contexts(db)
    .where(and(eq(pickupSchedules.businessId, businessId), eq(pickupSchedules.isActive, true)))
    .orderBy(asc(pickupSchedules.createdAt), asc(pickupSchedules.id))
    .all();

export const activeSchedulesAt = (db: Database, locationId: string): Promise<ScheduleContext[]> =>
  contexts(db)
    .where(and(eq(pickupSchedules.locationId, locationId), eq(pickupSchedules.isActive, true)))
    .all();

/** Ids of active schedules, in order, after a given one: for jobs that walk them. */
export async function activeScheduleIds(db: Database, page: { after: string; limit: number }): Promise<string[]> {
  const rows = await db
    .select({ id: pickupSchedules.id })
    .from(pickupSchedules)
    // Written out, because a partial index is only used for the very words of its condition.
    .where(and(sql`${pickupSchedules.isActive} = 1`, gt(pickupSchedules.id, page.after)))
    .orderBy(asc(pickupSchedules.id))
    .limit(page.limit);
  return rows.map(({ id }) => id);
}

export async function hasSchedule(db: Database, foodListingId: string): Promise<boolean> {
  const found = await db
    .select({ one: sql`1` })
    .from(pickupSchedules)
    .where(eq(pickupSchedules.foodListingId, foodListingId))
    .limit(1);
  return found.length > 0;
}

const { status, expiresAt } = foodListings;

const shown = {
  schedule: pickupSchedules,
  listing: columnsAs("listing", { id: foodListings.id, name: foodListings.name, status, expiresAt }),
  location: columnsAs("location", {
    id: pickupLocations.id,
    name: pickupLocations.name,
    address: pickupLocations.address,
  }),
};

/** A schedule with what is shown of its listing and location. */
export interface ShownSchedule {
  schedule: Schedule;
  listing: Pick<ScheduleContext["listing"], "id" | "name" | "status" | "expiresAt">;
  location: Pick<ScheduleContext["location"], "id" | "name" | "address">;
}

export interface ScheduleFilter {
  businessId: string;
  foodListingId?: string;
  locationId?: string;
  isActive?: boolean;
}

export function listSchedules(db: Database, filter: ScheduleFilter, page: PageRequest): Promise<Page<ShownSchedule>> {
  const where = and(
    eq(pickupSchedules.businessId, filter.businessId),
    filter.foodListingId === undefined ? undefined : eq(pickupSchedules.foodListingId, filter.foodListingId),
    filter.locationId === undefined ? undefined : eq(pickupSchedules.locationId, filter.locationId),
    filter.isActive === undefined ? undefined : eq(pickupSchedules.isActive, filter.isActive),
  );
  return readPage(
    db,
    db.select({ count: count() }).from(pickupSchedules).where(where),
    db
      .select(shown)
      .from(pickupSchedules)
      .innerJoin(foodListings, eq(foodListings.id, pickupSchedules.foodListingId))
      .innerJoin(pickupLocations, eq(pickupLocations.id, pickupSchedules.locationId))
      .where(where)
      .orderBy(desc(pickupSchedules.createdAt), desc(pickupSchedules.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  );
}

/** Rejects with a unique violation when the listing has an active schedule. */
export async function insertSchedule(db: Database, schedule: Schedule): Promise<void> {
  await db.insert(pickupSchedules).values(schedule);
}

/**
 * Writes only what is given, and only while the row is as expected; answers whether it did. Rejects with a unique violation
 * when it would make a second active schedule.
 */
export async function updateSchedule(
  db: Database,
  { id, expected = {} }: { id: string; expected?: Partial<ScheduleState> },
  change: Partial<Schedule>,
): Promise<boolean> {
  const asExpected = (Object.keys(expected) as (keyof ScheduleState)[]).map(
    (key) => sql`${pickupSchedules[key]} = ${sql.param(expected[key], pickupSchedules[key])}`,
  );
  const updated = await db
    .update(pickupSchedules)
    .set(change)
    .where(and(eq(pickupSchedules.id, id), ...asExpected))
    .returning({ id: pickupSchedules.id });
  return updated.length > 0;
}

/** For a schedule that turned out to have no place. */
export async function deleteSchedule(db: Database, id: string): Promise<void> {
  await db.delete(pickupSchedules).where(eq(pickupSchedules.id, id));
}

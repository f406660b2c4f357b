import { and, asc, count, desc, eq, sql } from "drizzle-orm";
import { addDays, localDate } from "../domain/time";
import type { Business } from "./businesses";
import { type Database, runBatch } from "./client";
import { offsetOf, type Page, type PageRequest, readPage } from "./paging";
import { businesses, pickupLocations } from "./schema";

export type Location = typeof pickupLocations.$inferSelect;

export const nameKey = (name: string): string => name.trim().toLocaleLowerCase("en").replace(/\s+/g, " ");

export const findLocation = (db: Database, id: string): Promise<Location | undefined> =>
  db.select().from(pickupLocations).where(eq(pickupLocations.id, id)).get();

export function listLocations(
  db: Database,
  filter: { businessId: string; isActive?: boolean },
  page: PageRequest,
): Promise<Page<{ location: Location; businessName: string }>> {
  const where = and(
    eq(pickupLocations.businessId, filter.businessId),
    filter.isActive === undefined ? undefined : eq(pickupLocations.isActive, filter.isActive),
  );
  return readPage(
    db,
    db.select({ count: count() }).from(pickupLocations).where(where),
    db
      .select({ location: pickupLocations, businessName: sql<string>`${businesses.name}`.as("business.name") })
      .from(pickupLocations)
      .innerJoin(businesses, eq(businesses.id, pickupLocations.businessId))
      .where(where)
      .orderBy(asc(pickupLocations.createdAt), asc(pickupLocations.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  );
}

const activeOf = (db: Database, businessId: string) =>
  db
    .select()
    .from(pickupLocations)
    .where(and(eq(pickupLocations.businessId, businessId), eq(pickupLocations.isActive, true)))
    .orderBy(desc(pickupLocations.isDefault), asc(pickupLocations.createdAt), asc(pickupLocations.id));

/** The business's active locations, the default first, then the oldest. */
export const activeLocations = (db: Database, businessId: string): Promise<Location[]> =>
  activeOf(db, businessId).all();

/** The same with the business; null for one that nobody has told of. */
export async function findPlaces(
  db: Database,
  businessId: string,
): Promise<{ business: Business; locations: Location[] } | null> {
  const [[business], locations] = await db.batch([
    db.select().from(businesses).where(eq(businesses.id, businessId)),
    activeOf(db, businessId),
  ]);
  return business ? { business, locations } : null;
}

const dropDefault = (db: Database, businessId: string) =>
  db
    .update(pickupLocations)
    .set({ isDefault: false })
    .where(and(eq(pickupLocations.businessId, businessId), eq(pickupLocations.isDefault, true)));

/** Rejects with a unique violation when an active location of the business has the name. */
export async function insertLocation(db: Database, location: Location): Promise<void> {
  const insert = db.insert(pickupLocations).values(location);
  await (location.isDefault ? db.batch([dropDefault(db, location.businessId), insert]) : insert);
}

/** Writes what is given. A changed `slotCapacity` reaches the location's future slots in the same batch. */
export async function updateLocation(
  db: Database,
  location: Pick<Location, "id" | "businessId">,
  change: Partial<Location>,
  now: number,
): Promise<void> {
  const update = db.update(pickupLocations).set(change).where(eq(pickupLocations.id, location.id));
  const resize = sql`
    UPDATE time_slots SET capacity = ${slotCapacity}, config_version = config_version + 1
    WHERE location_id = ${location.id} AND date >= ${dateBefore(now)} AND starts_at > ${now}
      AND capacity <> ${slotCapacity}`;
  await runBatch(db, [...(change.isDefault ? [dropDefault(db, location.businessId)] : []), update, resize]);
}

/** A date that is over in every zone, to reach a location's later slots by its index. */
const dateBefore = (now: number): string => addDays(localDate(now, "UTC"), -1);

/** Of a row of `pickup_locations`: where it is. */
export const siteColumns = { latitude: pickupLocations.latitude, longitude: pickupLocations.longitude };

/** Seats of a row of `time_slots`: its location's own limit, else the largest limit among its open listings. */
export const slotCapacity = sql<number>`coalesce(
  (SELECT l.slot_capacity FROM pickup_locations l WHERE l.id = time_slots.location_id),
  (SELECT max(sl.max_orders) FROM slot_listings sl WHERE sl.slot_id = time_slots.id AND sl.is_open = 1),
  time_slots.capacity)`;

type Deactivation = "done" | "last_active" | "upcoming_pickups";

/** Deactivates in one statement, so that two calls cannot both take away the last location. */
export async function deactivateLocation(db: Database, location: Location, now: number): Promise<Deactivation> {
  const done = await db.run(sql`
    UPDATE pickup_locations SET is_active = 0, is_default = 0, updated_at = ${now}
    WHERE id = ${location.id} AND is_active = 1
      AND EXISTS (SELECT 1 FROM pickup_locations o
        WHERE o.business_id = ${location.businessId} AND o.is_active = 1 AND o.id <> ${location.id})
      AND NOT EXISTS (SELECT 1 FROM scheduled_pickups p
        WHERE p.location_id = ${location.id} AND p.status IN ('scheduled', 'confirmed'))`);
  if (done.meta.changes > 0) return "done";
  const active = await activeLocations(db, location.businessId);
  if (!active.some(({ id }) => id === location.id)) return "done";
  return active.length === 1 ? "last_active" : "upcoming_pickups";
}

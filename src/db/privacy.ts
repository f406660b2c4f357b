import { and, asc, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "./client";
import { dataLog, pickupLocations, scheduledPickups } from "./schema";

/** All pickups of a user, the oldest first. */
export const pickupsToExport = (db: Database, userId: string) =>
  db
    .select({ pickup: scheduledPickups, locationName: pickupLocations.name })
    .from(scheduledPickups)
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .where(eq(scheduledPickups.customerId, userId))
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .all();

export type PlacedPickup = Pick<typeof scheduledPickups.$inferSelect, "id" | "slotId" | "locationId" | "date">;

/** A user's pickups that still hold texts, in order of id, after a given one. */
export const pickupsToAnonymize = (
  db: Database,
  userId: string,
  page: { after: string; limit: number },
): Promise<PlacedPickup[]> =>
  db
    .select({
      id: scheduledPickups.id,
      slotId: scheduledPickups.slotId,
      locationId: scheduledPickups.locationId,
      date: scheduledPickups.date,
    })
    .from(scheduledPickups)
    .where(
      and(
        eq(scheduledPickups.customerId, userId),
        isNull(scheduledPickups.anonymizedAt),
        gt(scheduledPickups.id, page.after),
      ),
    )
    .orderBy(asc(scheduledPickups.id))
    .limit(page.limit)
    .all();

export async function logDataUse(db: Database, entry: typeof dataLog.$inferInsert): Promise<void> {
  await db.insert(dataLog).values(entry);
}

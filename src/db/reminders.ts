/** Which pickups are to be reminded of, and which were. */
import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { NotificationType } from "../domain/vocabulary";
import type { Database } from "./client";
import { isLivePickup } from "./live-pickups";
import { scheduledPickups } from "./schema";

interface Stretch {
  from: EpochMs;
  to: EpochMs;
}

interface PickupPage {
  after: { startsAt: EpochMs; id: string };
  limit: number;
}

/** Live pickups that start in a stretch of time, in order of start. */
export const livePickupsStarting = (
  db: Database,
  { from, to }: Stretch,
  { after, limit }: PickupPage,
  condition?: SQL,
) =>
  db
    .select({
      id: scheduledPickups.id,
      businessId: scheduledPickups.businessId,
      customerId: scheduledPickups.customerId,
      startsAt: scheduledPickups.startsAt,
      createdAt: scheduledPickups.createdAt,
    })
    .from(scheduledPickups)
    .where(
      and(
        isLivePickup,
        gt(scheduledPickups.startsAt, from),
        lte(scheduledPickups.startsAt, to),
        sql`(${scheduledPickups.startsAt}, ${scheduledPickups.id}) > (${after.startsAt}, ${after.id})`,
        condition,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(limit)
    .all();

/** Those of them that were not yet sent this reminder; of one business and day, or of all. */
export const pickupsToRemind = (
  db: Database,
  {
    type,
    businessId,
    date,
    ...stretch
  }: Stretch & {
    type: NotificationType;
    businessId: string | null;
    date: LocalDate | null;
  },
  page: PickupPage,
) =>
  livePickupsStarting(
    db,
    stretch,
    page,
    and(
      date === null ? undefined : eq(scheduledPickups.date, date),
      businessId === null ? undefined : eq(scheduledPickups.businessId, businessId),
      sql`NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
        AND n.type = ${type} AND n.state <> 'queued')`,
    ),
  );

/** Whether any channel took one of these notifications about a pickup. */
export const wasSent = (types: readonly NotificationType[]) =>
  sql<boolean>`EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
    AND n.type IN (SELECT value FROM json_each(${JSON.stringify(types)})) AND n.state = 'sent')`.mapWith(Boolean);

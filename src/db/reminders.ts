/** Which pickups are to be reminded of, and which were. */
import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import type { EpochMs, LocalDate } from "../domain/time";
import type { NotificationType } from "../domain/vocabulary";
import type { Database } from "./client";
import { scheduledPickups } from "./schema";

/** Written out, because a partial index is only used for the very words of its condition. */
const live = sql`${scheduledPickups.status} IN ('scheduled', 'confirmed')`;

/** Live pickups that start in a stretch of time, in order of start. */
export const livePickupsStarting = (
  db: Database,
  { from, to }: { from: EpochMs; to: EpochMs },
  page: { after: { startsAt: EpochMs; id: string }; limit: number },
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
        live,
        gt(scheduledPickups.startsAt, from),
        lte(scheduledPickups.startsAt, to),
        sql`(${scheduledPickups.startsAt}, ${scheduledPickups.id}) > (${page.after.startsAt}, ${page.after.id})`,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(page.limit)
    .all();

/** Live pickups about to start that were not yet sent this reminder, in order of start; of one business and day, or of all. */
export const pickupsToRemind = (
  db: Database,
  filter: { type: NotificationType; businessId: string | null; date: LocalDate | null; from: EpochMs; to: EpochMs },
  page: { after: { startsAt: EpochMs; id: string }; limit: number },
) =>
  db
    .select({
      id: scheduledPickups.id,
      businessId: scheduledPickups.businessId,
      customerId: scheduledPickups.customerId,
      startsAt: scheduledPickups.startsAt,
    })
    .from(scheduledPickups)
    .where(
      and(
        live,
        gt(scheduledPickups.startsAt, filter.from),
        lte(scheduledPickups.startsAt, filter.to),
        filter.date === null ? undefined : eq(scheduledPickups.date, filter.date),
        filter.businessId === null ? undefined : eq(scheduledPickups.businessId, filter.businessId),
        sql`(${scheduledPickups.startsAt}, ${scheduledPickups.id}) > (${page.after.startsAt}, ${page.after.id})`,
        sql`NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
          AND n.type = ${filter.type} AND n.state <> 'queued')`,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(page.limit)
    .all();

/** Whether any channel took one of these notifications about a pickup. */
export const wasSent = (types: readonly NotificationType[]) =>
  sql<boolean>`EXISTS (SELECT 1 FROM notifications n WHERE n.subject = ${scheduledPickups.id}
    AND n.type IN (SELECT value FROM json_each(${JSON.stringify(types)})) AND n.state = 'sent')`.mapWith(Boolean);

/**
 * Sums over a business's pickups and slots. Finished days stand in `pickup_analytics`; the others, and those that changed
 * since, are summed from the rows themselves by the very same statements that fill the table.
 */
import { and, asc, eq, lte, type SQL, sql } from "drizzle-orm";
import type { Sums } from "../domain/analytics";
import type { EpochMs, LocalDate } from "../domain/time";
import { type Database, runBatch } from "./client";
import { foodListings, orders, pickupLocations, scheduledPickups, users } from "./schema";

export interface AnalyticsFilter {
  businessId: string;
  from: LocalDate;
  to: LocalDate;
  locationId?: string;
  foodListingId?: string;
}

const KEYS = sql.raw("location_id, food_listing_id, hour");
const SUMS = [
  "scheduled",
  "completed",
  "missed",
  "cancelled",
  "on_time",
  "wait_ms",
  "counted",
  "counter_ms",
  "rated",
  "ratings",
  "value_cents",
  "seats",
  "taken",
] as const;
const COLUMNS = sql.raw(SUMS.join(", "));
const summed = (names: readonly string[]) => sql.raw(names.map((name) => `sum(${name}) AS ${name}`).join(", "));
const zeros = (names: readonly string[]) => sql.raw(names.map((name) => `0 AS ${name}`).join(", "));

/** The newest rating of a pickup's order, by the order or by its interaction. */
const RATING = sql.raw(`(SELECT r.rating FROM reviews r WHERE r.rating IS NOT NULL AND (r.order_id = p.order_id
  OR r.interaction_id = (SELECT o.interaction_id FROM orders o WHERE o.id = p.order_id)) ORDER BY r.event_time DESC LIMIT 1)`);

/** Whether a day, held in a column, is among those asked for. */
type IsDay = (column: SQL) => SQL;

/**
 * One row for each pickup and each slot of some days, before they are summed. A slot counts once it has ended: every slot
 * of a finished day has.
 */
const details = (businessId: string, isDay: IsDay, now: EpochMs): SQL => sql`
  SELECT date, location_id, food_listing_id, substr(start_time, 1, 2) AS hour, 1 AS scheduled, done AS completed,
    status = 'missed' AS missed, status = 'cancelled' AS cancelled, done AND actual_pickup_at <= ends_at AS on_time,
    coalesce(done * max(0, actual_pickup_at - starts_at), 0) AS wait_ms, done AND verified_at IS NOT NULL AS counted,
    coalesce(done * max(0, actual_pickup_at - verified_at), 0) AS counter_ms,
    done AND rating IS NOT NULL AS rated, coalesce(done * rating, 0) AS ratings, done * total_cents AS value_cents,
    0 AS seats, 0 AS taken
  FROM (SELECT p.*, p.status = 'completed' AND p.actual_pickup_at IS NOT NULL AS done, ${RATING} AS rating
    FROM scheduled_pickups p WHERE p.business_id = ${businessId} AND ${isDay(sql.raw("p.date"))})
  UNION ALL
  SELECT date, location_id, '', substr(start_time, 1, 2), ${zeros(SUMS.slice(0, -2))}, capacity, taken
  FROM time_slots WHERE business_id = ${businessId} AND ${isDay(sql.raw("date"))} AND status = 'open'
    AND ends_at <= ${now}
  UNION ALL
  SELECT s.date, s.location_id, l.food_listing_id, substr(s.start_time, 1, 2), ${zeros(SUMS.slice(0, -2))},
    l.max_orders, l.taken
  FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id AND (l.is_open = 1 OR l.taken > 0)
  WHERE s.business_id = ${businessId} AND ${isDay(sql.raw("s.date"))} AND s.status = 'open'
    AND s.ends_at <= ${now}`;

/** Days of a stretch that stand in the table and have not changed since. */
const freshDays = ({ businessId, from, to }: Pick<AnalyticsFilter, "businessId" | "from" | "to">) => sql`
  (SELECT d.date FROM analytics_days d WHERE d.business_id = ${businessId} AND d.date >= ${from} AND d.date <= ${to}
    AND d.is_stale = 0)`;

/** A stretch of days, both ends included, by day, location, listing and hour, as they stand at an instant. */
function partsOf(filter: AnalyticsFilter, now: EpochMs): SQL {
  const { businessId, from, to, locationId, foodListingId } = filter;
  const isLive: IsDay = (date) => sql`${date} >= ${from} AND ${date} <= ${to} AND ${date} NOT IN ${freshDays(filter)}`;
  const atLocation = locationId === undefined ? sql`` : sql`AND location_id = ${locationId}`;
  const ofListing = foodListingId === undefined ? sql`` : sql`AND food_listing_id = ${foodListingId}`;
  return sql`
    (SELECT date, ${KEYS}, ${COLUMNS} FROM pickup_analytics
      WHERE business_id = ${businessId} AND date >= ${from} AND date <= ${to} AND date IN ${freshDays(filter)}
      UNION ALL
      SELECT date, ${KEYS}, ${COLUMNS} FROM (${details(businessId, isLive, now)})
    ) WHERE 1 ${atLocation} ${ofListing}`;
}

/** Sums by location, listing and hour. */
export async function sumsOf(db: Database, filter: AnalyticsFilter, now: EpochMs): Promise<Sums[]> {
  const rows = await db.all<Record<string, string | number>>(sql`
    SELECT ${KEYS}, ${summed(SUMS)} FROM ${partsOf(filter, now)} GROUP BY ${KEYS} ORDER BY ${KEYS}`);
  return rows.map(toRow);
}

const OF_A_DAY = ["scheduled", "completed", "missed", "cancelled"] as const;
export type DaySums = { date: LocalDate } & Record<(typeof OF_A_DAY)[number], number>;

/** Sums by day, of the days that have any pickup. */
export const daySumsOf = (db: Database, filter: AnalyticsFilter, now: EpochMs): Promise<DaySums[]> =>
  db.all<DaySums>(sql`
    SELECT date, ${summed(OF_A_DAY)} FROM ${partsOf(filter, now)}
    GROUP BY date HAVING sum(scheduled) > 0 ORDER BY date`);

const toRow = (row: Record<string, string | number>): Sums => {
  const number = (name: (typeof SUMS)[number]) => Number(row[name]);
  return {
    locationId: String(row.location_id),
    foodListingId: String(row.food_listing_id),
    hour: String(row.hour),
    scheduled: number("scheduled"),
    completed: number("completed"),
    missed: number("missed"),
    cancelled: number("cancelled"),
    onTime: number("on_time"),
    waitMs: number("wait_ms"),
    counted: number("counted"),
    counterMs: number("counter_ms"),
    rated: number("rated"),
    ratings: number("ratings"),
    valueCents: number("value_cents"),
    seats: number("seats"),
    taken: number("taken"),
  };
};

/** Days up to and with one, not older than another, that have slots and do not stand in the table as they are now. */
export async function outstandingDays(
  db: Database,
  { businessId, from, to }: Pick<AnalyticsFilter, "businessId" | "from" | "to">,
  limit: number,
): Promise<LocalDate[]> {
  const rows = await db.all<{ date: LocalDate }>(sql`
    SELECT DISTINCT date FROM time_slots WHERE business_id = ${businessId} AND date >= ${from} AND date <= ${to}
      AND date NOT IN ${freshDays({ businessId, from, to })} ORDER BY date LIMIT ${limit}`);
  return rows.map(({ date }) => date);
}

/** Sums days into the table, in one transaction with the mark that they stand there. Doing it again changes nothing. */
export async function rollUpDays(db: Database, businessId: string, days: LocalDate[], now: EpochMs): Promise<void> {
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(days)}))`;
  await runBatch(db, [
    sql`DELETE FROM pickup_analytics WHERE business_id = ${businessId} AND date IN ${list}`,
    sql`
      INSERT INTO pickup_analytics (business_id, date, ${KEYS}, ${COLUMNS})
      SELECT ${businessId}, date, ${KEYS}, ${summed(SUMS)}
      FROM (${details(businessId, (date) => sql`${date} IN ${list}`, now)})
      GROUP BY date, ${KEYS}`,
    sql`
      INSERT INTO analytics_days (business_id, date, is_stale, rolled_up_at)
      SELECT ${businessId}, j.value, 0, ${now} FROM json_each(${JSON.stringify(days)}) j WHERE true
      ON CONFLICT DO UPDATE SET is_stale = 0, rolled_up_at = excluded.rolled_up_at`,
  ]);
}

export interface Names {
  locations: Map<string, string>;
  listings: Map<string, string>;
}

export async function namesOf(db: Database, ids: { locations: string[]; listings: string[] }): Promise<Names> {
  const rows = await db.all<{ kind: "location" | "listing"; id: string; name: string }>(sql`
    SELECT 'location' AS kind, id, name FROM pickup_locations
      WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids.locations)}))
    UNION ALL
    SELECT 'listing', id, name FROM food_listings
      WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids.listings)}))`);
  const names = (kind: string) => new Map(rows.filter((row) => row.kind === kind).map(({ id, name }) => [id, name]));
  return { locations: names("location"), listings: names("listing") };
}

export interface ExportCursor {
  date: LocalDate;
  startsAt: EpochMs;
  id: string;
}

/** One page of a business's pickups over a stretch of days, in order of time, after a given one. */
export const pickupsToExport = (
  db: Database,
  { businessId, to }: Pick<AnalyticsFilter, "businessId" | "to">,
  page: { after: ExportCursor; limit: number },
) =>
  db
    .select({
      pickup: scheduledPickups,
      listingName: foodListings.name,
      locationName: pickupLocations.name,
      customerType: users.userType,
      orderCents: orders.totalCents,
    })
    .from(scheduledPickups)
    .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .leftJoin(users, eq(users.id, scheduledPickups.customerId))
    .leftJoin(orders, eq(orders.id, scheduledPickups.orderId))
    .where(
      and(
        eq(scheduledPickups.businessId, businessId),
        lte(scheduledPickups.date, to),
        sql`(${scheduledPickups.date}, ${scheduledPickups.startsAt}, ${scheduledPickups.id}) >
          (${page.after.date}, ${page.after.startsAt}, ${page.after.id})`,
      ),
    )
    .orderBy(asc(scheduledPickups.date), asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .limit(page.limit)
    .all();

import { and, asc, count, desc, eq, gte, lte, sql } from "drizzle-orm";
import { REMINDER_LEADS } from "../domain/notifications";
import type { EpochMs, LocalDate } from "../domain/time";
import type { PickupStatus } from "../domain/vocabulary";
import type { Database } from "./client";
import { isLivePickup } from "./live-pickups";
import { offsetOf, type Page, type PageRequest } from "./paging";
import { wasSent } from "./reminders";
import { businesses, foodListings, pickupLocations, scheduledPickups, users } from "./schema";

export type PickupRow = typeof scheduledPickups.$inferSelect;

export const findPickup = (db: Database, id: string): Promise<PickupRow | undefined> =>
  db.select().from(scheduledPickups).where(eq(scheduledPickups.id, id)).get();

/** A pickup with everything that its details show. */
export const findPickupDetails = (db: Database, id: string) =>
  db
    .select({
      pickup: scheduledPickups,
      listing: foodListings,
      business: businesses,
      location: pickupLocations,
      customer: users,
      isReminded: wasSent(REMINDER_LEADS.map(({ type }) => type)),
      rating: sql<number | null>`(SELECT r.rating FROM reviews r WHERE r.rating IS NOT NULL
        AND (r.order_id = ${scheduledPickups.orderId} OR r.interaction_id =
          (SELECT o.interaction_id FROM orders o WHERE o.id = ${scheduledPickups.orderId}))
        ORDER BY r.event_time DESC LIMIT 1)`,
    })
    .from(scheduledPickups)
    .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
    .innerJoin(businesses, eq(businesses.id, scheduledPickups.businessId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .leftJoin(users, eq(users.id, scheduledPickups.customerId))
    .where(eq(scheduledPickups.id, id))
    .get();

export type PickupDetails = NonNullable<Awaited<ReturnType<typeof findPickupDetails>>>;

export async function findPickupIdByCode(db: Database, code: string): Promise<string | undefined> {
  const row = await db
    .select({ id: scheduledPickups.id })
    .from(scheduledPickups)
    .where(eq(scheduledPickups.confirmationCode, code))
    .get();
  return row?.id;
}

export interface CustomerPickupFilter {
  customerId: string;
  status?: PickupStatus;
  from?: LocalDate;
  to?: LocalDate;
}

/** A customer's pickups, the latest slot first. */
export async function listCustomerPickups(db: Database, filter: CustomerPickupFilter, page: PageRequest) {
  const where = and(
    eq(scheduledPickups.customerId, filter.customerId),
    filter.status === undefined ? undefined : eq(scheduledPickups.status, filter.status),
    filter.from === undefined ? undefined : gte(scheduledPickups.date, filter.from),
    filter.to === undefined ? undefined : lte(scheduledPickups.date, filter.to),
  );
  const [[total], rows] = await Promise.all([
    db.select({ count: count() }).from(scheduledPickups).where(where),
    db
      .select({
        pickup: scheduledPickups,
        listing: { id: foodListings.id, name: foodListings.name, image: foodListings.image },
        business: { name: businesses.name, logo: businesses.logo, timezone: businesses.timezone },
        location: { name: pickupLocations.name, address: pickupLocations.address },
      })
      .from(scheduledPickups)
      .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
      .innerJoin(businesses, eq(businesses.id, scheduledPickups.businessId))
      .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
      .where(where)
      .orderBy(desc(scheduledPickups.startsAt), desc(scheduledPickups.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  ]);
  return { count: total?.count ?? 0, rows } satisfies Page<unknown>;
}

/** What a business hands over on one of its days, cancelled pickups left out, in order of time. */
export const overviewOfDay = (db: Database, businessId: string, date: LocalDate) =>
  db
    .select({
      pickup: scheduledPickups,
      listingName: foodListings.name,
      customerName: users.name,
      sealedPhone: users.sealedPhone,
    })
    .from(scheduledPickups)
    .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
    .leftJoin(users, eq(users.id, scheduledPickups.customerId))
    .where(
      and(
        eq(scheduledPickups.businessId, businessId),
        eq(scheduledPickups.date, date),
        sql`${scheduledPickups.status} <> 'cancelled'`,
      ),
    )
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id))
    .all();

export type OverviewRow = Awaited<ReturnType<typeof overviewOfDay>>[number];

export type PickupRef = Pick<PickupRow, "id" | "slotId">;

const refs = (db: Database) =>
  db.select({ id: scheduledPickups.id, slotId: scheduledPickups.slotId }).from(scheduledPickups);

/** Live pickups of an order that is cancelled as of now, whatever was said of it before. */
export const livePickupsOfCancelledOrder = (db: Database, orderId: string): Promise<PickupRef[]> =>
  refs(db)
    .where(
      and(
        eq(scheduledPickups.orderId, orderId),
        isLivePickup,
        sql`EXISTS (SELECT 1 FROM orders o WHERE o.id = ${orderId} AND o.status = 'cancelled')`,
      ),
    )
    .all();

export const livePickupsOfCustomer = (db: Database, customerId: string): Promise<PickupRef[]> =>
  refs(db)
    .where(and(eq(scheduledPickups.customerId, customerId), isLivePickup))
    .all();

export interface OverdueCursor {
  endsAt: EpochMs;
  id: string;
}

/** Live pickups whose slot ended by the instant, the longest overdue first, after a given one. */
export const overduePickups = (
  db: Database,
  request: { endedBefore: EpochMs; after: OverdueCursor; limit: number },
): Promise<(PickupRef & { endsAt: EpochMs })[]> => {
  const { endsAt, id } = request.after;
  return db
    .select({ id: scheduledPickups.id, slotId: scheduledPickups.slotId, endsAt: scheduledPickups.endsAt })
    .from(scheduledPickups)
    .where(
      and(
        isLivePickup,
        lte(scheduledPickups.endsAt, request.endedBefore),
        sql`(${scheduledPickups.endsAt}, ${scheduledPickups.id}) > (${endsAt}, ${id})`,
      ),
    )
    .orderBy(asc(scheduledPickups.endsAt), asc(scheduledPickups.id))
    .limit(request.limit)
    .all();
};

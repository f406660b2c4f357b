import { and, asc, count, desc, eq, getTableColumns, gte, lte, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { REMINDER_LEADS } from "../domain/notifications";
import type { EpochMs, LocalDate } from "../domain/time";
import type { PickupStatus } from "../domain/vocabulary";
import { type Access, insertAccess, insertAccessTo } from "./audit";
import type { Business } from "./businesses";
import { columnsAs, type Database } from "./client";
import { isLivePickup } from "./live-pickups";
import { offsetOf, type PageRequest, readPage } from "./paging";
import { wasSent } from "./reminders";
import { businesses, foodListings, pickupLocations, scheduledPickups, users } from "./schema";

export type PickupRow = typeof scheduledPickups.$inferSelect;

export const findPickup = (db: Database, id: string): Promise<PickupRow | undefined> =>
  db.select().from(scheduledPickups).where(eq(scheduledPickups.id, id)).get();

/** Null where no event has told of the customer yet. */
const ofCustomer = (column: SQLiteColumn) => sql<string | null>`${column}`.as(`customer.${column.name}`);

/** A pickup with everything that its details show. */
const detailsOf = (db: Database, which: SQL) =>
  db
    .select({
      pickup: scheduledPickups,
      listing: columnsAs("listing", getTableColumns(foodListings)),
      business: columnsAs("business", getTableColumns(businesses)),
      location: columnsAs("location", getTableColumns(pickupLocations)),
      customer: {
        name: ofCustomer(users.name),
        sealedEmail: ofCustomer(users.sealedEmail),
        sealedPhone: ofCustomer(users.sealedPhone),
        latitude: ofCustomer(users.latitude),
        longitude: ofCustomer(users.longitude),
      },
      isReminded: wasSent(REMINDER_LEADS.map(({ type }) => type)).as("is_reminded"),
      rating: sql<number | null>`(SELECT r.rating FROM reviews r WHERE r.rating IS NOT NULL
        AND (r.order_id = ${scheduledPickups.orderId} OR r.interaction_id =
          (SELECT o.interaction_id FROM orders o WHERE o.id = ${scheduledPickups.orderId}))
        ORDER BY r.event_time DESC LIMIT 1)`.as("rating"),
    })
    .from(scheduledPickups)
    .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
    .innerJoin(businesses, eq(businesses.id, scheduledPickups.businessId))
    .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
    .leftJoin(users, eq(users.id, scheduledPickups.customerId))
    .where(which);

export type PickupDetails = Awaited<ReturnType<typeof detailsOf>>[number];

export const findPickupDetails = (db: Database, id: string): Promise<PickupDetails | undefined> =>
  detailsOf(db, eq(scheduledPickups.id, id)).get();

export const findPickupDetailsByCode = (db: Database, code: string): Promise<PickupDetails | undefined> =>
  detailsOf(db, eq(scheduledPickups.confirmationCode, code)).get();

/** Somebody's look at a pickup that is to be recorded: an admin's, or one of a business at its own pickups. */
export interface Look {
  access: Access;
  businessId: string | null;
}

export const insertLook = (db: Database, id: string, { access, businessId }: Look) =>
  insertAccessTo(
    db,
    { ...access, pickupId: scheduledPickups.id, businessId: scheduledPickups.businessId },
    {
      table: scheduledPickups,
      where: and(
        eq(scheduledPickups.id, id),
        businessId === null ? undefined : eq(scheduledPickups.businessId, businessId),
      ),
    },
  );

/** In one round trip, the look included. */
export async function readPickupDetails(
  db: Database,
  id: string,
  look: Look | null,
): Promise<PickupDetails | undefined> {
  if (look === null) return findPickupDetails(db, id);
  const [[found]] = await db.batch([detailsOf(db, eq(scheduledPickups.id, id)), insertLook(db, id, look)]);
  return found;
}

export interface CustomerPickupFilter {
  customerId: string;
  status?: PickupStatus;
  from?: LocalDate;
  to?: LocalDate;
}

/** A customer's pickups, the latest slot first. */
export function listCustomerPickups(
  db: Database,
  filter: CustomerPickupFilter,
  page: PageRequest,
  access: Access | null,
) {
  const where = and(
    eq(scheduledPickups.customerId, filter.customerId),
    filter.status === undefined ? undefined : eq(scheduledPickups.status, filter.status),
    filter.from === undefined ? undefined : gte(scheduledPickups.date, filter.from),
    filter.to === undefined ? undefined : lte(scheduledPickups.date, filter.to),
  );
  const { id, name, image } = foodListings;
  const { logo, timezone } = businesses;
  return readPage(
    db,
    db.select({ count: count() }).from(scheduledPickups).where(where),
    db
      .select({
        pickup: scheduledPickups,
        listing: columnsAs("listing", { id, name, image }),
        business: columnsAs("business", { name: businesses.name, logo, timezone }),
        location: columnsAs("location", { name: pickupLocations.name, address: pickupLocations.address }),
      })
      .from(scheduledPickups)
      .innerJoin(foodListings, eq(foodListings.id, scheduledPickups.foodListingId))
      .innerJoin(businesses, eq(businesses.id, scheduledPickups.businessId))
      .innerJoin(pickupLocations, eq(pickupLocations.id, scheduledPickups.locationId))
      .where(where)
      .orderBy(desc(scheduledPickups.startsAt), desc(scheduledPickups.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    ...(access ? [insertAccess(db, access)] : []),
  );
}

const dayOf = (db: Database, businessId: string, date: LocalDate) =>
  db
    .select({
      pickup: scheduledPickups,
      listingName: sql<string>`${foodListings.name}`.as("listing.name"),
      customerName: ofCustomer(users.name),
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
    .orderBy(asc(scheduledPickups.startsAt), asc(scheduledPickups.id));

export type OverviewRow = Awaited<ReturnType<typeof dayOf>>[number];

/** What a business hands over on one of its days, cancelled pickups left out, in order of time. */
export const overviewOfDay = (db: Database, businessId: string, date: LocalDate): Promise<OverviewRow[]> =>
  dayOf(db, businessId, date).all();

/** The same in one round trip with the business and the record of the look; null for a business nobody has told of. */
export async function readOverview(
  db: Database,
  { businessId, date }: { businessId: string; date: LocalDate },
  access: Access | null,
): Promise<{ business: Business; rows: OverviewRow[] } | null> {
  const isBusiness = eq(businesses.id, businessId);
  const [[business], rows] = (await db.batch([
    db.select().from(businesses).where(isBusiness),
    dayOf(db, businessId, date),
    ...(access ? [insertAccessTo(db, access, { table: businesses, where: isBusiness })] : []),
  ])) as [Business[], OverviewRow[]];
  return business ? { business, rows } : null;
}

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

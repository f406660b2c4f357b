import { and, asc, count, desc, eq, inArray, or, sql } from "drizzle-orm";
import { LIMITS } from "../config";
import { COLLECTABLE_ORDER_STATUSES, PAID } from "../domain/order";
import { type EpochMs, MINUTE_MS } from "../domain/time";
import { columnsAs, type Database } from "./client";
import { offsetOf, type PageRequest } from "./paging";
import { businesses, foodListings, orderItems, orders } from "./schema";

/** Items that no pickup holds: neither live nor collected. */
const isAwaiting = sql`NOT EXISTS (SELECT 1 FROM scheduled_pickups p WHERE p.order_id = ${orderItems.orderId}
  AND p.food_listing_id = ${orderItems.foodListingId} AND p.status IN ('scheduled', 'confirmed', 'completed'))`;

const isCollectable = and(
  inArray(orders.status, [...COLLECTABLE_ORDER_STATUSES]),
  or(eq(orders.kind, "donation"), eq(orders.paymentStatus, PAID)),
);

/** A customer's orders that may be collected and still have an item without a pickup, newest first, with those items. */
export async function listAwaitingOrders(db: Database, customerId: string, page: PageRequest) {
  const where = and(
    eq(orders.customerId, customerId),
    isCollectable,
    sql`EXISTS (SELECT 1 FROM order_items JOIN food_listings ON food_listings.id = order_items.food_listing_id
      WHERE order_items.order_id = ${orders.id} AND ${isAwaiting})`,
  );
  const { id, name, address } = businesses;
  const isOfBusiness = eq(businesses.id, orders.businessId);
  const newest = [desc(orders.eventTime), desc(orders.id)];
  const onPage = db
    .select({ id: orders.id })
    .from(orders)
    .innerJoin(businesses, isOfBusiness)
    .where(where)
    .orderBy(...newest)
    .limit(page.pageSize)
    .offset(offsetOf(page));
  const listing = { id: foodListings.id, name: foodListings.name, image: foodListings.image };
  const [[total], rows, items] = await db.batch([
    db.select({ count: count() }).from(orders).innerJoin(businesses, isOfBusiness).where(where),
    db
      .select({ order: orders, business: columnsAs("business", { id, name, address }) })
      .from(orders)
      .innerJoin(businesses, isOfBusiness)
      .where(inArray(orders.id, onPage))
      .orderBy(...newest),
    db
      .select({ item: orderItems, listing: columnsAs("listing", listing) })
      .from(orderItems)
      .innerJoin(foodListings, eq(foodListings.id, orderItems.foodListingId))
      .where(and(inArray(orderItems.orderId, onPage), isAwaiting)),
  ]);
  return {
    count: total?.count ?? 0,
    rows: rows.map((row) => ({ ...row, items: items.filter(({ item }) => item.orderId === row.order.id) })),
  };
}

/** A slot `s` that has room for the listing of its `l`. */
const isBookable = sql`l.is_open = 1 AND l.taken < l.max_orders AND s.status = 'open' AND s.taken < s.capacity`;

/** Start of the last slot that an item of an order could still be booked in; null when there is none. */
const lastStart = (
  from: EpochMs,
) => sql`(SELECT max(s.starts_at) FROM slot_listings l JOIN time_slots s ON s.id = l.slot_id
  WHERE l.food_listing_id = ${orderItems.foodListingId} AND ${isBookable} AND s.starts_at >= ${from})`;

/** The order when it may be collected, with that listing of it without a pickup whose time to book runs out first. */
export const orderToSchedule = (db: Database, orderId: string, now: EpochMs) =>
  db
    .select({
      customerId: orders.customerId,
      businessId: orders.businessId,
      listingId: orderItems.foodListingId,
      confirmedAt: orders.eventTime,
    })
    .from(orders)
    .innerJoin(orderItems, eq(orderItems.orderId, orders.id))
    .where(and(eq(orders.id, orderId), isCollectable, isAwaiting))
    .orderBy(sql`${lastStart(now + LIMITS.minAdvanceMinutes * MINUTE_MS)} NULLS LAST`, asc(orderItems.foodListingId))
    .limit(1)
    .get();

/**
 * Orders that may be collected but have no pickup, whose last slot with a free seat starts in a stretch of time, and whose
 * customers were not told so yet. `lastStart` is that slot's start.
 */
export const ordersOnLastCall = (
  db: Database,
  { from, to }: { from: EpochMs; to: EpochMs },
  limit: number,
): Promise<{ orderId: string; customerId: string; businessId: string; lastStart: EpochMs }[]> =>
  db.all(sql`
    SELECT orders.id AS orderId, orders.customer_id AS customerId, orders.business_id AS businessId,
      min(closing.lastStart) AS lastStart
    FROM (SELECT l.food_listing_id AS listingId, max(s.starts_at) AS lastStart
        FROM time_slots s JOIN slot_listings l ON l.slot_id = s.id
        WHERE ${isBookable} AND s.starts_at >= ${from} AND s.starts_at <= ${to}
        GROUP BY l.food_listing_id) closing
      JOIN order_items ON order_items.food_listing_id = closing.listingId
      JOIN orders ON orders.id = order_items.order_id
    WHERE ${isCollectable} AND ${isAwaiting}
      AND NOT EXISTS (SELECT 1 FROM slot_listings l JOIN time_slots s ON s.id = l.slot_id
        WHERE l.food_listing_id = closing.listingId AND ${isBookable} AND s.starts_at > ${to})
      AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.subject = orders.id AND n.type = 'schedule_last_call')
    GROUP BY orders.id LIMIT ${limit}`);

import { and, count, desc, eq, inArray, or, sql } from "drizzle-orm";
import { COLLECTABLE_ORDER_STATUSES, PAID } from "../domain/order";
import type { Database } from "./client";
import { offsetOf, type PageRequest } from "./paging";
import { businesses, foodListings, orderItems, orders } from "./schema";

/** Items that no pickup holds: neither live nor collected. */
const isAwaiting = sql`NOT EXISTS (SELECT 1 FROM scheduled_pickups p WHERE p.order_id = ${orderItems.orderId}
  AND p.food_listing_id = ${orderItems.foodListingId} AND p.status IN ('scheduled', 'confirmed', 'completed'))`;

/** A customer's orders that may be collected and still have an item without a pickup, newest first, with those items. */
export async function listAwaitingOrders(db: Database, customerId: string, page: PageRequest) {
  const where = and(
    eq(orders.customerId, customerId),
    inArray(orders.status, [...COLLECTABLE_ORDER_STATUSES]),
    or(eq(orders.kind, "donation"), eq(orders.paymentStatus, PAID)),
    sql`EXISTS (SELECT 1 FROM order_items JOIN food_listings ON food_listings.id = order_items.food_listing_id
      WHERE order_items.order_id = ${orders.id} AND ${isAwaiting})`,
  );
  const [[total], rows] = await Promise.all([
    db.select({ count: count() }).from(orders).innerJoin(businesses, eq(businesses.id, orders.businessId)).where(where),
    db
      .select({ order: orders, business: { id: businesses.id, name: businesses.name, address: businesses.address } })
      .from(orders)
      .innerJoin(businesses, eq(businesses.id, orders.businessId))
      .where(where)
      .orderBy(desc(orders.eventTime), desc(orders.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  ]);
  const items = await db
    .select({ item: orderItems, listing: { id: foodListings.id, name: foodListings.name, image: foodListings.image } })
    .from(orderItems)
    .innerJoin(foodListings, eq(foodListings.id, orderItems.foodListingId))
    .where(
      and(
        inArray(
          orderItems.orderId,
          rows.map(({ order }) => order.id),
        ),
        isAwaiting,
      ),
    )
    .all();
  return {
    count: total?.count ?? 0,
    rows: rows.map((row) => ({ ...row, items: items.filter(({ item }) => item.orderId === row.order.id) })),
  };
}

/** Event-fed copies. Each write carries its event's time and changes nothing that is newer. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import { type Database, runBatch } from "./client";
import { businesses, foodListings, orders, processedEvents, reviews, users } from "./schema";

export interface EventStamp {
  source: string;
  id: string;
  type: string;
  time: EpochMs;
  receivedAt: EpochMs;
  /** Whether something beyond the row is to follow. */
  isPending: boolean;
}

type Insert<T extends { $inferInsert: unknown }> = Omit<T["$inferInsert"], "eventTime" | "eventId">;

export type CopyWrite =
  | { table: "businesses"; row: Insert<typeof businesses> }
  | { table: "users"; row: Insert<typeof users> }
  | { table: "food_listings"; row: Insert<typeof foodListings> }
  | { table: "orders"; row: Insert<typeof orders>; items: OrderItem[] }
  | { table: "reviews"; row: Insert<typeof reviews> }
  /** Sets a status, or leaves a tombstone that older events do not revive. */
  | { table: "food_listings"; expire: string }
  | { table: "orders"; cancel: string }
  | { table: "users"; remove: string };

export interface OrderItem {
  foodListingId: string;
  quantity: number;
  pricePerItemCents: number;
  totalCents: number;
}

export type Applied = "applied" | "stale";

/** The state of an event that was seen before, if it was. */
export async function findProcessed(
  db: Database,
  source: string,
  id: string,
): Promise<{ isPending: boolean } | undefined> {
  return db
    .select({ isPending: processedEvents.isPending })
    .from(processedEvents)
    .where(and(eq(processedEvents.source, source), eq(processedEvents.id, id)))
    .get();
}

/** Records the event and applies its write in one batch. Rejects with a unique violation when it was recorded before. */
export async function applyWrite(db: Database, stamp: EventStamp, write: CopyWrite | null): Promise<Applied> {
  const { time, isPending, ...recorded } = stamp;
  if (write === null) {
    await db.insert(processedEvents).values({ ...recorded, isPending });
    return "applied";
  }
  const eventId = `${stamp.source} ${stamp.id}`;
  const copy = upsert(db, write, { eventTime: time, eventId });
  // A stale event sets off nothing, so it is never left pending.
  const record = db.insert(processedEvents).values({ ...recorded, isPending: sql`${isPending} AND changes() > 0` });
  const [written] = await runBatch(db, [copy, record, ...itemWrites(write, eventId)]);
  return written && written.meta.changes > 0 ? "applied" : "stale";
}

export async function settleEvent(db: Database, source: string, id: string): Promise<void> {
  await db
    .update(processedEvents)
    .set({ isPending: false })
    .where(and(eq(processedEvents.source, source), eq(processedEvents.id, id)));
}

interface Provenance {
  eventTime: EpochMs;
  eventId: string;
}

function upsert(db: Database, write: CopyWrite, origin: Provenance) {
  switch (write.table) {
    case "businesses":
      return db
        .insert(businesses)
        .values({ ...write.row, ...origin })
        .onConflictDoUpdate(guarded(businesses, { ...write.row, ...origin }));
    case "reviews":
      return db
        .insert(reviews)
        .values({ ...write.row, ...origin })
        .onConflictDoUpdate(guarded(reviews, { ...write.row, ...origin }));
    case "users": {
      if ("row" in write) {
        const row = { ...write.row, ...origin, deletedAt: null };
        return db.insert(users).values(row).onConflictDoUpdate(guarded(users, row));
      }
      const erased = {
        name: "",
        sealedEmail: null,
        sealedPhone: null,
        locale: null,
        latitude: null,
        longitude: null,
        notifications: null,
        deletedAt: origin.eventTime,
        ...origin,
      };
      return db
        .insert(users)
        .values({ id: write.remove, ...erased })
        .onConflictDoUpdate(guarded(users, erased));
    }
    case "food_listings": {
      if ("row" in write) {
        const row = { ...write.row, ...origin };
        return db.insert(foodListings).values(row).onConflictDoUpdate(guarded(foodListings, row));
      }
      const expired = { status: "expired", ...origin };
      const tombstone = { id: write.expire, businessId: "", name: "", description: "", ...expired };
      return db.insert(foodListings).values(tombstone).onConflictDoUpdate(guarded(foodListings, expired));
    }
    case "orders": {
      if ("row" in write) {
        const row = { ...write.row, ...origin };
        return db.insert(orders).values(row).onConflictDoUpdate(guarded(orders, row));
      }
      const cancelled = { status: "cancelled", ...origin };
      const tombstone = {
        id: write.cancel,
        customerId: "",
        businessId: "",
        kind: "purchase" as const,
        paymentStatus: "",
        totalCents: 0,
        ...cancelled,
      };
      return db.insert(orders).values(tombstone).onConflictDoUpdate(guarded(orders, cancelled));
    }
  }
}

/** Overwrites a row only with an event that is not older. */
function guarded<T extends typeof businesses | typeof users | typeof foodListings | typeof orders | typeof reviews, S>(
  table: T,
  set: S,
): { target: T["id"]; set: S; setWhere: SQL } {
  return { target: table.id, set, setWhere: sql`excluded.event_time >= ${table.eventTime}` };
}

/** An order's items are replaced only where this very event wrote the order. */
function itemWrites(write: CopyWrite, eventId: string) {
  if (write.table !== "orders" || !("items" in write)) return [];
  const isOurs = sql`EXISTS (SELECT 1 FROM orders o WHERE o.id = ${write.row.id} AND o.event_id = ${eventId})`;
  const rows = JSON.stringify(write.items);
  return [
    sql`DELETE FROM order_items WHERE order_id = ${write.row.id} AND ${isOurs}`,
    sql`
      INSERT INTO order_items (order_id, food_listing_id, quantity, price_per_item_cents, total_cents)
      SELECT ${write.row.id}, j.value ->> 'foodListingId', j.value ->> 'quantity', j.value ->> 'pricePerItemCents',
        j.value ->> 'totalCents'
      FROM json_each(${rows}) j WHERE ${isOurs}`,
  ];
}

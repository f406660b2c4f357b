/** A slot with listings and orders laid straight into D1: other parties' data, of which the long runs need a lot. */
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import type { BookCommand } from "../../src/booking/commands";
import type { PickupSlot } from "../../src/booking/pickup-slot";
import { primary, runBatch } from "../../src/db/client";
import { orders, scheduledPickups, slotListings, timeSlots } from "../../src/db/schema";
import { newPickup, type Pickup } from "../../src/domain/pickup";
import { drawCode } from "../../src/ids";
import { ENDS, STARTS } from "../domain/pickups";
import { freshId } from "../support/world";

export { ENDS, STARTS };

export interface Shape {
  capacity: number;
  maxOrders: number;
  listings: number;
  orders: number;
}

export interface SimulatedSlot {
  id: string;
  businessId: string;
  locationId: string;
  listingIds: string[];
  orderIds: string[];
}

export const PLACE = { date: "2026-06-26", startTime: "17:00", endTime: "17:25", startsAt: STARTS, endsAt: ENDS };
const event = { eventTime: 0, eventId: "laid by a test" };

export async function laySlot(shape: Shape): Promise<SimulatedSlot> {
  const slot: SimulatedSlot = {
    id: freshId("slot"),
    businessId: freshId("business"),
    locationId: freshId("location"),
    listingIds: Array.from({ length: shape.listings }, () => freshId("listing")),
    orderIds: Array.from({ length: shape.orders }, () => freshId("order")),
  };
  const { id, businessId, locationId } = slot;
  const db = primary(env);
  await runBatch(db, [
    db.insert(timeSlots).values({
      ...PLACE,
      id,
      businessId,
      locationId,
      capacity: shape.capacity,
      status: "open",
      configVersion: 1,
      createdAt: 0,
    }),
    ...slot.listingIds.map((foodListingId) =>
      db.insert(slotListings).values({
        slotId: id,
        foodListingId,
        businessId,
        scheduleId: `schedule of ${foodListingId}`,
        date: PLACE.date,
        maxOrders: shape.maxOrders,
        isOpen: true,
      }),
    ),
    ...slot.orderIds.map((orderId) =>
      db.insert(orders).values({
        ...event,
        id: orderId,
        customerId: `customer of ${orderId}`,
        businessId,
        kind: "purchase",
        status: "confirmed",
        paymentStatus: "paid",
        totalCents: 2_500,
      }),
    ),
  ]);
  return slot;
}

export interface Booking {
  orderId: string;
  listingId: string;
  now: number;
  version: number;
  capacity: number;
  maxOrders: number;
}

export function bookCommand(slot: SimulatedSlot, booking: Booking): BookCommand {
  const { orderId, now, version, capacity, maxOrders } = booking;
  const { id, businessId, locationId } = slot;
  return {
    now,
    slot: { ...PLACE, id, businessId, locationId, capacity, version, listing: { id: booking.listingId, maxOrders } },
    orderId,
    customerId: `customer of ${orderId}`,
    quantity: 2,
    pricePerItemCents: 1_250,
    totalCents: 2_500,
    isPaidPurchase: true,
    customerNotes: null,
  };
}

export async function setOrderStatus(orderId: string, status: "confirmed" | "cancelled"): Promise<void> {
  await primary(env).update(orders).set({ status }).where(eq(orders.id, orderId));
}

/** Another slot's pickup that holds the order, as that slot's object would have put it into D1. */
export async function holdElsewhere(slot: SimulatedSlot, orderId: string, listingId: string): Promise<string> {
  const id = crypto.randomUUID();
  const { businessId, locationId } = slot;
  const { quantity, pricePerItemCents, totalCents, isPaidPurchase, customerId } = bookCommand(slot, {
    orderId,
    listingId,
    now: 0,
    version: 1,
    capacity: 1,
    maxOrders: 1,
  });
  const rival = newPickup({
    ...PLACE,
    ...{ id, businessId, locationId, orderId, customerId, quantity, pricePerItemCents, totalCents, isPaidPurchase },
    slotId: `another slot than ${slot.id}`,
    foodListingId: listingId,
    confirmationCode: drawCode(),
    customerNotes: null,
    createdAt: 0,
  });
  await primary(env).insert(scheduledPickups).values(rival);
  return id;
}

export async function letGoElsewhere(pickupId: string): Promise<void> {
  await primary(env).update(scheduledPickups).set({ status: "cancelled" }).where(eq(scheduledPickups.id, pickupId));
}

export interface Copies {
  pickups: Pickup[];
  taken: number;
  revision: number;
  listings: Record<string, number>;
}

/** What D1 says of the slot. */
export async function inD1(slotId: string): Promise<Copies> {
  const db = primary(env);
  const [pickups, [slot], listings] = await db.batch([
    db.select().from(scheduledPickups).where(eq(scheduledPickups.slotId, slotId)).orderBy(scheduledPickups.id),
    db.select().from(timeSlots).where(eq(timeSlots.id, slotId)),
    db.select().from(slotListings).where(eq(slotListings.slotId, slotId)),
  ]);
  return {
    pickups,
    taken: slot?.taken ?? 0,
    revision: slot?.revision ?? 0,
    listings: Object.fromEntries(listings.map(({ foodListingId, taken }) => [foodListingId, taken])),
  };
}

/** The same of its object. A listing that nobody has asked for has no seat taken. */
export function inObject(listingIds: string[], { counts, pickups }: ReturnType<PickupSlot["inspect"]>): Copies {
  const known = new Map(counts?.listings.map(({ id, taken }) => [id, taken]));
  return {
    pickups,
    taken: counts?.taken ?? 0,
    revision: counts?.revision ?? 0,
    listings: Object.fromEntries(listingIds.map((id) => [id, known.get(id) ?? 0])),
  };
}

/** Holds when nothing waits in the object's outbox. */
export async function expectSame(slot: SimulatedSlot, own: ReturnType<PickupSlot["inspect"]>): Promise<void> {
  expect(await inD1(slot.id)).toEqual(inObject(slot.listingIds, own));
}

const keepsSeat = ({ status }: Pickup) => status !== "cancelled";
const holdsOrder = ({ status }: Pickup) => status !== "cancelled" && status !== "missed";

/** What must hold in an object at any moment, quiet or not. */
export function expectConsistent({ counts, pickups }: ReturnType<PickupSlot["inspect"]>): void {
  const taken = new Map(counts?.listings.map((listing) => [listing.id, listing.taken]));
  for (const [id, seats] of taken) {
    expect(seats, `seats of ${id}`).toBe(pickups.filter((p) => p.foodListingId === id && keepsSeat(p)).length);
  }
  expect(counts?.taken ?? 0).toBe(pickups.filter(keepsSeat).length);
  const holders = pickups.filter(holdsOrder).map((pickup) => `${pickup.orderId} ${pickup.foodListingId}`);
  expect(new Set(holders).size, "one pickup holds an order and listing").toBe(holders.length);
  const revisions = pickups.map(({ revision }) => revision);
  expect(new Set(revisions).size, "each state has its own revision").toBe(revisions.length);
  expect(Math.max(0, ...revisions)).toBeLessThanOrEqual(counts?.revision ?? 0);
}

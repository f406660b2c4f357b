/** What must hold before a slot's object is asked for a seat, in the order in which it is answered. */
import { LIMITS } from "../config";
import { type OrderState, orderObstacle } from "./order";
import { conflict, invalid, type Refusal } from "./refusal";
import { addDays, type EpochMs, type LocalDate, localDate, MINUTE_MS } from "./time";
import { BOOKABLE_LISTING_STATUSES } from "./vocabulary";

export interface BookableSlot {
  date: LocalDate;
  startsAt: EpochMs;
}

export interface BookableListing {
  status: string;
  expiresAt: EpochMs | null;
}

/** First slot start that can still be booked. */
export const earliestStart = (now: EpochMs): EpochMs => now + LIMITS.minAdvanceMinutes * MINUTE_MS;
/** Last local day that can be booked. */
export const latestDate = (now: EpochMs, zone: string): LocalDate =>
  addDays(localDate(now, zone), LIMITS.maxAdvanceDays);

export const isListingBookable = (listing: BookableListing, now: EpochMs): boolean =>
  BOOKABLE_LISTING_STATUSES.includes(listing.status) && (listing.expiresAt === null || listing.expiresAt > now);

/** Refuses a slot that starts too soon or lies too far ahead; both limits are inclusive. */
export function checkHorizon(slot: BookableSlot, zone: string, now: EpochMs): Refusal | null {
  if (slot.startsAt < earliestStart(now)) {
    return conflict("Pickups must be booked at least 30 minutes ahead", {
      rule: "min_advance_minutes",
      min_advance_minutes: LIMITS.minAdvanceMinutes,
    });
  }
  if (slot.date > latestDate(now, zone)) {
    return conflict("Pickups can be booked at most 7 days ahead", {
      rule: "max_advance_days",
      max_advance_days: LIMITS.maxAdvanceDays,
    });
  }
  return null;
}

export function checkOrder(order: OrderState, quantity: number | null): Refusal | null {
  if (quantity === null)
    return conflict("The order does not contain this food listing", { rule: "listing_not_in_order" });
  switch (orderObstacle(order)) {
    case "order_not_confirmed":
      return conflict("The order is not confirmed", { rule: "order_not_confirmed", order_status: order.status });
    case "order_not_paid":
      return conflict("The order is not paid", { rule: "order_not_paid", payment_status: order.paymentStatus });
    case null:
      return null;
  }
}

export function checkSlotBelongs(
  slot: { date: LocalDate; isOfListing: boolean },
  requested: { date: LocalDate },
): Refusal | null {
  if (!slot.isOfListing) return invalid("time_slot_id", "This slot does not serve the food listing");
  return slot.date === requested.date ? null : invalid("date", "This slot is on another date");
}

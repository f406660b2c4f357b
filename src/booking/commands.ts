/** What a slot's object is asked and what it answers. Plain data: it crosses RPC and versions, so fields are only added. */
import type { Bookmark } from "../db/bookmark";
import type { Pickup } from "../domain/pickup";
import type { PickupCommand } from "../domain/pickup-lifecycle";
import { conflict, type Refusal } from "../domain/refusal";
import type { EpochMs, LocalDate, LocalTime } from "../domain/time";
import type { PickupStatus } from "../domain/vocabulary";

/** The slot as D1 describes it. The object keeps the highest `version` it has seen and ignores older ones. */
export interface SlotConfiguration {
  id: string;
  businessId: string;
  locationId: string;
  date: LocalDate;
  startTime: LocalTime;
  endTime: LocalTime;
  startsAt: EpochMs;
  endsAt: EpochMs;
  capacity: number;
  version: number;
  listing: { id: string; maxOrders: number };
}

export interface BookCommand {
  now: EpochMs;
  slot: SlotConfiguration;
  orderId: string;
  customerId: string;
  quantity: number;
  pricePerItemCents: number;
  totalCents: number;
  isPaidPurchase: boolean;
  /** Sealed. */
  customerNotes: string | null;
}

interface Bookmarked {
  /** The newest state of D1 that the object wrote, null before it has; an object of an older version says nothing. */
  bookmark?: Bookmark | null;
}

export type BookOutcome = Bookmarked &
  (
    | { kind: "booked"; pickup: Pickup }
    /** The order already holds a seat for this listing here. */
    | { kind: "repeat"; pickup: Pickup }
    | { kind: "unavailable"; reason: "closed" | "past" | "full"; availableSpots: number; maxOrders: number }
    /** D1 knows better: the order is held elsewhere (`rivalPickupId`) or no longer valid. The seat is free again. */
    | { kind: "refused"; rivalPickupId: string | null }
    /** Stored here but not yet in D1; the object will finish. Asking again is safe. */
    | { kind: "pending" }
  );

export interface ChangeCommand {
  now: EpochMs;
  pickupId: string;
  change: PickupCommand;
  /** Whether the business wants to hear of a cancellation. */
  notifyBusiness?: boolean;
}

export type ChangeOutcome = Bookmarked &
  (
    | { kind: "changed"; pickup: Pickup }
    | { kind: "refused"; refusal: Refusal }
    | { kind: "unknown" }
    | { kind: "pending" }
  );

/** The order of the pickup that was to change is another's meanwhile. */
export const bookedAgain = (status: PickupStatus | undefined, rivalPickupId: string | null): Refusal =>
  conflict("The order was booked again", { status: status ?? null, pickup_id: rivalPickupId });

export interface WithdrawCommand {
  slotId: string;
  listingId: string;
  /** The version D1 will carry once the slot is withdrawn. */
  version: number;
  /** Withdraw even while the listing has live bookings, which stand; only new ones stop. */
  isForced: boolean;
}

/** How many live bookings of the listing stand; not forced, any number above 0 means that nothing was withdrawn. */
export interface WithdrawOutcome {
  live: number;
}

/** Where a slot's pickups are found in D1. */
export interface SlotPlace {
  slotId: string;
  locationId: string;
  date: LocalDate;
}

/** How a slot's object and D1 differed; all of it is mended. */
export interface Drift {
  /** Pickups that only D1 knew, taken back into the object. */
  restored: string[];
  /** Pickups that D1 lacked or had in another state than the object. */
  rewritten: string[];
  /** Whether D1 showed another count of seats. */
  isCountWrong: boolean;
}

export type ReconcileOutcome = { kind: "reconciled"; drift: Drift } | { kind: "pending" };

import type { EpochMs, LocalDate, LocalTime } from "./time";
import type { Canceller, PickupStatus, VerificationMethod } from "./vocabulary";

/**
 * One pickup: the seat one (order, listing) holds in a slot. The slot's object keeps it and D1 mirrors it, field for
 * field. Notes and reasons are sealed (see `crypto/cipher.ts`); amounts are cents.
 */
export interface Pickup {
  id: string;
  businessId: string;
  locationId: string;
  slotId: string;
  foodListingId: string;
  orderId: string;
  customerId: string;
  confirmationCode: string;
  status: PickupStatus;
  date: LocalDate;
  startTime: LocalTime;
  endTime: LocalTime;
  startsAt: EpochMs;
  endsAt: EpochMs;
  quantity: number;
  pricePerItemCents: number;
  totalCents: number;
  /** A paid purchase, so that cancelling in time means money back. */
  isPaidPurchase: boolean;
  customerNotes: string | null;
  businessNotes: string | null;
  actualPickupAt: EpochMs | null;
  verifiedAt: EpochMs | null;
  verificationMethod: VerificationMethod | null;
  completedAt: EpochMs | null;
  missedAt: EpochMs | null;
  cancelledAt: EpochMs | null;
  cancelledBy: Canceller | null;
  cancelReason: string | null;
  isRefundEligible: boolean | null;
  /** When its texts were replaced at the customer's wish. */
  anonymizedAt: EpochMs | null;
  createdAt: EpochMs;
  updatedAt: EpochMs;
  /** The slot object's revision that wrote this state; it only grows. */
  revision: number;
}

/** What a booking settles; the rest of a pickup's life has not happened yet. */
export type BookedSeat = Pick<
  Pickup,
  | "id"
  | "businessId"
  | "locationId"
  | "slotId"
  | "foodListingId"
  | "orderId"
  | "customerId"
  | "confirmationCode"
  | "date"
  | "startTime"
  | "endTime"
  | "startsAt"
  | "endsAt"
  | "quantity"
  | "pricePerItemCents"
  | "totalCents"
  | "isPaidPurchase"
  | "customerNotes"
  | "createdAt"
>;

/** A scheduled pickup. Fields that are no part of a pickup stay behind. */
export const newPickup = (seat: BookedSeat): Pickup => ({
  id: seat.id,
  businessId: seat.businessId,
  locationId: seat.locationId,
  slotId: seat.slotId,
  foodListingId: seat.foodListingId,
  orderId: seat.orderId,
  customerId: seat.customerId,
  confirmationCode: seat.confirmationCode,
  status: "scheduled",
  date: seat.date,
  startTime: seat.startTime,
  endTime: seat.endTime,
  startsAt: seat.startsAt,
  endsAt: seat.endsAt,
  quantity: seat.quantity,
  pricePerItemCents: seat.pricePerItemCents,
  totalCents: seat.totalCents,
  isPaidPurchase: seat.isPaidPurchase,
  customerNotes: seat.customerNotes,
  businessNotes: null,
  actualPickupAt: null,
  verifiedAt: null,
  verificationMethod: null,
  completedAt: null,
  missedAt: null,
  cancelledAt: null,
  cancelledBy: null,
  cancelReason: null,
  isRefundEligible: null,
  anonymizedAt: null,
  createdAt: seat.createdAt,
  updatedAt: seat.createdAt,
  revision: 0,
});

/** Whether two copies tell the same of a pickup. */
export const isSamePickup = (a: Pickup, b: Pickup): boolean =>
  (Object.keys(a) as (keyof Pickup)[]).every((key) => a[key] === b[key]);

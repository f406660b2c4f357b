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
  createdAt: EpochMs;
  updatedAt: EpochMs;
  /** The slot object's revision that wrote this state; it only grows. */
  revision: number;
}

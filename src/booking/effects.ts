/** What follows a change once D1 has it. Kept in the outbox, so that a crash between storing and sending loses none. */
import type { Pickup } from "../domain/pickup";
import type { PickupCommand } from "../domain/pickup-lifecycle";
import { type EpochMs, isoInstant } from "../domain/time";
import type { Canceller, PickupEventType, PickupStatus } from "../domain/vocabulary";

/** A CloudEvents 1.0 event for the `outbound-events` queue. Holds ids and times, no personal data and no code. */
export interface PickupEvent {
  specversion: "1.0";
  id: string;
  source: "/scheduling";
  type: PickupEventType;
  subject: string;
  time: string;
  datacontenttype: "application/json";
  data: PickupEventData;
}

export interface PickupEventData {
  pickup_id: string;
  business_id: string;
  location_id: string;
  food_listing_id: string;
  order_id: string;
  customer_id: string;
  status: PickupStatus;
  quantity: number;
  starts_at: string;
  ends_at: string;
  /** These three of a cancellation only. */
  cancelled_by?: Canceller | null;
  refund_eligible?: boolean | null;
  notify_business?: boolean;
}

/** The same for our own `pickup-changes` queue: what people and subscribers are told follows from it. */
export interface PickupChange {
  /** When the change was made. */
  at: EpochMs;
  event: PickupEvent;
}

export const pickupChange = (event: PickupEvent): PickupChange => ({ at: Date.parse(event.time), event });

export type Effect = { kind: "event"; event: PickupEvent };

/** What others hear of a change; of one in its texts alone, nothing. */
export const EVENT_OF: Record<PickupCommand["type"], PickupEventType | null> = {
  verify: "pickup.verified",
  complete: "pickup.completed",
  cancel: "pickup.cancelled",
  miss: "pickup.missed",
  anonymize: null,
  reseal: null,
};

export function pickupEvent(
  type: PickupEvent["type"],
  pickup: Pickup,
  extra: { id: string; notifyBusiness?: boolean },
): Effect {
  const { id, notifyBusiness } = extra;
  return {
    kind: "event",
    event: {
      specversion: "1.0",
      id,
      source: "/scheduling",
      type,
      subject: pickup.id,
      time: new Date(pickup.updatedAt).toISOString(),
      datacontenttype: "application/json",
      data: {
        pickup_id: pickup.id,
        business_id: pickup.businessId,
        location_id: pickup.locationId,
        food_listing_id: pickup.foodListingId,
        order_id: pickup.orderId,
        customer_id: pickup.customerId,
        status: pickup.status,
        quantity: pickup.quantity,
        starts_at: isoInstant(pickup.startsAt),
        ends_at: isoInstant(pickup.endsAt),
        ...(pickup.status === "cancelled" && {
          cancelled_by: pickup.cancelledBy,
          refund_eligible: pickup.isRefundEligible,
          notify_business: notifyBusiness ?? true,
        }),
      },
    },
  };
}

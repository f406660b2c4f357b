/** What a notification is made of, from the facts of its subject to the words that a channel carries. */
import type { EpochMs } from "../domain/time";
import type { Canceller, NotificationType } from "../domain/vocabulary";

/** Everything a template may speak of. What a subject has not is null, a name that is not known is "". */
export interface NotificationFacts {
  type: NotificationType;
  /** Name of the person addressed. */
  recipientName: string;
  business: { name: string; phone: string; timezone: string };
  listing: { name: string } | null;
  location: { name: string; address: string; instructions: string } | null;
  /** The slot that it is about. */
  slot: { startsAt: EpochMs; endsAt: EpochMs } | null;
  pickup: {
    confirmationCode: string;
    quantity: number;
    cancelledBy: Canceller | null;
    /** Null where money is no question. */
    isRefundEligible: boolean | null;
    /** Until when the customer may cancel; null when it was too late from the start. */
    cancelBy: EpochMs | null;
  } | null;
  /** Until when the last open slot can still be booked (`schedule_last_call`). */
  bookBy: EpochMs | null;
}

/** A notification in words. `short` fits a text message and a push bubble. */
export interface Message {
  subject: string;
  text: string;
  html: string;
  short: string;
}

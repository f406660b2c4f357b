/** A booking that did not come about: what to say, and what can be done instead. */
import type { AlternativeSlot } from "../../domain/refusal";
import { ApiError, inWords, OfflineError } from "../calls/api";
import { waitInWords } from "./words";

export interface Refused {
  words: string;
  /** Other times, when the chosen one is gone. */
  alternatives: AlternativeSlot[];
  /** The pickup that the order already has. */
  pickupId: string | null;
}

/** What to wait where the service does not say. */
const A_MINUTE = 60;

const NEXT_STEPS: Record<string, string> = {
  min_advance_minutes: "Choose a later time.",
  max_advance_days: "Choose an earlier day.",
  order_not_paid: "Pay for it in Save n Bite, then book.",
  order_not_confirmed: "You can book as soon as the restaurant has confirmed it.",
  one_pickup_per_order: "Cancel that one first if you want another time.",
  idempotency_key_reused: "Please try again.",
};

export function refusedBy(error: unknown): Refused {
  const plain = { alternatives: [], pickupId: null };
  if (error instanceof OfflineError) {
    return {
      ...plain,
      words: "No answer came, so it is not known whether you have this time. Try again: it is never booked twice.",
    };
  }
  if (!(error instanceof ApiError)) return { ...plain, words: inWords(error) };
  const { status, details, retryAfterSeconds } = error;
  switch (status) {
    case 401:
      return { ...plain, words: "Your session has ended. Sign in again and press Book: what you entered is kept." };
    case 404:
      return { ...plain, words: "This order or this time is no longer there." };
    case 409: {
      const alternatives = (details.alternative_slots ?? []) as AlternativeSlot[];
      const words =
        alternatives.length > 0 ? "That time has just gone." : "That time has just gone, and no other is free.";
      return { ...plain, words, alternatives };
    }
    case 429:
      return {
        ...plain,
        words: `Too many tries. You can book again in ${waitInWords(retryAfterSeconds ?? A_MINUTE)}.`,
      };
    case 422: {
      const next = NEXT_STEPS[String(details.rule)];
      const pickupId = typeof details.pickup_id === "string" ? details.pickup_id : null;
      return { ...plain, pickupId, words: next ? `${error.message}. ${next}` : `${error.message}.` };
    }
    default:
      return { ...plain, words: inWords(error) };
  }
}

/** Whether a slot can take one more order of a listing: the decision its object makes, without its storage. */
import type { EpochMs } from "./time";

export interface SeatState {
  startsAt: EpochMs;
  /** Seats of the slot for all its listings together, and how many are taken. */
  capacity: number;
  taken: number;
  listing: { maxOrders: number; taken: number };
  isOpen: boolean;
}

export type SeatDecision = "free" | "closed" | "past" | "full";

export function decideSeat(state: SeatState, now: EpochMs): SeatDecision {
  if (!state.isOpen) return "closed";
  if (state.startsAt <= now) return "past";
  return availableSpots(state) > 0 ? "free" : "full";
}

/** Seats left for the listing: the smaller of what the slot and what the listing's own limit leave, never below 0. */
export function availableSpots({ capacity, taken, listing }: Omit<SeatState, "startsAt" | "isOpen">): number {
  return Math.max(0, Math.min(capacity - taken, listing.maxOrders - listing.taken));
}

/**
 * A hand-over on its way to the service: held for a minute in which it can be undone, then sent until the service took it or
 * refused it. Pure; `outbox.ts` keeps and sends.
 *
 *   held → sending → taken (and gone)
 *            ↓ ↑
 *          waiting      no answer, or "later"
 *            ↓ ↑
 *          conflict     refused: somebody decides
 */
import type { VerificationMethod } from "../../domain/vocabulary";

export interface HandOver {
  /** The idempotency key: however often it is sent, it is done once. */
  key: string;
  /** Whose pickup; it is sent for no other business. */
  businessId: string;
  pickupId: string;
  name: string;
  listing: string;
  quantity: number;
  /** When the food changed hands. */
  at: number;
  method: VerificationMethod;
  state: QueueState;
}

export type QueueState =
  | { kind: "held"; until: number }
  | { kind: "sending"; attempts: number }
  | { kind: "waiting"; until: number; attempts: number }
  | { kind: "conflict"; words: string };

export type Outcome =
  | { kind: "taken" }
  | { kind: "refused"; words: string }
  /** Refused as done before; that may have been an attempt whose answer was lost. */
  | { kind: "completed_before"; words: string }
  /** Nobody can tell whether it arrived, or the service asks for patience. */
  | { kind: "later"; afterMs: number | null }
  /** The token is no longer good: it waits for somebody to sign in, which is no failed attempt. */
  | { kind: "signed_out" };

export const HOLD_MS = 60_000;
const FIRST_DELAY_MS = 2_000;
const MAX_DELAY_MS = 60_000;

export const hold = (facts: Omit<HandOver, "state">, now: number): HandOver => ({
  ...facts,
  state: { kind: "held", until: now + HOLD_MS },
});

export const canUndo = ({ state }: HandOver, now: number): boolean => state.kind === "held" && now < state.until;

/** When it is to be sent. One that says "sending" although nobody sends it was cut off. Never, while it needs a decision. */
export function dueAt({ state }: HandOver): number {
  switch (state.kind) {
    case "held":
    case "waiting":
      return state.until;
    case "sending":
      return 0;
    case "conflict":
      return Number.POSITIVE_INFINITY;
  }
}

export const begin = (item: HandOver): HandOver => ({
  ...item,
  state: { kind: "sending", attempts: attemptsOf(item) + 1 },
});

/** What becomes of it, or null once it is done. `random` is from 0 to 1: tablets must not come back as one. */
export function settle(item: HandOver, outcome: Outcome, now: number, random: number): HandOver | null {
  const attempts = attemptsOf(item);
  switch (outcome.kind) {
    case "taken":
      return null;
    case "completed_before":
      return attempts > 1 ? null : refused(item, outcome.words);
    case "refused":
      return refused(item, outcome.words);
    case "later": {
      const delay =
        outcome.afterMs ?? Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1)) * (0.5 + random / 2);
      return { ...item, state: { kind: "waiting", until: now + delay, attempts } };
    }
    case "signed_out":
      return { ...item, state: { kind: "waiting", until: now, attempts: attempts - 1 } };
  }
}

/** Sent at once: the network is back, or somebody decided to try again. A held one keeps its minute. */
export const hasten = (item: HandOver, now: number): HandOver =>
  item.state.kind === "waiting" || item.state.kind === "conflict"
    ? { ...item, state: { kind: "waiting", until: now, attempts: attemptsOf(item) } }
    : item;

const refused = (item: HandOver, words: string): HandOver => ({ ...item, state: { kind: "conflict", words } });

const attemptsOf = ({ state }: HandOver): number => ("attempts" in state ? state.attempts : 0);

/** What clients asked and what they were told, in the manner of Jepsen: each call is ok, refused or unknown. */

import type { Role } from "../../scripts/tokens.ts";

export type CallKind = "book" | "cancel" | "verify" | "complete" | "read";
export type Outcome = "ok" | "refused" | "unknown";

export interface Call {
  kind: CallKind;
  /** In which role: a customer and the business may ask for the same, each with a right to an answer. */
  role: Role;
  orderId: string;
  listingId: string;
  /** The slot asked for, or the pickup's. */
  slotId: string;
  /** The pickup asked about, or the one a booking was answered with. */
  pickupId: string | null;
  /** The status that an answer showed. */
  shown: string | null;
  idempotencyKey: string | null;
  /** On the clock of this process. */
  invokedAt: number;
  endedAt: number;
  outcome: Outcome;
  /** Null when no answer came. */
  status: number | null;
}

export interface Outage {
  what: "runtime" | "server";
  killedAt: number;
  backAt: number;
}

/** "The service cannot reach its stores right now; repeating the request is safe". */
export const UNREACHABLE = 503;

/** A 4xx is a promise that the call did nothing. Anything else that is no success leaves it open. */
export function outcomeOf(status: number | null): Outcome {
  if (status === null || status >= 500) return "unknown";
  return status < 300 ? "ok" : "refused";
}

export class History {
  readonly calls: Call[] = [];
  readonly outages: Outage[] = [];

  /** `book 201` and the like, with how often each came. */
  tally(): { kind: CallKind; outcome: Outcome; status: string; count: number }[] {
    const groups = Map.groupBy(this.calls, ({ kind, outcome, status }) => `${kind}|${outcome}|${status ?? "none"}`);
    return [...groups]
      .map(([key, calls]) => {
        const [kind, outcome, status = ""] = key.split("|") as [CallKind, Outcome, string];
        return { kind, outcome, status, count: calls.length };
      })
      .sort((a, b) => `${a.kind} ${a.status}`.localeCompare(`${b.kind} ${b.status}`));
  }
}

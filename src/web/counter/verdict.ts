/** The one big answer: may this person have the food, and if not, why. */
import type * as z from "zod";
import type { VerifyResponse } from "../../api/schemas/pickups";
import type { VerificationMethod } from "../../domain/vocabulary";
import { ApiError, inWords } from "../calls/api";
import { wallClock } from "../parts/wall-clock";
import { type Entry, MARGIN_MS, type Manifest, slotOf } from "./manifest";
import type { HandOver } from "./queue";

export interface Good {
  kind: "good";
  pickupId: string;
  code: string;
  name: string;
  listing: string;
  quantity: number;
  /** `17:00–17:25`, or its beginning where only that is known */
  time: string;
  /** Null when they are not known here. */
  notes: string | null;
  method: VerificationMethod;
  /** How sure this is, where the service did not say it. */
  caution: string | null;
}

export interface Bad {
  kind: "bad";
  title: string;
  detail: string;
  /** The pickup it is about, as far as the day's list knows it. */
  entry: Entry | null;
}

export type Verdict = Good | Bad;

export const bad = (title: string, detail: string, entry: Entry | null = null): Bad => ({
  kind: "bad",
  title,
  detail,
  entry,
});

export const timeOf = ({ start, end }: Pick<Entry, "start" | "end">): string => `${start}–${end}`;

export const NO_CODE = bad(
  "Not a code",
  "A code has 6 letters and digits, without I, O, 0 and 1. Please read it again.",
);

export function fromService(
  { pickup }: z.infer<typeof VerifyResponse>,
  method: VerificationMethod,
  manifest: Manifest | null,
): Good {
  const entry = manifest?.entries.find(({ pickupId }) => pickupId === pickup.id);
  const startsAt = Date.parse(pickup.scheduled_time);
  return {
    kind: "good",
    pickupId: pickup.id,
    code: pickup.confirmation_code,
    name: pickup.customer.name,
    listing: pickup.food_listing.name,
    quantity: pickup.food_listing.quantity,
    time: entry ? timeOf(entry) : manifest ? wallClock(startsAt, manifest.zone).time : "",
    notes: pickup.customer_notes,
    method,
    caution: null,
  };
}

/** Why the service says no. */
export function fromRefusal(error: unknown, entry: Entry | null, manifest: Manifest | null, now: number): Bad {
  if (!(error instanceof ApiError)) return bad("Not checked", inWords(error));
  if (error.status === 404) {
    return bad("Unknown code", "No pickup of this restaurant has it. Please compare it with the customer's.");
  }
  if (error.status === 429) {
    const wait = error.retryAfterSeconds === null ? "later" : `in ${waitInWords(error.retryAfterSeconds)}`;
    return bad("Too many tries", `${error.message}. Try again ${wait}. QR codes can be scanned meanwhile.`);
  }
  switch (error.details.reason) {
    case "not_today":
      return bad("Not today", "This pickup is booked for another day.", entry);
    case "outside_window":
      return outsideWindow(entry, manifest, now);
    case "completed":
      return collected(entry);
    case "cancelled":
      return bad("Cancelled", "This pickup was cancelled.", entry);
    case "missed":
      return missed(entry);
    default:
      return bad("Not checked", inWords(error), entry);
  }
}

/** What the kept list says while the service cannot be asked. It holds by the service's own rules. */
export function fromList(
  entry: Entry,
  method: VerificationMethod,
  manifest: Manifest,
  caution: string,
  now: number,
): Verdict {
  const over = notLive(entry);
  if (over) return over;
  const { start, end } = slotOf(manifest, entry);
  if (now < start - MARGIN_MS || now > end + MARGIN_MS) return outsideWindow(entry, manifest, now);
  return good(entry, method, caution);
}

/** An entry that was chosen from the board. The service takes late ones too, but none before its time. */
export function fromBoard(entry: Entry, manifest: Manifest, now: number): Verdict {
  const isEarly = now < slotOf(manifest, entry).start - MARGIN_MS;
  return (
    notLive(entry) ?? (isEarly ? outsideWindow(entry, manifest, now) : good(entry, "manual", "No code was checked"))
  );
}

export const alreadyHandedOver = (item: HandOver, entry: Entry | null, manifest: Manifest | null): Bad =>
  bad(
    "Already handed over",
    [
      `${item.name} got it here${manifest ? ` at ${wallClock(item.at, manifest.zone).time}` : ""}.`,
      item.state.kind === "conflict" ? "The service did not take that: see below." : "It is still to be sent.",
    ].join(" "),
    entry,
  );

const good = ({ start, end, ...entry }: Entry, method: VerificationMethod, caution: string): Good => ({
  kind: "good",
  pickupId: entry.pickupId,
  code: entry.code,
  name: entry.name,
  listing: entry.listing,
  quantity: entry.quantity,
  time: timeOf({ start, end }),
  notes: null,
  method,
  caution,
});

function notLive(entry: Entry): Bad | null {
  if (entry.status === "completed") return collected(entry);
  if (entry.status === "cancelled") return bad("Cancelled", "This pickup was cancelled.", entry);
  return entry.status === "missed" ? missed(entry) : null;
}

const collected = (entry: Entry | null) => bad("Already collected", "The food was handed over before.", entry);
const missed = (entry: Entry | null) => bad("Missed", "This pickup was marked as missed.", entry);

function outsideWindow(entry: Entry | null, manifest: Manifest | null, now: number): Bad {
  if (!entry || !manifest) return bad("Not at this time", "This pickup is outside its time.", entry);
  const isEarly = now < slotOf(manifest, entry).start;
  return bad(
    isEarly ? "Too early" : "Too late",
    `Its time is ${timeOf(entry)}, with half an hour before and after.`,
    entry,
  );
}

function waitInWords(seconds: number): string {
  const [count, unit] = seconds > 90 ? [Math.ceil(seconds / 60), "minute"] : [Math.ceil(seconds), "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

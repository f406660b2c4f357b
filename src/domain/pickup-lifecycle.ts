/**
 * The life of a pickup: scheduled → confirmed → completed; scheduled|confirmed → cancelled or missed;
 * missed → completed for a counter that was offline. Nothing else.
 */
import { LIMITS } from "../config";
import type { Pickup } from "./pickup";
import { conflict, invalid, type Refusal } from "./refusal";
import { err, ok, type Result } from "./result";
import { type EpochMs, isoInstant, MINUTE_MS } from "./time";
import { verificationMessage } from "./verification";
import type { Canceller, VerificationMethod } from "./vocabulary";

export type PickupCommand =
  | { type: "verify"; method: VerificationMethod }
  | {
      type: "complete";
      /** When the food changed hands; now when absent. */
      actualPickupAt: EpochMs | null;
      method: VerificationMethod | null;
      businessNotes: string | null;
    }
  | { type: "cancel"; by: Canceller; reason: string | null }
  | { type: "miss"; by: "business" | "job"; businessNotes: string | null }
  /** The same texts under another key; a text that changed meanwhile stays as it is. */
  | { type: "reseal"; texts: { from: string; to: string }[] }
  /** `placeholder` takes the place of every text. Only for a pickup that is over. */
  | { type: "anonymize"; placeholder: string };

type Step = Result<Pickup, Refusal>;

/** The pickup after the command, or why it stays as it is. `revision` is the caller's to raise. */
export function applyCommand(pickup: Pickup, command: PickupCommand, now: EpochMs): Step {
  switch (command.type) {
    case "verify":
      return verify(pickup, command.method, now);
    case "complete":
      return complete(pickup, command, now);
    case "cancel":
      return cancel(pickup, command, now);
    case "miss":
      return miss(pickup, command, now);
    case "reseal":
      return reseal(pickup, command.texts);
    case "anonymize":
      return anonymize(pickup, command.placeholder, now);
  }
}

export const isLive = (pickup: Pick<Pickup, "status">): boolean =>
  pickup.status === "scheduled" || pickup.status === "confirmed";

export const cancellationDeadline = (startsAt: EpochMs): EpochMs =>
  startsAt - LIMITS.cancellationLeadMinutes * MINUTE_MS;

/** Whether this party may still cancel: customers until the deadline (inclusive), the business as long as it is live. */
export function canCancel(pickup: Pick<Pickup, "status" | "startsAt">, by: Canceller, now: EpochMs): boolean {
  return isLive(pickup) && (by !== "customer" || now <= cancellationDeadline(pickup.startsAt));
}

function illegal(pickup: Pickup, verb: string): Step {
  return err(conflict(`A pickup that is ${pickup.status} cannot be ${verb}`, { status: pickup.status }));
}

function verify(pickup: Pickup, method: VerificationMethod, now: EpochMs): Step {
  const { status } = pickup;
  if (status === "completed" || status === "cancelled" || status === "missed") {
    return err(conflict(verificationMessage[status], { reason: status, status }));
  }
  if (status === "confirmed") return ok(pickup);
  return ok({ ...pickup, status: "confirmed", verifiedAt: now, verificationMethod: method, updatedAt: now });
}

function complete(pickup: Pickup, command: Extract<PickupCommand, { type: "complete" }>, now: EpochMs): Step {
  const actualPickupAt = command.actualPickupAt ?? now;
  if (pickup.status === "missed") {
    const isLate = pickup.missedAt === null || now > pickup.missedAt + LIMITS.lateCompletionHours * 60 * MINUTE_MS;
    const wasThere = actualPickupAt <= pickup.endsAt + LIMITS.verificationMarginMinutes * MINUTE_MS;
    if (isLate || !wasThere) return illegal(pickup, "completed");
  } else if (!isLive(pickup)) {
    return illegal(pickup, "completed");
  }
  const earliest = pickup.startsAt - LIMITS.verificationMarginMinutes * MINUTE_MS;
  const latest = now + LIMITS.clockSkewMinutes * MINUTE_MS;
  if (actualPickupAt < earliest) {
    return err(
      invalid("actual_pickup_time", `Must not be before ${isoInstant(earliest)}, 30 minutes ahead of the slot`),
    );
  }
  if (actualPickupAt > latest) return err(invalid("actual_pickup_time", "Must not lie in the future"));
  return ok({
    ...pickup,
    status: "completed",
    actualPickupAt,
    completedAt: now,
    verificationMethod: command.method ?? pickup.verificationMethod ?? "manual",
    // Of a missed pickup that was anonymised since, no text comes back.
    businessNotes: (pickup.anonymizedAt === null ? command.businessNotes : null) ?? pickup.businessNotes,
    updatedAt: now,
  });
}

function cancel(pickup: Pickup, command: Extract<PickupCommand, { type: "cancel" }>, now: EpochMs): Step {
  if (!isLive(pickup)) return illegal(pickup, "cancelled");
  if (!canCancel(pickup, command.by, now)) {
    const deadline = isoInstant(cancellationDeadline(pickup.startsAt));
    return err(
      conflict("Pickups can be cancelled up to 1 hour before the scheduled time", {
        rule: "cancellation_deadline",
        status: pickup.status,
        cancellation_deadline: deadline,
      }),
    );
  }
  const isOurDoing = command.by === "business" || command.by === "admin";
  return ok({
    ...pickup,
    status: "cancelled",
    cancelledAt: now,
    cancelledBy: command.by,
    cancelReason: command.reason,
    isRefundEligible: pickup.isPaidPurchase && (isOurDoing || now <= cancellationDeadline(pickup.startsAt)),
    updatedAt: now,
  });
}

function miss(pickup: Pickup, command: Extract<PickupCommand, { type: "miss" }>, now: EpochMs): Step {
  if (!isLive(pickup)) return illegal(pickup, "marked as missed");
  const wait = command.by === "job" ? LIMITS.verificationMarginMinutes * MINUTE_MS : 0;
  if (now < pickup.endsAt + wait) {
    return err(conflict("The slot has not ended yet", { rule: "slot_not_ended", status: pickup.status }));
  }
  return ok({
    ...pickup,
    status: "missed",
    missedAt: now,
    businessNotes: command.businessNotes ?? pickup.businessNotes,
    updatedAt: now,
  });
}

/** Contract 11.2: the texts go, the rest stays for the statistics. */
function anonymize(pickup: Pickup, placeholder: string, now: EpochMs): Step {
  if (isLive(pickup)) return illegal(pickup, "anonymized");
  if (pickup.anonymizedAt !== null) return ok(pickup);
  return ok({
    ...pickup,
    customerNotes: placeholder,
    businessNotes: placeholder,
    cancelReason: null,
    anonymizedAt: now,
    updatedAt: now,
  });
}

function reseal(pickup: Pickup, texts: { from: string; to: string }[]): Step {
  const renewed = (text: string | null) => texts.find(({ from }) => from === text)?.to ?? text;
  const { customerNotes, businessNotes, cancelReason } = pickup;
  return ok({
    ...pickup,
    customerNotes: renewed(customerNotes),
    businessNotes: renewed(businessNotes),
    cancelReason: renewed(cancelReason),
  });
}

/** Checks a code at the counter and confirms the pickup. Every attempt leaves a record. */
import { findPickupDetailsByCode, type PickupDetails } from "../db/pickups";
import { normaliseCode } from "../domain/confirmation-code";
import { conflict, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { verificationMessage, verificationRefusal } from "../domain/verification";
import { countCode, refundCode } from "../limits/client";
import { readToken } from "../qr/token";
import { type Actor, auditChange, recordVerification } from "./audit";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";
import { tooManyAttempts } from "./refusals";

/** What was shown at the counter: typed, scanned, or the contract's QR object. */
export type Presented =
  | { method: "confirmation_code"; code: string }
  | { method: "qr_token"; token: string }
  | { method: "qr_data"; pickupId: string; code: string; businessId: string };

export interface Attempt {
  presented: Presented;
  businessId: string;
  actor: Actor;
}

export async function verifyPickup(deps: Deps, attempt: Attempt): Promise<Result<PickupDetails, Refusal>> {
  const { env, now, config } = deps;
  const { presented, businessId, actor } = attempt;
  const token = presented.method === "qr_token" ? await readToken(config.qrKeys, presented.token) : null;
  if (token === null) {
    const count = await countCode(env, businessId, actor.userId, now);
    if (!count.isAllowed) {
      await record(deps, attempt, null, "rate_limited");
      return err(tooManyAttempts("Too many unknown codes", count.retryAfterMs));
    }
  }

  const found = await find(deps, token ? { method: "confirmation_code", code: token.code } : presented, businessId);
  if (!found || (token && found.pickup.id !== token.pickupId)) {
    await record(deps, attempt, null, "unknown");
    return err(notFound);
  }
  if (token === null) await refundCode(env, businessId, actor.userId, now);

  const reason = verificationRefusal(found.pickup, found.business.timezone, now);
  if (reason) {
    await record(deps, attempt, found.pickup.id, reason);
    return err(conflict(verificationMessage[reason], { reason, status: found.pickup.status }));
  }
  const method = presented.method === "confirmation_code" ? "confirmation_code" : "qr_code";
  let outcome = "failed";
  try {
    const changed = await auditChange(deps, actor, { action: "verify", pickupId: found.pickup.id, businessId }, () =>
      changePickup(deps, found.pickup, { change: { type: "verify", method } }),
    );
    outcome = changed.ok ? "verified" : changed.error.kind;
    return changed.ok ? ok({ ...found, pickup: changed.value }) : changed;
  } finally {
    await record(deps, attempt, found.pickup.id, outcome);
  }
}

/** The pickup a code stands for, if it is this business's. */
async function find(deps: Deps, presented: Presented, businessId: string): Promise<PickupDetails | undefined> {
  if (presented.method === "qr_token") return undefined;
  const code = normaliseCode(presented.code);
  const found = code === null ? undefined : await findPickupDetailsByCode(deps.db, code);
  if (found?.pickup.businessId !== businessId) return undefined;
  if (presented.method === "confirmation_code") return found;
  return presented.pickupId === found.pickup.id && presented.businessId === businessId ? found : undefined;
}

function record(deps: Deps, attempt: Attempt, pickupId: string | null, outcome: string): Promise<void> {
  const { businessId, presented, actor } = attempt;
  return recordVerification(deps, actor, { businessId, pickupId, method: presented.method, outcome });
}

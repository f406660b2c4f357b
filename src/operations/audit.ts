/** The audit trail: codes checked at the counter, and what staff and admins see and change of pickups. */
import {
  type Access,
  recordAccess,
  recordAccesses,
  recordAttempt,
  recordOutcome,
  type VerificationAttempt,
} from "../db/audit";
import type { Look } from "../db/pickups";
import type { Refusal } from "../domain/refusal";
import type { Result } from "../domain/result";
import type { Role } from "../domain/vocabulary";
import { uuidv7 } from "../ids";
import type { Deps } from "./deps";

/** Who acts, and how the request reached us. */
export interface Actor {
  userId: string;
  role: Role;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

export function recordVerification(
  deps: Deps,
  { role: _, ...actor }: Actor,
  what: Pick<VerificationAttempt, "businessId" | "pickupId" | "method" | "outcome">,
): Promise<void> {
  return recordAttempt(deps.db, { id: uuidv7(deps.now), at: deps.now, ...actor, ...what });
}

type What = Pick<Access, "action"> & Partial<Pick<Access, "pickupId" | "businessId" | "customerId" | "date" | "until">>;

/** Customers' use of their own pickups is theirs; everybody else's is on record, before they are answered. */
export async function auditAccess(deps: Deps, actor: Actor, what: What): Promise<{ id: string } | null> {
  const access = accessOf(deps, actor, what);
  if (access) await recordAccess(deps.db, access);
  return access;
}

/** What is to be recorded together with a read; null for what is not. */
export function accessOf({ now }: Deps, actor: Actor, what: What): Access | null {
  if (actor.role === "customer" || actor.role === "ngo") return null;
  return { id: uuidv7(now), at: now, ...actor, ...what };
}

/** A look at one pickup, wherever it is there for who looks: to be recorded together with the read. */
export function lookOf(deps: Deps, actor: Actor, { businessId }: { businessId: string | null }): Look | null {
  const access = accessOf(deps, actor, { action: "read" });
  return access && { access, businessId };
}

/** A change is on record before it is made, so that none goes unrecorded; one that was refused then says so. */
export async function auditChange<T>(
  deps: Deps,
  actor: Actor,
  what: What,
  change: () => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const entry = await auditAccess(deps, actor, what);
  const changed = await change();
  if (entry && !changed.ok) await recordOutcome(deps.db, entry.id, changed.error.kind);
  return changed;
}

/** Pickups of which it only shows once it is done that a recorded action changed them. */
export function auditPickups(
  deps: Deps,
  actor: Actor,
  action: Access["action"],
  pickupIds: readonly string[],
): Promise<void> {
  const entries = pickupIds.map((pickupId) => ({ id: uuidv7(deps.now), pickupId }));
  return recordAccesses(deps.db, { action, at: deps.now, ...actor }, entries);
}

/** The audit trail: codes checked at the counter, and what staff and admins see and change of pickups. */
import { type Access, recordAccess, recordAttempt, type VerificationAttempt } from "../db/audit";
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

/** Customers' use of their own pickups is theirs; everybody else's is on record, before they are answered. */
export async function auditAccess(
  deps: Deps,
  actor: Actor,
  what: Pick<Access, "action"> & Partial<Pick<Access, "pickupId" | "businessId" | "customerId" | "date">>,
): Promise<void> {
  if (actor.role === "customer" || actor.role === "ngo") return;
  await recordAccess(deps.db, { id: uuidv7(deps.now), at: deps.now, ...actor, ...what });
}

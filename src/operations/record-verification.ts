/** The audit trail of the counter: every code that was checked, and every hand-over without one. */
import { recordAttempt, type VerificationAttempt } from "../db/verification-attempts";
import { uuidv7 } from "../ids";
import type { Deps } from "./deps";

/** Who stands at the counter, and how the request reached us. */
export interface Staff {
  userId: string;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

export const recordVerification = (
  deps: Deps,
  staff: Staff,
  what: Pick<VerificationAttempt, "businessId" | "pickupId" | "method" | "outcome">,
): Promise<void> => recordAttempt(deps.db, { id: uuidv7(deps.now), at: deps.now, ...staff, ...what });

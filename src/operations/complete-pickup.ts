/** Hands the food over. Without a code checked before, that too is on record. */
import { sealOptional } from "../crypto/cipher";
import { findPickupDetails, type PickupDetails } from "../db/pickups";
import { notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import type { EpochMs } from "../domain/time";
import type { VerificationMethod } from "../domain/vocabulary";
import { type Actor, auditChange, recordVerification } from "./audit";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";

export interface Completion {
  pickupId: string;
  actor: Actor;
  actualPickupAt: EpochMs | null;
  method: VerificationMethod | null;
  businessNotes: string | undefined;
  /** Whether the caller may manage this business's pickups. */
  isAllowed(businessId: string): boolean;
}

export async function completePickup(deps: Deps, completion: Completion): Promise<Result<PickupDetails, Refusal>> {
  const details = await findPickupDetails(deps.db, completion.pickupId);
  if (!details || !completion.isAllowed(details.pickup.businessId)) return err(notFound);
  const businessNotes = await sealOptional(deps.config.encryptionKeys, completion.businessNotes);
  const { actualPickupAt, method, actor } = completion;
  const { id: pickupId, businessId } = details.pickup;
  const changed = await auditChange(deps, actor, { action: "complete", pickupId, businessId }, () =>
    changePickup(deps, details.pickup, { change: { type: "complete", actualPickupAt, method, businessNotes } }),
  );
  if (!changed.ok) return changed;
  const pickup = changed.value;
  if (pickup.verifiedAt === null) {
    await recordVerification(deps, actor, { businessId, pickupId, method: "manual", outcome: "completed_unverified" });
  }
  return ok({ ...details, pickup });
}

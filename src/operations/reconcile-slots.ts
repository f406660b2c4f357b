/** Holds slots' objects against D1, mends what differs and tells of it. */
import { reconcileSlot } from "../booking/client";
import type { Drift } from "../booking/commands";
import { ownersOfSlots, type SlotPlace } from "../db/slots";
import type { LocalDate } from "../domain/time";
import { type Actor, auditAccess, auditPickups } from "./audit";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { notify } from "./notify";

export interface Reconciliation {
  checked: number;
  /** Objects or stores that could not be reached; asking again is safe. */
  failed: number;
  drifted: ({ slotId: string } & Drift)[];
}

export async function reconcileSlots(deps: Deps, places: SlotPlace[]): Promise<Reconciliation> {
  const { env } = deps;
  const outcomes = await settleAll(places, async ({ site, ...place }) => ({
    slotId: place.slotId,
    outcome: await reconcileSlot(env, place, site),
  }));
  const drifted: Reconciliation["drifted"] = [];
  let failed = 0;
  for (const settled of outcomes) {
    if (settled.status === "rejected" || settled.value.outcome.kind === "pending") {
      failed += 1;
      continue;
    }
    const { slotId, outcome } = settled.value;
    const { restored, rewritten, isCountWrong } = outcome.drift;
    if (restored.length + rewritten.length > 0 || isCountWrong) drifted.push({ slotId, ...outcome.drift });
  }
  await alertBusinesses(
    deps,
    drifted.filter(({ restored }) => restored.length > 0).map(({ slotId }) => slotId),
  );
  if (drifted.length > 0) {
    const { requestId: request_id } = deps;
    console.error(JSON.stringify({ level: "error", event: "slots_drifted", request_id, drifted }));
  }
  return { checked: places.length, failed, drifted };
}

/**
 * The same at an admin's wish, which is on record before anything is mended. What drifted only the slots' objects know, as
 * they mend it: a record of each of these pickups follows.
 */
export async function reconcileOnRecord(
  deps: Deps,
  actor: Actor,
  places: SlotPlace[],
  about: { businessId?: string; date?: LocalDate },
): Promise<Reconciliation> {
  await auditAccess(deps, actor, { action: "reconcile", ...about });
  const reconciled = await reconcileSlots(deps, places);
  const pickupIds = reconciled.drifted.flatMap(({ restored, rewritten }) => [...restored, ...rewritten]);
  await auditPickups(deps, actor, "reconcile", [...new Set(pickupIds)]);
  return reconciled;
}

/** A booking that was taken back may be one more than its slot has seats for: the business is to know. */
async function alertBusinesses(deps: Deps, slotIds: string[]): Promise<void> {
  if (slotIds.length === 0) return;
  const slots = await ownersOfSlots(deps.db, slotIds);
  const { now: dueAt } = deps;
  await notify(
    deps,
    slots.map(({ id: subject, businessId, ownerUserId: userId }) => {
      return { subject, type: "alert", pickupId: null, businessId, userId, dueAt, expiresAt: null };
    }),
  );
}

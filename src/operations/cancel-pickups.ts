/** Cancels what is still to be collected, because its order or its customer is gone. Safe to repeat. */
import type { PickupRef } from "../db/pickups";
import type { Canceller } from "../domain/vocabulary";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { StoresUnreachable } from "./refusals";

/** Rejects when a slot could not write its change, so that the caller tries again; the others are cancelled all the same. */
export async function cancelPickups(deps: Deps, pickups: PickupRef[], by: Canceller): Promise<void> {
  const outcomes = await settleAll(pickups, (pickup) =>
    changePickup(deps, pickup, { change: { type: "cancel", by, reason: null } }),
  );
  const isUndone = outcomes.some(
    (outcome) => outcome.status === "rejected" || (!outcome.value.ok && outcome.value.error.kind === "unavailable"),
  );
  if (isUndone) throw new StoresUnreachable();
}

/** Cancels what is still to be collected, because its order or its customer is gone. Safe to repeat. */
import type { PickupRef } from "../db/pickups";
import type { Canceller } from "../domain/vocabulary";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";
import { inBatches } from "./in-batches";

/** Rejects when a slot could not write its change, so that the caller tries again. */
export async function cancelPickups(deps: Deps, pickups: PickupRef[], by: Canceller): Promise<void> {
  await inBatches(pickups, async (pickup) => {
    const changed = await changePickup(deps, pickup, { change: { type: "cancel", by, reason: null } });
    if (!changed.ok && changed.error.kind === "unavailable") throw new StoresUnreachable();
  });
}

/** A change is held in an object and not yet in D1; what asked for it should be repeated. */
export class StoresUnreachable extends Error {
  override name = "StoresUnreachable";
  readonly retryable = true;
}

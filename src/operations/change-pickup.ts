/** Asks a pickup's slot for a change of its state. */
import { changePickup as changeInSlot } from "../booking/client";
import type { ChangeCommand } from "../booking/commands";
import type { PickupRef } from "../db/pickups";
import type { Pickup } from "../domain/pickup";
import { notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import type { Deps } from "./deps";
import { storesUnreachable } from "./refusals";

export async function changePickup(
  deps: Deps,
  pickup: PickupRef,
  { change, notifyBusiness }: Pick<ChangeCommand, "change" | "notifyBusiness">,
): Promise<Result<Pickup, Refusal>> {
  const command = { now: deps.now, pickupId: pickup.id, change, notifyBusiness };
  const outcome = await changeInSlot(deps.env, pickup.slotId, command);
  deps.noteBookmark(outcome.bookmark);
  switch (outcome.kind) {
    case "changed":
      return ok(outcome.pickup);
    case "refused":
      return err(outcome.refusal);
    case "unknown":
      return err(notFound);
    case "pending":
      return err(storesUnreachable);
  }
}

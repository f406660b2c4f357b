/** Holds slots' objects against D1, mends what differs and tells of it. */
import { reconcileSlot } from "../booking/client";
import type { Drift } from "../booking/commands";
import type { SlotPlace } from "../db/slots";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";

export interface Reconciliation {
  checked: number;
  /** Objects or stores that could not be reached; asking again is safe. */
  failed: number;
  drifted: ({ slotId: string } & Drift)[];
}

export async function reconcileSlots({ env }: Deps, places: SlotPlace[]): Promise<Reconciliation> {
  const outcomes = await settleAll(places, async (place) => ({
    slotId: place.slotId,
    outcome: await reconcileSlot(env, place),
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
  if (drifted.length > 0) console.error(JSON.stringify({ level: "error", event: "slots_drifted", drifted }));
  return { checked: places.length, failed, drifted };
}

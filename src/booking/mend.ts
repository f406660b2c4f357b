/** What a comparison of a slot's object with D1 changes in the object; the outbox carries the rest to D1. */
import { isSamePickup, type Pickup } from "../domain/pickup";
import type { Drift } from "./commands";
import type { SlotStore } from "./store";

/**
 * The object wins, except that it takes back what only D1 knows. `seen` is the revision up to which D1 had been told
 * everything when it was read: what is newer is on its way already, and no drift. Belongs in one transaction.
 */
export function mend(
  store: SlotStore,
  slotId: string,
  there: { pickups: Pickup[]; taken: number; revision: number },
  seen: number,
): Drift {
  const rows = new Map(there.pickups.map((row) => [row.id, row]));
  const restored = there.pickups.filter(({ id }) => store.pickup(id) === null);
  for (const row of restored) store.restore(slotId, row);
  const rewritten = store.pickups().filter((own) => {
    const row = rows.get(own.id);
    return own.revision <= seen && (row === undefined || !isSamePickup(row, own));
  });
  for (const own of rewritten) {
    store.raiseRevision(rows.get(own.id)?.revision ?? 0);
    store.save(own, null);
  }
  const counts = store.counts();
  const known = Math.max(seen, ...there.pickups.map((row) => row.revision));
  const isQuiet = counts === null || rewritten.length > 0 || counts.revision <= known;
  const isCountWrong = isQuiet && (counts?.taken ?? 0) !== there.taken;
  if (isCountWrong && counts) {
    store.raiseRevision(there.revision);
    store.recount();
  }
  return { restored: restored.map(({ id }) => id), rewritten: rewritten.map(({ id }) => id), isCountWrong };
}

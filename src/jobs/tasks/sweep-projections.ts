import { LIMITS } from "../../config";
import { slotsStartingBetween } from "../../db/slots";
import { MINUTE_MS } from "../../domain/time";
import type { CallBudget } from "../../operations/call-budget";
import type { Deps } from "../../operations/deps";
import { reconcileSlots } from "../../operations/reconcile-slots";
import { continueLater } from "../continue-later";
import type { Tally, Task } from "../task";
import { workThrough } from "../work-through";

/**
 * Reconciles the slots around now, so that an object whose alarm was lost still writes out what it holds before the
 * counter needs it.
 */
export const sweepProjections: Task = (deps, budget) => sweepProjectionsAfter(deps, budget, "");

/** From a slot's id on; what is more than the budget allows goes on in a message. */
export async function sweepProjectionsAfter(deps: Deps, budget: CallBudget, start: string): Promise<Tally> {
  const from = deps.now - LIMITS.sweepBackMinutes * MINUTE_MS;
  const to = deps.now + LIMITS.sweepAheadMinutes * MINUTE_MS;
  const worked = await workThrough(budget, start, {
    find: (page) => slotsStartingBetween(deps.db, from, to, page),
    work: async (places) => {
      const { checked, failed } = await reconcileSlots(deps, places);
      return { rows: checked - failed, failures: failed };
    },
    cursorOf: ({ slotId }) => slotId,
  });
  return continueLater(deps, worked, (after) => ({ job: "sweep-projections", at: deps.now, after }));
}

import { LIMITS } from "../../config";
import { slotsStartingBetween } from "../../db/slots";
import { MINUTE_MS } from "../../domain/time";
import { reconcileSlots } from "../../operations/reconcile-slots";
import type { Task } from "../task";

/**
 * Reconciles the slots around now, so that an object whose alarm was lost still writes out what it holds before the
 * counter needs it.
 */
export const sweepProjections: Task = async (deps) => {
  const from = deps.now - LIMITS.sweepBackMinutes * MINUTE_MS;
  const to = deps.now + LIMITS.sweepAheadMinutes * MINUTE_MS;
  let [rows, failures] = [0, 0];
  for (let after = ""; ; ) {
    const places = await slotsStartingBetween(deps.db, from, to, { after, limit: LIMITS.jobBatch });
    const { checked, failed } = await reconcileSlots(deps, places);
    rows += checked - failed;
    failures += failed;
    const last = places.at(-1);
    if (!last || places.length < LIMITS.jobBatch) return { rows, failures };
    after = last.slotId;
  }
};

import { flushSlot } from "../../booking/client";
import { LIMITS } from "../../config";
import { slotIdsStartingBetween } from "../../db/slots";
import { MINUTE_MS } from "../../domain/time";
import { inBatches } from "../../operations/in-batches";
import type { Task } from "../cron";

/**
 * Pings the slots around now, so that an object whose alarm was lost still writes out what it holds before the counter
 * needs it.
 */
export const sweepProjections: Task = async (deps) => {
  const from = deps.now - LIMITS.sweepBackMinutes * MINUTE_MS;
  const to = deps.now + LIMITS.sweepAheadMinutes * MINUTE_MS;
  const ids = await slotIdsStartingBetween(deps.db, from, to, LIMITS.jobBatch);
  const outcomes = await inBatches(ids, (id) => flushSlot(deps.env, id));
  return outcomes.filter(Boolean).length;
};

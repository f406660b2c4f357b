import { flushSlot } from "../../booking/client";
import { LIMITS } from "../../config";
import { slotIdsStartingBetween } from "../../db/slots";
import { MINUTE_MS } from "../../domain/time";
import { settleAll } from "../../operations/in-batches";
import type { Task } from "../task";

/**
 * Pings the slots around now, so that an object whose alarm was lost still writes out what it holds before the counter
 * needs it.
 */
export const sweepProjections: Task = async (deps) => {
  const from = deps.now - LIMITS.sweepBackMinutes * MINUTE_MS;
  const to = deps.now + LIMITS.sweepAheadMinutes * MINUTE_MS;
  let [rows, failures] = [0, 0];
  for (let after = ""; ; ) {
    const ids = await slotIdsStartingBetween(deps.db, from, to, { after, limit: LIMITS.jobBatch });
    const outcomes = await settleAll(ids, (id) => flushSlot(deps.env, id));
    const flushed = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value).length;
    rows += flushed;
    failures += ids.length - flushed;
    const last = ids.at(-1);
    if (!last || ids.length < LIMITS.jobBatch) return { rows, failures };
    after = last;
  }
};

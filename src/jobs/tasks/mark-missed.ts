import { LIMITS } from "../../config";
import { overduePickups } from "../../db/pickups";
import { MINUTE_MS } from "../../domain/time";
import { changePickup } from "../../operations/change-pickup";
import { inBatches } from "../../operations/in-batches";
import type { Task } from "../cron";

/** Marks what was not collected 30 minutes after its slot's end. Stops when a round moves nothing: the rest waits for D1. */
export const markMissed: Task = async (deps) => {
  const endedBefore = deps.now - LIMITS.verificationMarginMinutes * MINUTE_MS;
  let marked = 0;
  for (;;) {
    const overdue = await overduePickups(deps.db, endedBefore, LIMITS.jobBatch);
    const outcomes = await inBatches(overdue, (pickup) =>
      changePickup(deps, pickup, { change: { type: "miss", by: "job", businessNotes: null } }),
    );
    const moved = outcomes.filter(({ ok }) => ok).length;
    marked += moved;
    if (moved === 0 || overdue.length < LIMITS.jobBatch) return marked;
  }
};

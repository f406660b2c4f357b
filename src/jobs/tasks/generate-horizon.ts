import { LIMITS } from "../../config";
import { activeSchedulesAfter } from "../../db/schedules";
import { layHorizon } from "../../operations/lay-slots";
import type { Task } from "../cron";

/** Lays every active schedule's slots up to the horizon, so that missed runs are caught up by the next. */
export const generateHorizon: Task = async (deps) => {
  let created = 0;
  let after = "";
  for (;;) {
    const batch = await activeSchedulesAfter(deps.db, after, LIMITS.jobBatch);
    for (const context of batch) {
      const days = await layHorizon(deps, context);
      created += days.flatMap(({ slots }) => slots).filter(({ isNew }) => isNew).length;
    }
    const last = batch.at(-1);
    if (!last || batch.length < LIMITS.jobBatch) return created;
    after = last.schedule.id;
  }
};

import { LIMITS } from "../../config";
import { activeScheduleIds } from "../../db/schedules";
import { sendMessages } from "../../operations/send-messages";
import type { LaySchedules } from "../messages";
import type { Task } from "../task";

/**
 * Has every active schedule laid up to the horizon, so that missed nights are caught up by the next. Spread over queue
 * messages, because one invocation may ask D1 only so often.
 */
export const generateHorizon: Task = async ({ db, env, now }) => {
  const ids = await activeScheduleIds(db);
  const messages: { body: LaySchedules }[] = [];
  for (let start = 0; start < ids.length; start += LIMITS.schedulesPerMessage) {
    const scheduleIds = ids.slice(start, start + LIMITS.schedulesPerMessage);
    messages.push({ body: { job: "lay-schedules", at: now, scheduleIds } });
  }
  return { rows: ids.length, failures: await sendMessages(env.JOBS, messages) };
};

import { LIMITS } from "../../config";
import { activeScheduleIds } from "../../db/schedules";
import { sendMessages } from "../../operations/send-messages";
import type { LaySchedules } from "../messages";
import type { Task } from "../task";
import { workThroughAll } from "../work-through";

/**
 * Has every active schedule laid up to the horizon, so that missed nights are caught up by the next. Spread over queue
 * messages, because one invocation may ask D1 only so often.
 */
export const generateHorizon: Task = ({ db, env, now }) =>
  workThroughAll("", {
    find: (page) => activeScheduleIds(db, page),
    work: async (ids) => {
      const messages: { body: LaySchedules }[] = [];
      for (let start = 0; start < ids.length; start += LIMITS.schedulesPerMessage) {
        const scheduleIds = ids.slice(start, start + LIMITS.schedulesPerMessage);
        messages.push({ body: { job: "lay-schedules", at: now, scheduleIds } });
      }
      return { rows: ids.length, failures: await sendMessages(env.JOBS, messages) };
    },
    cursorOf: (id) => id,
  });

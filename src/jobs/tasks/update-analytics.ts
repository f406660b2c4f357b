import { listBusinessIds } from "../../db/businesses";
import { sendMessages } from "../../operations/send-messages";
import type { RollUpAnalytics } from "../messages";
import type { Task } from "../task";
import { workThroughAll } from "../work-through";

/** Has every business's finished days summed, a message each, so that one that fails stops no other. */
export const updateAnalytics: Task = ({ db, env, now }) =>
  workThroughAll("", {
    find: (page) => listBusinessIds(db, page),
    work: async (ids) => {
      const messages = ids.map((businessId): { body: RollUpAnalytics } => ({
        body: { job: "roll-up-analytics", at: now, businessId },
      }));
      const unsent = await sendMessages(env.JOBS, messages);
      return { rows: ids.length - unsent, failures: unsent };
    },
    cursorOf: (id) => id,
  });

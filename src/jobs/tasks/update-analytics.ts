import { LIMITS } from "../../config";
import { listBusinessIds } from "../../db/businesses";
import { sendMessages } from "../../operations/send-messages";
import type { RollUpAnalytics } from "../messages";
import type { Task } from "../task";

/** Has every business's finished days summed, a message each, so that one that fails stops no other. */
export const updateAnalytics: Task = async ({ db, env, now }) => {
  let [rows, failures] = [0, 0];
  for (let after = ""; ; ) {
    const ids = await listBusinessIds(db, { after, limit: LIMITS.queueBatch });
    const messages = ids.map((businessId): { body: RollUpAnalytics } => ({
      body: { job: "roll-up-analytics", at: now, businessId },
    }));
    const unsent = await sendMessages(env.JOBS, messages);
    rows += ids.length - unsent;
    failures += unsent;
    const last = ids.at(-1);
    if (!last || ids.length < LIMITS.queueBatch) return { rows, failures };
    after = last;
  }
};

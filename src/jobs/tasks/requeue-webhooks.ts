import { LIMITS } from "../../config";
import { overdueDeliveries } from "../../db/webhook-deliveries";
import { queueDeliveries } from "../../operations/queue-webhooks";
import type { Task } from "../task";
import { workThroughAll } from "../work-through";

/** Wakes a sender for what should have been delivered by now: its message was lost, or its sender died. */
export const requeueWebhooks: Task = (deps) => {
  const { db, now } = deps;
  const dueBy = now - LIMITS.sendLeaseSeconds * 1_000; // what falls due just now is on its way
  return workThroughAll(
    { dueAt: 0, webhookId: "", eventId: "" },
    {
      find: (page) => overdueDeliveries(db, { dueBy, now }, page),
      work: async (overdue) => {
        const unsent = await queueDeliveries(deps, overdue);
        return { rows: overdue.length - unsent, failures: unsent };
      },
      cursorOf: (last) => last,
    },
  );
};

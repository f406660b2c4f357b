import { LIMITS } from "../../config";
import { type DueDelivery, overdueDeliveries } from "../../db/webhook-deliveries";
import { queueDeliveries } from "../../operations/queue-webhooks";
import type { Task } from "../task";

/** Wakes a sender for what should have been delivered by now: its message was lost, or its sender died. */
export const requeueWebhooks: Task = async (deps) => {
  const { now } = deps;
  const dueBy = now - LIMITS.sendLeaseSeconds * 1_000; // what falls due just now is on its way
  let [rows, failures] = [0, 0];
  for (let after: DueDelivery = { dueAt: 0, webhookId: "", eventId: "" }; ; ) {
    const overdue = await overdueDeliveries(deps.db, { dueBy, now }, { after, limit: LIMITS.jobBatch });
    const unsent = await queueDeliveries(deps, overdue);
    rows += overdue.length - unsent;
    failures += unsent;
    const last = overdue.at(-1);
    if (!last || overdue.length < LIMITS.jobBatch) return { rows, failures };
    after = last;
  }
};

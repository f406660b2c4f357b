import { LIMITS } from "../../config";
import { overdueNotifications } from "../../db/notifications";
import { queueNotifications } from "../../operations/notify";
import type { Task } from "../task";

/** Wakes a sender for what should have gone out by now: its message was lost, or its sender died. */
export const requeueNotifications: Task = async (deps) => {
  const { now } = deps;
  const dueBy = now - LIMITS.sendLeaseSeconds * 1_000; // what falls due just now is on its way
  let [rows, failures] = [0, 0];
  for (let after = { dueAt: 0, subject: "", type: "" }; ; ) {
    const overdue = await overdueNotifications(deps.db, { dueBy, now }, { after, limit: LIMITS.jobBatch });
    const unsent = await queueNotifications(deps, overdue);
    rows += overdue.length - unsent;
    failures += unsent;
    const last = overdue.at(-1);
    if (!last || overdue.length < LIMITS.jobBatch) return { rows, failures };
    after = last;
  }
};

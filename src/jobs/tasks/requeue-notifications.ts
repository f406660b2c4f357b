import { LIMITS } from "../../config";
import { overdueNotifications } from "../../db/notifications";
import { queueNotifications } from "../../operations/notify";
import type { Task } from "../task";
import { workThroughAll } from "../work-through";

/** Wakes a sender for what should have gone out by now: its message was lost, or its sender died. */
export const requeueNotifications: Task = (deps) => {
  const { db, now } = deps;
  const dueBy = now - LIMITS.sendLeaseSeconds * 1_000; // what falls due just now is on its way
  return workThroughAll(
    { dueAt: 0, subject: "", type: "" },
    {
      find: (page) => overdueNotifications(db, { dueBy, now }, page),
      work: async (overdue) => {
        const unsent = await queueNotifications(deps, overdue);
        return { rows: overdue.length - unsent, failures: unsent };
      },
      cursorOf: (last) => last,
    },
  );
};

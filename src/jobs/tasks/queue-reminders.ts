import { LIMITS } from "../../config";
import { livePickupsStarting } from "../../db/reminders";
import { REMINDER_LEADS, remindersOf } from "../../domain/notifications";
import { MINUTE_MS } from "../../domain/time";
import { tryToNotify } from "../../operations/notify";
import type { Task } from "../task";
import { workThroughAll } from "../work-through";

const LONGEST_LEAD_MINUTES = Math.max(...REMINDER_LEADS.map(({ leadMinutes }) => leadMinutes));

/**
 * Queues the reminders that fall due until the next run, each for its exact minute, and those that a skipped run left
 * behind. Looking ahead a little further than the next run queues some twice; they are sent once.
 */
export const queueReminders: Task = (deps) => {
  const horizon = deps.now + LIMITS.reminderAheadMinutes * MINUTE_MS;
  const stretch = { from: deps.now, to: horizon + LONGEST_LEAD_MINUTES * MINUTE_MS };
  return workThroughAll(
    { startsAt: 0, id: "" },
    {
      find: (page) => livePickupsStarting(deps.db, stretch, page),
      work: async (pickups) => {
        const requests = pickups.flatMap(({ id, businessId, customerId, startsAt, createdAt }) =>
          remindersOf({ startsAt, createdAt })
            .filter(({ dueAt }) => dueAt <= horizon)
            .map((reminder) => ({ ...reminder, subject: id, pickupId: id, businessId, userId: customerId })),
        );
        const unsent = await tryToNotify(deps, requests);
        return { rows: requests.length - unsent, failures: unsent };
      },
      cursorOf: (last) => last,
    },
  );
};

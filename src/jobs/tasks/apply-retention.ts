import { LIMITS } from "../../config";
import { deleteExpired, slotsToPurge } from "../../db/retention";
import { addDays, DAY_MS, localDate } from "../../domain/time";
import { purgeSlots } from "../../operations/purge-slots";
import type { Task } from "../task";

/** Deletes what is kept no longer, in bounded rounds. The next run goes on where this one stops. */
export const applyRetention: Task = async (deps, budget) => {
  const { db, now } = deps;
  const forgotten = now - LIMITS.notificationDays * DAY_MS;
  const cutoffs = {
    date: addDays(localDate(now, "UTC"), -LIMITS.retentionDays),
    records: now - LIMITS.retentionDays * DAY_MS,
    memory: now - LIMITS.eventMemoryDays * DAY_MS,
    notifications: { from: forgotten - LIMITS.notificationCatchUpDays * DAY_MS, to: forgotten },
    deliveries: now - LIMITS.webhookDeliveryDays * DAY_MS,
    now,
  };
  const slots = await purgeSlots(deps, cutoffs.date, slotsToPurge, budget);
  const rows = await deleteExpired(db, cutoffs, { limit: LIMITS.expiredBatch, rounds: LIMITS.expiredRounds });
  return { rows: slots.rows + rows, failures: slots.failures };
};

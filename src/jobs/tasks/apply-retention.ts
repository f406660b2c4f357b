import { purgeSlot } from "../../booking/client";
import { LIMITS } from "../../config";
import { deleteExpired, deleteSlots, slotsToPurge } from "../../db/retention";
import { addDays, DAY_MS, localDate } from "../../domain/time";
import { settleAll } from "../../operations/in-batches";
import type { Task } from "../task";

/** Deletes what is kept no longer: objects first, then D1, in bounded rounds. The next run goes on where this one stops. */
export const applyRetention: Task = async (deps) => {
  const { db, env, now } = deps;
  const cutoffs = {
    date: addDays(localDate(now, "UTC"), -LIMITS.retentionDays),
    records: now - LIMITS.retentionDays * DAY_MS,
    memory: now - LIMITS.eventMemoryDays * DAY_MS,
    notifications: now - LIMITS.notificationDays * DAY_MS,
    deliveries: now - LIMITS.webhookDeliveryDays * DAY_MS,
    now,
  };
  let [rows, failures] = [0, 0];
  for (let round = 0; round < LIMITS.retentionRounds; round += 1) {
    const slots = await slotsToPurge(db, cutoffs.date, LIMITS.retentionBatch);
    const outcomes = await settleAll(slots, (id) => purgeSlot(env, id));
    const purged = slots.filter((_, index) => outcomes[index]?.status === "fulfilled");
    await deleteSlots(db, purged, cutoffs.date);
    const deleted = await deleteExpired(db, cutoffs, LIMITS.retentionBatch);
    rows += purged.length + deleted;
    failures += slots.length - purged.length;
    if (purged.length + deleted === 0) break;
  }
  return { rows, failures };
};

import { purgeSlot } from "../../booking/client";
import { LIMITS } from "../../config";
import { deleteSlots, withdrawnSlots } from "../../db/retention";
import { addDays, DAY_MS, localDate } from "../../domain/time";
import type { Deps } from "../../operations/deps";
import { settleAll } from "../../operations/in-batches";
import { deleteImagesOlderThan } from "../../qr/store";
import type { Task } from "../task";

/** Takes away what nobody will ask for again: slots that were withdrawn unbooked, with their objects, and old QR images. */
export const cleanUp: Task = async (deps) => {
  const slots = await deleteWithdrawn(deps);
  const images = await deleteImagesOlderThan(deps.env, deps.now - LIMITS.imageDays * DAY_MS, LIMITS.retentionRounds);
  return { rows: slots.rows + images, failures: slots.failures };
};

/** Objects first: a row that is gone leads nobody to its object any more. */
async function deleteWithdrawn({ db, env, now }: Deps): ReturnType<Task> {
  const date = addDays(localDate(now, "UTC"), -LIMITS.withdrawnSlotDays);
  let [rows, failures] = [0, 0];
  for (let round = 0; round < LIMITS.retentionRounds; round += 1) {
    const slots = await withdrawnSlots(db, date, LIMITS.retentionBatch);
    const outcomes = await settleAll(slots, (id) => purgeSlot(env, id));
    const purged = slots.filter((_, index) => outcomes[index]?.status === "fulfilled");
    await deleteSlots(db, purged, date);
    rows += purged.length;
    failures += slots.length - purged.length;
    if (purged.length === 0 || slots.length < LIMITS.retentionBatch) break;
  }
  return { rows, failures };
}

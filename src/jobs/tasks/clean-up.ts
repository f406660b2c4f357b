import { LIMITS } from "../../config";
import { withdrawnSlots } from "../../db/retention";
import { addDays, DAY_MS, localDate } from "../../domain/time";
import { purgeSlots } from "../../operations/purge-slots";
import { deleteImagesOlderThan } from "../../qr/store";
import type { Task } from "../task";

/** Takes away what nobody will ask for again: slots that were withdrawn unbooked, with their objects, and old QR images. */
export const cleanUp: Task = async (deps, budget) => {
  const { env, now } = deps;
  const date = addDays(localDate(now, "UTC"), -LIMITS.withdrawnSlotDays);
  const images = await deleteImagesOlderThan(env, now - LIMITS.imageDays * DAY_MS, budget);
  const slots = await purgeSlots(deps, date, withdrawnSlots, budget);
  return { rows: slots.rows + images, failures: slots.failures };
};

import { LIMITS } from "../config";
import { deleteDeliveries, deleteWebhook } from "../db/webhooks";
import type { Deps } from "./deps";

/** The webhook first: then nothing is added to what is left, and an interruption leaves rows that nobody sends. */
export async function removeWebhook(deps: Deps, id: string): Promise<void> {
  await deleteWebhook(deps.db, id);
  await deleteLeftovers(deps, id);
}

/** In bounded rounds. What is left after the last goes when it falls due, or by its age. */
export async function deleteLeftovers({ db }: Deps, webhookId: string): Promise<void> {
  for (let round = 0; round < LIMITS.retentionRounds; round += 1) {
    if ((await deleteDeliveries(db, webhookId, LIMITS.retentionBatch)) < LIMITS.retentionBatch) return;
  }
}

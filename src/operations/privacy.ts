/** A user's rights to their pickups' data (contract 11.2): a copy of it, and its anonymisation. */
import { LIMITS } from "../config";
import { open, seal } from "../crypto/cipher";
import { forgetAnswers } from "../db/idempotency-keys";
import { livePickupsOfCustomer } from "../db/pickups";
import { logDataUse, type PlacedPickup, pickupsToAnonymize, pickupsToExport } from "../db/privacy";
import { deleteSubscriptionsOf } from "../db/push-subscriptions";
import { isoInstant } from "../domain/time";
import { uuidv7 } from "../ids";
import { deleteImage } from "../qr/store";
import { cancelPickups } from "./cancel-pickups";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { reconcileSlots } from "./reconcile-slots";
import { StoresUnreachable } from "./refusals";

/** The contract's words. */
const PLACEHOLDER = "[ANONYMIZED]";
const REASON = "gdpr_request";

export async function exportUser(deps: Deps, userId: string, byUserId: string) {
  const { db, now, config } = deps;
  const rows = await pickupsToExport(db, userId);
  await logDataUse(db, { id: uuidv7(now), action: "exported", reason: REASON, userId, byUserId, at: now });
  return {
    user_id: userId,
    export_date: isoInstant(now),
    pickups: await Promise.all(
      rows.map(async ({ pickup, locationName }) => ({
        confirmation_code: pickup.confirmationCode,
        scheduled_date: pickup.date,
        status: pickup.status,
        location: locationName,
        customer_notes: await open(config.encryptionKeys, pickup.customerNotes),
        created_at: isoInstant(pickup.createdAt),
      })),
    ),
  };
}

/**
 * Cancels what is still to be collected, then replaces every text, in the slots' objects first and so for good. The wish
 * is on record first: a booking that was made before and reaches D1 after it is refused there. Answers how many pickups
 * were anonymised. Rejects when a store was out of reach; repeating it finishes the rest.
 */
export async function anonymizeUser(deps: Deps, userId: string, byUserId: string | null): Promise<number> {
  const { db, now, env, config } = deps;
  const entry = { reason: REASON, userId, byUserId, at: now };
  await logDataUse(db, { id: uuidv7(now), action: "anonymization_requested", ...entry });
  await cancelPickups(deps, await livePickupsOfCustomer(db, userId), "system");
  await forgetAnswers(db, userId);
  await deleteSubscriptionsOf(db, userId);
  const placeholder = await seal(config.encryptionKeys, PLACEHOLDER);
  let count = 0;
  let hasFailed = false;
  for (let after = ""; ; ) {
    const page = await pickupsToAnonymize(db, userId, { after, limit: LIMITS.jobBatch });
    const outcomes = await settleAll(page, async (pickup) => {
      await anonymizePickup(deps, pickup, placeholder);
      await deleteImage(env, pickup.id);
      await logDataUse(db, { id: uuidv7(now), action: "anonymized", pickupId: pickup.id, ...entry });
    });
    count += outcomes.filter(({ status }) => status === "fulfilled").length;
    hasFailed ||= outcomes.some(({ status }) => status === "rejected");
    const last = page.at(-1);
    if (!last || page.length < LIMITS.jobBatch) break;
    after = last.id;
  }
  if (hasFailed) throw new StoresUnreachable();
  return count;
}

async function anonymizePickup(deps: Deps, pickup: PlacedPickup, placeholder: string): Promise<void> {
  const anonymize = () => changePickup(deps, pickup, { change: { type: "anonymize", placeholder } });
  let changed = await anonymize();
  if (!changed.ok && changed.error.kind === "not_found") {
    await reconcileSlots(deps, [pickup]); // an emptied object takes back what only D1 knows
    changed = await anonymize();
  }
  if (!changed.ok && changed.error.kind === "conflict") {
    await cancelPickups(deps, [pickup], "system"); // booked, or taken back, since the others were cancelled
    changed = await anonymize();
  }
  if (!changed.ok) throw new StoresUnreachable();
}

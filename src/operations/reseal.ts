/** Moves what is sealed under an old key to the current one, a page at a time, so that the old key can be retired. */
import { LIMITS } from "../config";
import { isOutdated, open, seal } from "../crypto/cipher";
import type { PlacedPickup } from "../db/privacy";
import {
  sealedLetters,
  sealedPickups,
  sealedSubscriptions,
  sealedUsers,
  sealedWebhooks,
  updateLetterSeal,
  updateSubscriptionSeal,
  updateUserSeals,
  updateWebhookSeal,
} from "../db/sealed";
import { errorName } from "../domain/error-name";
import type { ResealStage } from "../domain/vocabulary";
import { changePickup } from "./change-pickup";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { reconcileSlots } from "./reconcile-slots";
import { StoresUnreachable } from "./refusals";

export interface ResealPage {
  resealed: number;
  /** Ids of rows that cannot be opened any more, or were out of reach: they stay as they are and stop nothing else. */
  failed: string[];
  /** Id to go on after, null at the end of the stage. */
  next: string | null;
}

export async function resealPage(deps: Deps, stage: ResealStage, after: string): Promise<ResealPage> {
  const page = { after, limit: LIMITS.resealBatch };
  switch (stage) {
    case "users":
      return forEach(await sealedUsers(deps.db, page), async ({ id, sealedEmail, sealedPhone }) => {
        const [email, phone] = [await renew(deps, sealedEmail), await renew(deps, sealedPhone)];
        if (!email && !phone) return false;
        await updateUserSeals(deps.db, id, {
          ...(email && { sealedEmail: email }),
          ...(phone && { sealedPhone: phone }),
        });
        return true;
      });
    case "pickups":
      return forEach(await sealedPickups(deps.db, page), async ({ id, slotId, locationId, date, ...sealed }) => {
        const texts: { from: string; to: string }[] = [];
        for (const from of Object.values(sealed)) {
          const to = await renew(deps, from);
          if (from !== null && to !== null) texts.push({ from, to });
        }
        if (texts.length === 0) return false;
        await resealPickup(deps, { id, slotId, locationId, date }, texts);
        return true;
      });
    case "dead_letters":
      return forEach(await sealedLetters(deps.db, page), async ({ id, sealedBody }) => {
        const renewed = await renew(deps, sealedBody);
        if (renewed) await updateLetterSeal(deps.db, id, renewed);
        return renewed !== null;
      });
    case "push_subscriptions":
      return forEach(await sealedSubscriptions(deps.db, page), async ({ id, sealedSubscription }) => {
        const renewed = await renew(deps, sealedSubscription);
        if (renewed) await updateSubscriptionSeal(deps.db, id, renewed);
        return renewed !== null;
      });
    case "webhooks":
      return forEach(await sealedWebhooks(deps.db, page), async ({ id, sealedSecret }) => {
        const renewed = await renew(deps, sealedSecret);
        if (renewed) await updateWebhookSeal(deps.db, id, renewed);
        return renewed !== null;
      });
  }
}

async function resealPickup(deps: Deps, pickup: PlacedPickup, texts: { from: string; to: string }[]): Promise<void> {
  const reseal = () => changePickup(deps, pickup, { change: { type: "reseal", texts } });
  let changed = await reseal();
  if (!changed.ok && changed.error.kind === "not_found") {
    await reconcileSlots(deps, [pickup]); // an emptied object takes back what only D1 knows
    changed = await reseal();
  }
  if (!changed.ok) throw new StoresUnreachable();
}

/** The value under the current key, or null when it is there already. */
async function renew({ config }: Deps, sealed: string | null): Promise<string | null> {
  const keys = config.encryptionKeys;
  return isOutdated(keys, sealed) ? seal(keys, await open(keys, sealed)) : null;
}

async function forEach<T extends { id: string }>(
  rows: T[],
  renewRow: (row: T) => Promise<boolean>,
): Promise<ResealPage> {
  const outcomes = await settleAll(rows, renewRow);
  const resealed = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value).length;
  const failed = outcomes.flatMap((outcome, n) => {
    const id = rows[n]?.id;
    if (outcome.status === "fulfilled" || id === undefined) return [];
    console.warn(JSON.stringify({ level: "warn", event: "reseal_failed", id, error: errorName(outcome.reason) }));
    return [id];
  });
  return { resealed, failed, next: rows.length === LIMITS.resealBatch ? (rows.at(-1)?.id ?? null) : null };
}

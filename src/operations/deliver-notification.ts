/** Sends what is due of a notification, once: claim it, look again whether it still holds, send, write down what came of it. */
import { LIMITS } from "../config";
import { seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import { loadNotificationFacts } from "../db/notification-facts";
import {
  type Claim,
  claimNotification,
  type NotificationKey,
  type Settlement,
  settleNotification,
} from "../db/notifications";
import { deleteSubscriptions } from "../db/push-subscriptions";
import { lookAgainAt, retryAt } from "../domain/notifications";
import type { EpochMs } from "../domain/time";
import type { NotificationChannel, NotificationState } from "../domain/vocabulary";
import { uuidv7 } from "../ids";
import { type Attempt, attemptNotification, endWithoutAttempt } from "./attempt-notification";
import type { Deps } from "./deps";
import { queueNotifications } from "./notify";
import { requireSent } from "./send-messages";

export interface Delivered {
  channel: NotificationChannel;
  state: NotificationState;
}

/** Rejects only when a store failed; then the claims run out and the message's repeat takes them again. */
export async function deliverNotification(deps: Deps, key: NotificationKey): Promise<Delivered[]> {
  const { db, now } = deps;
  const lease = { now, heldUntil: now + LIMITS.sendLeaseSeconds * 1_000 };
  const claimed = await claimNotification(db, key, lease);
  const settlements: Settlement[] = [];
  let { nextAt } = claimed;
  const write = async (attempted: Attempted[]) => {
    const made = await Promise.all(attempted.map(({ claim, attempt }) => settle(deps, key, claim, attempt)));
    nextAt = await settleNotification(db, key, lease.heldUntil, made);
    settlements.push(...made);
  };

  // What is over is written down before anything is read: facts that cannot be loaded must not keep it alive.
  const over: Attempted[] = [];
  const open: Claim[] = [];
  for (const claim of claimed.claims) {
    const attempt = endWithoutAttempt(claim, now);
    if (attempt === null) open.push(claim);
    else over.push({ claim, attempt });
  }
  if (over.length > 0) await write(over);
  const [first] = open;
  if (first !== undefined) {
    const context = await loadNotificationFacts(db, key, { ...first, now });
    await write(
      await Promise.all(
        open.map(async (claim) => ({ claim, attempt: await attemptNotification(deps, key, claim, context) })),
      ),
    );
  }
  await wakeSender(deps, key, nextAt);
  return settlements.map(({ channel, state }) => ({ channel, state }));
}

interface Attempted {
  claim: Claim;
  attempt: Attempt;
}

async function wakeSender(deps: Deps, key: NotificationKey, dueAt: EpochMs | null): Promise<void> {
  const { subject, type } = key;
  if (dueAt !== null) await requireSent(queueNotifications(deps, [{ subject, type, dueAt }]));
}

/** What the table is to say of an attempt. */
async function settle(deps: Deps, key: NotificationKey, claim: Claim, outcome: Attempt): Promise<Settlement> {
  const { db, now } = deps;
  const { channel } = claim;
  const over = { channel, heldUntil: null, settledAt: now, reason: null };
  if (outcome.kind !== "waiting" && outcome.goneSubscriptionIds?.length) {
    await deleteSubscriptions(db, outcome.goneSubscriptionIds);
  }
  switch (outcome.kind) {
    case "sent":
      return { ...over, state: "sent", provider: outcome.provider };
    case "skipped":
      return { ...over, state: "skipped", provider: null, reason: outcome.reason };
    case "waiting": {
      const { reason } = outcome;
      const dueAt = lookAgainAt({ now, createdAt: claim.createdAt, expiresAt: claim.expiresAt });
      if (dueAt === null) return { ...over, state: "skipped", provider: null, reason };
      const queued = { channel, state: "queued", provider: null, heldUntil: null, settledAt: null } as const;
      return { ...queued, reason, dueAt, attempts: claim.attempts - 1 }; // for nobody was asked
    }
    case "rejected":
      await keepAsDeadLetter(deps, key, claim, outcome.reason);
      return { ...over, state: "failed", provider: outcome.provider, reason: outcome.reason };
    case "unavailable": {
      const { provider, reason, retryAfterSeconds } = outcome;
      const next = retryAt({ now, attempt: claim.attempts, retryAfterSeconds, expiresAt: claim.expiresAt });
      if (next !== null) return { channel, state: "queued", provider, reason, heldUntil: next, settledAt: null };
      await keepAsDeadLetter(deps, key, claim, reason);
      return { ...over, state: "failed", provider, reason };
    }
  }
}

async function keepAsDeadLetter(
  { db, config, now }: Deps,
  { subject, type }: NotificationKey,
  claim: Claim,
  reason: string,
) {
  const { channel, attempts } = claim;
  const sealedBody = await seal(config.encryptionKeys, JSON.stringify({ subject, type, channel, reason }));
  await recordDeadLetter(db, { id: uuidv7(now), queue: "notifications", sealedBody, attempts, at: now });
}

/** Sends what is due of a notification, once: claim it, look again whether it still holds, send, write down what came of it. */
import { LIMITS } from "../config";
import { open, seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import { loadNotificationFacts, type NotificationContext } from "../db/notification-facts";
import {
  type Claim,
  claimNotification,
  type NotificationKey,
  type Settlement,
  settleNotification,
} from "../db/notifications";
import { deleteSubscriptions } from "../db/push-subscriptions";
import { reasonToSkip, retryAt } from "../domain/notifications";
import type { EpochMs } from "../domain/time";
import type { NotificationChannel, NotificationState } from "../domain/vocabulary";
import { uuidv7 } from "../ids";
import type { Recipient, SendOutcome } from "../notifications/channel";
import { channelOf } from "../notifications/channels";
import { composeMessage } from "../notifications/compose";
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
  const { claims, nextAt } = await claimNotification(db, key, lease);
  const [first] = claims;
  if (first === undefined) {
    await wakeSender(deps, key, nextAt);
    return [];
  }
  const context = await loadNotificationFacts(db, key, first);
  const to = await recipientOf(deps, context);
  const settlements = await Promise.all(
    claims.map(async (claim) => settle(deps, key, claim, await sendTo(deps, key, claim, context, to))),
  );
  await wakeSender(deps, key, await settleNotification(db, key, lease.heldUntil, settlements));
  return settlements.map(({ channel, state }) => ({ channel, state }));
}

async function wakeSender(deps: Deps, key: NotificationKey, dueAt: EpochMs | null): Promise<void> {
  const { subject, type } = key;
  if (dueAt !== null) await requireSent(queueNotifications(deps, [{ subject, type, dueAt }]));
}

async function sendTo(
  deps: Deps,
  key: NotificationKey,
  claim: Claim,
  context: NotificationContext,
  to: Recipient,
): Promise<SendOutcome> {
  const { env, config, now } = deps;
  const reason = reasonToSkip(key.type, {
    now,
    expiresAt: claim.expiresAt,
    user: context.user,
    channel: claim.channel,
    pickupStatus: context.pickup?.status ?? null,
    isOrderOpen: context.isOrderOpen,
  });
  if (reason !== null) return { kind: "skipped", reason };
  const message = composeMessage(
    {
      type: key.type,
      recipientName: context.user?.name ?? "",
      business: context.business,
      listing: context.listing,
      location: context.location,
      slot: context.slot,
      pickup: context.pickup,
      bookBy: claim.expiresAt,
    },
    context.user?.locale ?? null,
  );
  return channelOf(env, config, claim.channel)(env, config, {
    key: `${key.subject}:${key.type}:${claim.channel}`,
    type: key.type,
    subject: key.subject,
    to,
    message,
    usefulSeconds: claim.expiresAt === null ? null : Math.ceil((claim.expiresAt - now) / 1_000),
  });
}

/** What the table is to say of an attempt. */
async function settle(deps: Deps, key: NotificationKey, claim: Claim, outcome: SendOutcome): Promise<Settlement> {
  const { db, now } = deps;
  const { channel } = claim;
  const over = { channel, heldUntil: null, settledAt: now, reason: null };
  if (outcome.goneSubscriptionIds?.length) {
    await deleteSubscriptions(db, outcome.goneSubscriptionIds);
  }
  switch (outcome.kind) {
    case "sent":
      return { ...over, state: "sent", provider: outcome.provider };
    case "skipped":
      return { ...over, state: "skipped", provider: null, reason: outcome.reason };
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

async function recipientOf({ config }: Deps, { user, subscriptions }: NotificationContext): Promise<Recipient> {
  const keys = config.encryptionKeys;
  const opened = async (sealed: string | null | undefined) => (await open(keys, sealed ?? null)) || null;
  return {
    email: await opened(user?.sealedEmail),
    phone: await opened(user?.sealedPhone),
    subscriptions: await Promise.all(
      subscriptions.map(async ({ id, sealedSubscription }) => ({
        id,
        ...JSON.parse(await open(keys, sealedSubscription)),
      })),
    ),
  };
}

/** One attempt to tell a person something through one channel. */
import type { Config, Keyring } from "../config";
import { open } from "../crypto/cipher";
import type { NotificationContext } from "../db/notification-facts";
import type { Claim, NotificationKey } from "../db/notifications";
import { errorName } from "../domain/error-name";
import { isOneTooMany, isTooLate, mayStillCome, reasonToSkip } from "../domain/notifications";
import type { EpochMs } from "../domain/time";
import type { NotificationChannel } from "../domain/vocabulary";
import type { Recipient, SendOutcome, Subscription } from "../notifications/channel";
import { channelOf } from "../notifications/channels";
import { composeMessage } from "../notifications/compose";
import type { Deps } from "./deps";

/** `waiting` is for news that has not arrived yet. */
export type Attempt = SendOutcome | { kind: "waiting"; reason: string };

/** What comes of a claim whatever the facts are; null when an attempt is to be made. */
export function endWithoutAttempt({ expiresAt, attempts }: Claim, now: EpochMs): Attempt | null {
  if (isTooLate({ now, expiresAt })) return { kind: "skipped", reason: "too_late" };
  // Its senders died, each time: whatever that is, it is not to go on for ever.
  return isOneTooMany(attempts) ? { kind: "rejected", provider: null, reason: "too_many_attempts" } : null;
}

/** Never rejects: what another channel's attempt came to must be written down all the same. */
export async function attemptNotification(
  deps: Deps,
  key: NotificationKey,
  claim: Claim,
  context: NotificationContext,
): Promise<Attempt> {
  try {
    return await sendTo(deps, key, claim, context);
  } catch (error) {
    const { type, subject } = key;
    const failure = { type, subject, channel: claim.channel, error: errorName(error) };
    console.error(JSON.stringify({ level: "error", event: "notification_not_attempted", ...failure }));
    return unavailable("unexpected_error");
  }
}

const unavailable = (reason: string): SendOutcome => ({
  kind: "unavailable",
  provider: null,
  reason,
  retryAfterSeconds: null,
});

async function sendTo(
  { env, config, now }: Deps,
  key: NotificationKey,
  { channel, expiresAt, attempts }: Claim,
  context: NotificationContext,
): Promise<Attempt> {
  const { business, user, listing, location, slot, pickup, isOrderOpen } = context;
  const reason = reasonToSkip(key.type, { user, channel, pickupStatus: pickup?.status ?? null, isOrderOpen });
  if (reason !== null) return { kind: mayStillCome(key.type, reason) ? "waiting" : "skipped", reason };
  if (business === null) return unavailable("unknown_business");
  const to = await addressFor(config, channel, context);
  if (to === null) return unavailable("address_unreadable");
  const message = composeMessage(
    { type: key.type, recipientName: user?.name ?? "", business, listing, location, slot, pickup, bookBy: expiresAt },
    user?.locale ?? null,
  );
  return channelOf(env, config, channel)(env, config, {
    key: `${key.subject}:${key.type}:${channel}`,
    type: key.type,
    subject: key.subject,
    to,
    message,
    attempt: attempts,
    usefulSeconds: expiresAt === null ? null : Math.ceil((expiresAt - now) / 1_000),
  });
}

/**
 * Where the channel reaches the user; only what it needs is opened, so that a value which cannot be stops no other channel.
 * Null when all there is cannot be opened: its key may come back.
 */
async function addressFor(
  { encryptionKeys }: Config,
  channel: NotificationChannel,
  { user, subscriptions }: NotificationContext,
): Promise<Recipient | null> {
  const nobody: Recipient = { email: null, phone: null, subscriptions: [] };
  if (channel === "push") {
    const opened = await Promise.all(
      subscriptions.map(async ({ id, sealedSubscription }): Promise<Subscription | null> => {
        const text = await read(encryptionKeys, sealedSubscription);
        return text === null ? null : { id, ...JSON.parse(text) };
      }),
    );
    const readable = opened.filter((subscription) => subscription !== null);
    return opened.length > 0 && readable.length === 0 ? null : { ...nobody, subscriptions: readable };
  }
  const sealed = channel === "email" ? user?.sealedEmail : user?.sealedPhone;
  const address = await read(encryptionKeys, sealed ?? null);
  if (address === null) return null;
  return { ...nobody, [channel === "email" ? "email" : "phone"]: address || null };
}

/** Null when it cannot be opened; "" when there is nothing. */
const read = (keys: Keyring, sealed: string | null): Promise<string | null> => open(keys, sealed).catch(() => null);

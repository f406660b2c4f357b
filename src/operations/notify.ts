/**
 * Has people told something. The table says what is to be sent and keeps it to once; the queue is only the timer that
 * wakes a sender, so a lost or doubled message does no harm.
 */
import { LIMITS } from "../config";
import { addNotifications, type NotificationKey } from "../db/notifications";
import { CHANNELS_OF } from "../domain/notifications";
import { type EpochMs, MINUTE_MS } from "../domain/time";
import type { Deps } from "./deps";
import { requireSent, sendDelayed } from "./send-messages";

/** On the `notifications` queue. `at` is the sender's instant, from which the receiver's clock goes on. */
export interface NotificationMessage extends NotificationKey {
  at: EpochMs;
}

export interface NotificationRequest extends NotificationKey {
  pickupId: string | null;
  businessId: string;
  /** Null when nobody is on record: then nothing is sent, and the table says so. */
  userId: string | null;
  dueAt: EpochMs;
  /** From here on it would be of no use; null when it always is. */
  expiresAt: EpochMs | null;
}

/** Safe to repeat: what was told or is queued already is not told again. */
export const notify = (deps: Deps, requests: NotificationRequest[]): Promise<void> =>
  requireSent(tryToNotify(deps, requests));

/** For jobs, which have others to tell: answers how many senders could not be woken. They are when they are overdue. */
export async function tryToNotify(deps: Deps, requests: NotificationRequest[]): Promise<number> {
  await noteNotifications(deps, requests);
  const horizon = deps.now + LIMITS.reminderAheadMinutes * MINUTE_MS;
  return queueNotifications(
    deps,
    requests.filter(({ dueAt }) => dueAt <= horizon),
  );
}

/** Writes down what is to be sent and wakes nobody: for those who send it themselves. */
export async function noteNotifications({ db, now }: Deps, requests: NotificationRequest[]): Promise<void> {
  if (requests.length === 0) return;
  const rows = requests.flatMap((request) => CHANNELS_OF[request.type].map((channel) => ({ ...request, channel })));
  await addNotifications(db, rows, now);
}

/** Answers how many senders could not be woken. */
export const queueNotifications = (deps: Deps, due: (NotificationKey & { dueAt: EpochMs })[]): Promise<number> =>
  sendDelayed<NotificationMessage>(
    deps,
    deps.env.NOTIFICATIONS,
    due.map(({ subject, type, dueAt }) => ({ body: { subject, type, at: deps.now }, dueAt })),
  );

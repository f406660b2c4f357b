/** Sends the reminders that are due now and not yet out, at a business's or an admin's wish. */
import { LIMITS } from "../config";
import { pickupsToRemind } from "../db/reminders";
import { REMINDER_LEADS, type ReminderType } from "../domain/notifications";
import { type LocalDate, MINUTE_MS } from "../domain/time";
import { NOTIFICATION_CHANNELS, type NotificationChannel } from "../domain/vocabulary";
import { deliverNotification } from "./deliver-notification";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { type NotificationRequest, noteNotifications, notify } from "./notify";

export interface ReminderTally {
  /** Pickups whose customers were reminded, through any channel. */
  reminded: number;
  /** Reminders that went out, by channel. */
  sent: Record<NotificationChannel, number>;
  /** Those that a provider refused or could not take. */
  failed: number;
  /** Pickups beyond what one call sends: the queue sends these within seconds. */
  queued: number;
}

/**
 * A pickup is due its 1-hour reminder while it starts within the hour, its 30-minute reminder while it starts within 30
 * minutes. Asked for all, each gets the one that fits: two at once would say the same thing twice.
 */
export async function sendReminders(
  deps: Deps,
  { types, businessId, date }: { types: readonly ReminderType[]; businessId: string | null; date: LocalDate | null },
): Promise<ReminderTally> {
  const tally: ReminderTally = {
    reminded: 0,
    sent: { email: 0, sms: 0, push: 0 },
    failed: 0,
    queued: 0,
  };
  let ownLeft: number = LIMITS.remindersPerCall;
  for (const { type, from, to } of stretchesOf(types)) {
    const stretch = { from: deps.now + from * MINUTE_MS, to: deps.now + to * MINUTE_MS };
    for (let after = { startsAt: 0, id: "" }; ; ) {
      const page = { after, limit: LIMITS.jobBatch };
      const due = await pickupsToRemind(deps.db, { type, businessId, date, ...stretch }, page);
      const requests = due.map(({ id, businessId: owner, customerId, startsAt }) => {
        const about = { subject: id, type, pickupId: id, businessId: owner, userId: customerId };
        return { ...about, dueAt: deps.now, expiresAt: startsAt };
      });
      const [own, others] = [requests.slice(0, ownLeft), requests.slice(ownLeft)];
      ownLeft -= own.length;
      await noteNotifications(deps, own);
      await notify(deps, others);
      tally.queued += others.length;
      await sendOwn(deps, own, tally);
      const last = due.at(-1);
      if (last === undefined || due.length < LIMITS.jobBatch) break;
      after = { startsAt: last.startsAt, id: last.id };
    }
  }
  return tally;
}

async function sendOwn(deps: Deps, own: NotificationRequest[], tally: ReminderTally): Promise<void> {
  for (const outcome of await settleAll(own, (request) => deliverNotification(deps, request))) {
    if (outcome.status === "rejected") tally.failed += 1;
    else count(tally, outcome.value);
  }
}

/** Minutes from now between which a pickup starts that is due each of the reminders. */
function stretchesOf(types: readonly ReminderType[]) {
  return REMINDER_LEADS.filter(({ type }) => types.includes(type)).map(({ type, leadMinutes }, index, asked) => ({
    type,
    from: asked[index + 1]?.leadMinutes ?? 0,
    to: leadMinutes,
  }));
}

function count(tally: ReminderTally, delivered: Awaited<ReturnType<typeof deliverNotification>>): void {
  const sent = delivered.filter(({ state }) => state === "sent");
  for (const channel of NOTIFICATION_CHANNELS) {
    tally.sent[channel] += sent.filter((one) => one.channel === channel).length;
  }
  tally.failed += delivered.filter(({ state }) => state === "failed" || state === "queued").length;
  if (sent.length > 0) tally.reminded += 1;
}

/** Who is told what, through which channels and when. */
import { LIMITS } from "../config";
import { type EpochMs, MINUTE_MS } from "./time";
import { LIVE_STATUSES, type NotificationChannel, type NotificationType, type PickupStatus } from "./vocabulary";

/** A text message costs money and interrupts: only what cannot wait goes that way. */
export const CHANNELS_OF: Record<NotificationType, readonly NotificationChannel[]> = {
  schedule_pickup: ["email", "push"],
  schedule_last_call: ["email", "sms", "push"],
  pickup_booked: ["email", "push"],
  reminder_1_hour: ["email", "sms", "push"],
  reminder_30_minutes: ["email", "sms", "push"],
  pickup_cancelled: ["email", "sms", "push"],
  pickup_missed: ["email", "push"],
  pickup_completed: ["email", "push"],
  customer_cancelled: ["email", "push"],
  listing_unscheduled: ["email", "push"],
  alert: ["email", "push"],
};

export const isAboutOrder = (type: NotificationType): boolean =>
  type === "schedule_pickup" || type === "schedule_last_call";

export type ReminderType = Extract<NotificationType, `reminder_${string}`>;

/** Minutes before the slot's start at which each falls due, the earlier first. */
export const REMINDER_LEADS: readonly { type: ReminderType; leadMinutes: number }[] = [
  { type: "reminder_1_hour", leadMinutes: 60 },
  { type: "reminder_30_minutes", leadMinutes: 30 },
];

export interface Reminder {
  type: ReminderType;
  dueAt: EpochMs;
  /** The next reminder takes its place from here on, or the slot has started. */
  expiresAt: EpochMs;
}

/** The reminders of a pickup that was booked at `createdAt`: those that fall due after it. */
export function remindersOf({ startsAt, createdAt }: { startsAt: EpochMs; createdAt: EpochMs }): Reminder[] {
  return REMINDER_LEADS.map(({ type, leadMinutes }, index) => {
    const next = REMINDER_LEADS[index + 1];
    return {
      type,
      dueAt: startsAt - leadMinutes * MINUTE_MS,
      expiresAt: next ? startsAt - next.leadMinutes * MINUTE_MS : startsAt,
    };
  }).filter(({ dueAt }) => dueAt >= createdAt);
}

export type Reach = Record<NotificationChannel, boolean>;

/** What a booking's answer says of its messages. Null is never going to happen. */
export interface ReminderPromise {
  /** The confirmation is on its way. */
  isEmailSent: boolean;
  /** The first reminder that goes out as a text message. */
  smsAt: EpochMs | null;
  /** The last one that goes out as a push notification. */
  pushAt: EpochMs | null;
}

/** `reach` says through which channels the customer can be told anything. */
export function promiseReminders(
  pickup: { startsAt: EpochMs; createdAt: EpochMs },
  reach: Reach,
  now: EpochMs,
): ReminderPromise {
  const ahead = remindersOf(pickup).filter(({ expiresAt }) => expiresAt > now);
  return {
    isEmailSent: reach.email,
    smsAt: reach.sms ? (ahead.at(0)?.dueAt ?? null) : null,
    pushAt: reach.push ? (ahead.at(-1)?.dueAt ?? null) : null,
  };
}

interface Circumstances {
  user: { deletedAt: EpochMs | null; notifications: Record<NotificationChannel, boolean> | null } | undefined;
  channel: NotificationChannel;
  pickupStatus: PickupStatus | null;
  /** Whether the order may be collected and still has no pickup. */
  isOrderOpen: boolean;
}

/** In which states of its pickup a notification is still true. */
const HOLDS_WHILE: Partial<Record<NotificationType, readonly PickupStatus[]>> = {
  pickup_booked: LIVE_STATUSES,
  reminder_1_hour: LIVE_STATUSES,
  reminder_30_minutes: LIVE_STATUSES,
  pickup_cancelled: ["cancelled"],
  customer_cancelled: ["cancelled"],
  pickup_missed: ["missed"],
  pickup_completed: ["completed"],
};

/** Why a notification is not to be sent after all, or null. Judged when it is sent: much happens after it was queued. */
export function reasonToSkip(type: NotificationType, about: Circumstances): string | null {
  const { user, channel, pickupStatus, isOrderOpen } = about;
  if (isAboutOrder(type) && !isOrderOpen) return "nothing_to_schedule";
  if (user === undefined) return "no_recipient";
  if (user.deletedAt !== null) return "user_deleted";
  if (user.notifications?.[channel] === false) return "preference_off";
  const statuses = HOLDS_WHILE[type];
  const isTrue = !statuses || (pickupStatus !== null && statuses.includes(pickupStatus));
  return isTrue ? null : `pickup_${pickupStatus ?? "gone"}`;
}

/** From `expiresAt` on it is of no use. */
export const isTooLate = ({ now, expiresAt }: { now: EpochMs; expiresAt: EpochMs | null }): boolean =>
  expiresAt !== null && now >= expiresAt;

/** Whether more attempts than there are waits between them were begun. */
export const isOneTooMany = (attempt: number): boolean => attempt > LIMITS.sendDelaysSeconds.length + 1;

/** Orders and users come from other services, in any order: the customer of an order may be heard of later. */
export const mayStillCome = (type: NotificationType, reason: string): boolean =>
  isAboutOrder(type) && reason === "no_recipient";

/** When to look for it again, after as long as it was waited for already; null when that would be too late. */
export function lookAgainAt(waited: { now: EpochMs; createdAt: EpochMs; expiresAt: EpochMs | null }): EpochMs | null {
  const seconds = Math.ceil((waited.now - waited.createdAt) / 1_000);
  const { minLookAgainSeconds: min, maxLookAgainSeconds: max } = LIMITS;
  const at = waited.now + Math.min(Math.max(seconds, min), max) * 1_000;
  return isTooLate({ now: at, expiresAt: waited.expiresAt }) ? null : at;
}

/** When to try again after the n-th failed attempt (from 1), or null to give up: too often, or too late by then. */
export function retryAt(failed: {
  now: EpochMs;
  attempt: number;
  retryAfterSeconds: number | null;
  expiresAt: EpochMs | null;
}): EpochMs | null {
  const delay = LIMITS.sendDelaysSeconds[failed.attempt - 1];
  if (delay === undefined) return null;
  const seconds = Math.min(Math.max(delay, failed.retryAfterSeconds ?? 0), LIMITS.queueDelaySeconds);
  const at = failed.now + seconds * 1_000;
  return isTooLate({ now: at, expiresAt: failed.expiresAt }) ? null : at;
}

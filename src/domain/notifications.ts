/** Who is told what, through which channels and when. */
import { type EpochMs, MINUTE_MS } from "./time";
import type { NotificationChannel, NotificationType } from "./vocabulary";

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

/** How long to wait after the n-th failed attempt (from 1), or null to give up. A provider may ask for longer. */
export function retryDelayMs(attempt: number, delaysSeconds: readonly number[]): number | null {
  const seconds = delaysSeconds[attempt - 1];
  return seconds === undefined ? null : seconds * 1_000;
}

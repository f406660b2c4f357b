import * as z from "zod";
import { NOTIFICATION_CHANNELS, NOTIFICATION_STATES, NOTIFICATION_TYPES } from "../../domain/vocabulary";
import { foreignId, localDate, printedDate, printedInstant } from "./fields";
import { listOf, PageQuery } from "./page";

export const NotificationsQuery = PageQuery.extend({ pickup_id: foreignId });

export const NotificationList = listOf(
  z.strictObject({
    type: z.enum(NOTIFICATION_TYPES),
    channel: z.enum(NOTIFICATION_CHANNELS),
    state: z.enum(NOTIFICATION_STATES),
    reason: z.string().nullable().meta({ description: "Why it was skipped or failed, or what the last attempt met" }),
    provider: z.string().nullable().meta({ description: "Who took it; `log` where no provider is configured" }),
    attempts: z.int(),
    due_at: printedInstant,
    sent_at: printedInstant.nullable(),
    created_at: printedInstant,
  }),
);

export const REMINDER_CHOICES = ["1_hour", "30_minutes", "all"] as const;

export const SendRemindersRequest = z.object({
  reminder_type: z.enum(REMINDER_CHOICES, `Must be one of ${REMINDER_CHOICES.join(", ")}`),
  date: localDate.optional().meta({ description: "Only pickups of this local day" }),
  business_id: foreignId.optional().meta({ description: "For admins: only this business's pickups" }),
});

export const SendRemindersResponse = z.strictObject({
  message: z.string(),
  reminders_sent: z.int().meta({ description: "Pickups whose customers were reminded" }),
  reminder_type: z.enum(REMINDER_CHOICES),
  date: printedDate,
  breakdown: z.strictObject({
    email: z.int(),
    sms: z.int(),
    push_notification: z.int(),
    failed: z.int(),
  }),
  reminders_queued: z.int().meta({ description: "Beyond what one call sends; these go out within seconds" }),
});

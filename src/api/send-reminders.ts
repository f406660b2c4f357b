import { Hono } from "hono";
import { DEFAULT_TIMEZONE } from "../config";
import { findBusiness } from "../db/businesses";
import { REMINDER_LEADS, type ReminderType } from "../domain/notifications";
import { notFound } from "../domain/refusal";
import { localDate } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { body } from "../http/validate";
import { sendReminders as sendDueReminders } from "../operations/send-reminders";
import { type REMINDER_CHOICES, SendRemindersRequest, SendRemindersResponse } from "./schemas/notifications";

const TYPES: Record<(typeof REMINDER_CHOICES)[number], readonly ReminderType[]> = {
  "1_hour": ["reminder_1_hour"],
  "30_minutes": ["reminder_30_minutes"],
  all: REMINDER_LEADS.map(({ type }) => type),
};

export const sendReminders = new Hono<SignedIn>().post(
  "/",
  allow("provider", "admin"),
  body(SendRemindersRequest),
  mayRefuse(404),
  answers("Send the reminders that are due now and not yet out", { 200: SendRemindersResponse }),
  async (c) => {
    const deps = c.get("deps");
    const principal = c.get("principal");
    const input = c.req.valid("json");
    const businessId = principal.role === "provider" ? principal.businessId : (input.business_id ?? null);
    const business = businessId === null ? null : await findBusiness(deps.db, businessId);
    if (business === undefined) return refuse(c, notFound);
    const tally = await sendDueReminders(deps, {
      types: TYPES[input.reminder_type],
      businessId,
      date: input.date ?? null,
    });
    return c.json(
      {
        message: "Pickup reminders sent successfully",
        reminders_sent: tally.reminded,
        reminder_type: input.reminder_type,
        date: input.date ?? localDate(deps.now, business?.timezone ?? DEFAULT_TIMEZONE),
        breakdown: {
          email: tally.sent.email,
          sms: tally.sent.sms,
          push_notification: tally.sent.push,
          failed: tally.failed,
        },
        reminders_queued: tally.queued,
      },
      200,
    );
  },
);

import { describe, expect, it } from "vitest";
import {
  samplesAt,
  writeChecks,
  writeDeadLetter,
  writeDelivery,
  writeNotification,
  writeRun,
} from "../support/monitoring";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("delays", () => {
  const at = Date.parse("2025-03-01T12:00:00Z");

  it("of the queues are how long the oldest is overdue", async () => {
    expect((await samplesAt(at)).get('scheduling_queue_age_seconds{queue="notifications"}')).toBe(0);
    const queued = { type: "pickup_booked", state: "queued" as const, createdAt: at - HOUR };
    await writeNotification({ ...queued, dueAt: at - 90_500 });
    await writeNotification({ ...queued, dueAt: at - 30_000 });
    await writeNotification({ ...queued, state: "sent", dueAt: at - HOUR });
    await writeDelivery(at - 5 * MINUTE);
    await writeDelivery(at + MINUTE);
    const samples = await samplesAt(at);
    expect(samples.get('scheduling_queue_age_seconds{queue="notifications"}')).toBe(90.5);
    expect(samples.get('scheduling_queue_age_seconds{queue="webhook-deliveries"}')).toBe(300);
  });

  it("of the projection are those of the last hour's news", async () => {
    const news = { type: "pickup_booked", state: "sent" as const };
    await writeNotification({ ...news, dueAt: at - 20 * MINUTE, createdAt: at - 18 * MINUTE });
    await writeNotification({ ...news, dueAt: at - 10 * MINUTE, createdAt: at - 10 * MINUTE + 500 });
    await writeNotification({ ...news, dueAt: at - 3 * HOUR, createdAt: at - HOUR });
    await writeNotification({ ...news, type: "pickup_missed", dueAt: at - 9 * HOUR, createdAt: at - MINUTE });
    expect((await samplesAt(at)).get("scheduling_projection_lag_seconds")).toBe(120);
  });

  it("of the reminders are of those sent that fell due within a day", async () => {
    const sent = { type: "reminder_1_hour", state: "sent" as const, createdAt: at - 72 * HOUR };
    const send = (dueAt: number, lateMs: number) => writeNotification({ ...sent, dueAt, settledAt: dueAt + lateMs });
    await send(at - 2 * HOUR, 2_000);
    await send(at - 3 * HOUR, 10_000);
    await send(at - 24 * HOUR, 900_000);
    await writeNotification({ ...sent, state: "skipped", dueAt: at - HOUR, settledAt: at });
    const samples = await samplesAt(at);
    expect(samples.get("scheduling_reminders_sent")).toBe(2);
    expect(samples.get("scheduling_reminder_lateness_max_seconds")).toBe(10);
    expect(samples.get("scheduling_reminder_lateness_mean_seconds")).toBe(6);
  });

  it("that ended in dead letters are counted for a day, by queue", async () => {
    await writeDeadLetter(at - HOUR, "jobs");
    await writeDeadLetter(at - 2 * HOUR, "jobs");
    await writeDeadLetter(at - 3 * HOUR, "notifications");
    await writeDeadLetter(at - 24 * HOUR, "notifications");
    const samples = await samplesAt(at);
    expect(samples.get('scheduling_dead_letters{queue="jobs"}')).toBe(2);
    expect(samples.get('scheduling_dead_letters{queue="notifications"}')).toBe(1);
  });

  it("of the jobs are the time since each last succeeded", async () => {
    await writeRun("mark-missed", at - 20 * MINUTE);
    await writeRun("mark-missed", at - MINUTE, "TypeError");
    await writeRun("generate-horizon", at - 30 * HOUR);
    const samples = await samplesAt(at);
    expect(samples.get('scheduling_job_age_seconds{job="mark-missed"}')).toBe(1_200);
    expect(samples.get('scheduling_job_overdue{job="mark-missed"}')).toBe(0);
    expect(samples.get('scheduling_job_overdue{job="generate-horizon"}')).toBe(1);
    expect(samples.has('scheduling_job_age_seconds{job="clean-up"}')).toBe(false);
    expect(samples.get('scheduling_job_overdue{job="clean-up"}')).toBe(1);
  });

  it("of code checks are those of a day, with a code", async () => {
    await writeChecks(at - HOUR, { good: 3, bad: 1 });
    await writeChecks(at - 24 * HOUR, { good: 0, bad: 5 });
    await writeChecks(at - HOUR, { good: 0, bad: 5, method: "manual" });
    expect((await samplesAt(at)).get("scheduling_qr_verification_failures")).toBe(0.25);
  });
});

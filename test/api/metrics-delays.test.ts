import { describe, expect, it } from "vitest";
import { type PastPickup, writeHistory } from "../support/history";
import {
  samplesAt,
  writeChecks,
  writeDeadLetter,
  writeDelivery,
  writeNotification,
  writeRun,
} from "../support/monitoring";

import { deliver } from "../support/queue";
import { freshId } from "../support/world";

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
    const cancelled = { type: "customer_cancelled", state: "sent" as const };
    await writeNotification({ ...cancelled, dueAt: at - 30 * MINUTE, createdAt: at - 27 * MINUTE });
    expect((await samplesAt(at)).get("scheduling_projection_lag_seconds")).toBe(180);
  });

  it("of the projection are counted from a customer's cancellation, however late the queue hands it on", async () => {
    const cancelledAt = Date.parse("2025-03-02T12:00:00Z");
    const data = { pickup_id: freshId("pickup"), business_id: freshId("business"), cancelled_by: "customer" };
    const change = { at: cancelledAt, event: { id: freshId("event"), type: "pickup.cancelled", data } };
    await deliver("pickup-changes", [change], { sentAt: new Date(Date.now() - 10 * MINUTE) });
    const lag = (await samplesAt(cancelledAt + 15 * MINUTE)).get("scheduling_projection_lag_seconds");
    expect(lag).toBeGreaterThanOrEqual(600);
    expect(lag).toBeLessThan(660);
  });

  it("of a queue of changes that stands still are how long the oldest booking of the last hour waits", async () => {
    const noon = Date.parse("2025-03-03T12:00:00Z"); // 14:00 in Johannesburg
    const lag = async () => {
      const samples = await samplesAt(noon);
      const age = samples.get('scheduling_queue_age_seconds{queue="pickup-changes"}');
      return [age, samples.get("scheduling_projection_lag_seconds")];
    };
    // Each is booked as its slot starts.
    const write = (start: string, status: PastPickup["status"]) =>
      writeHistory(freshId("business"), {
        slots: [],
        pickups: [{ date: "2025-03-03", start, locationId: "counter", listingId: "pizza", status }],
      });
    await write("13:00", "scheduled");
    await write("13:20", "completed");
    await write("14:01", "scheduled");
    expect(await lag()).toEqual([0, undefined]);
    const news = { type: "pickup_booked", state: "sent" as const };
    const [told] = await write("13:30", "scheduled");
    await writeNotification({ ...news, subject: told, dueAt: noon - 90 * MINUTE, createdAt: noon - 90 * MINUTE });
    const [reminded] = await write("13:50", "confirmed");
    await writeNotification({ ...news, type: "reminder_1_hour", subject: reminded, dueAt: noon, createdAt: noon });
    await write("13:55", "scheduled");
    expect(await lag()).toEqual([600, 600]);
    await writeNotification({ ...news, dueAt: noon - 2 * MINUTE, createdAt: noon - MINUTE });
    expect(await lag()).toEqual([600, 600]);
    await writeNotification({ ...news, dueAt: noon - 20 * MINUTE, createdAt: noon - 5 * MINUTE });
    expect(await lag()).toEqual([600, 900]);
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
    const none = await samplesAt(at);
    for (const queue of ["domain-events", "jobs", "pickup-changes", "notifications", "webhook-deliveries"]) {
      expect(none.get(`scheduling_dead_letters{queue="${queue}"}`), queue).toBe(0);
    }
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

import { describe, expect, it } from "vitest";
import {
  CHANNELS_OF,
  isTooLate,
  lookAgainAt,
  mayStillCome,
  promiseReminders,
  reasonToSkip,
  remindersOf,
  retryAt,
} from "../../src/domain/notifications";
import { instantAt } from "../../src/domain/time";
import { NOTIFICATION_TYPES } from "../../src/domain/vocabulary";

const START = Date.parse("2026-06-26T15:00:00Z");
const minutesBefore = (minutes: number) => START - minutes * 60_000;
const everywhere = { email: true, sms: true, push: true };

describe("the reminders of a pickup", () => {
  it("fall due an hour and half an hour before it, the first until the second, the second until the start", () => {
    expect(remindersOf({ startsAt: START, createdAt: minutesBefore(600) })).toEqual([
      { type: "reminder_1_hour", dueAt: minutesBefore(60), expiresAt: minutesBefore(30) },
      { type: "reminder_30_minutes", dueAt: minutesBefore(30), expiresAt: START },
    ]);
  });

  it.each([
    [61, ["reminder_1_hour", "reminder_30_minutes"]],
    [60, ["reminder_1_hour", "reminder_30_minutes"]],
    [59, ["reminder_30_minutes"]],
    [40, ["reminder_30_minutes"]],
    [30, ["reminder_30_minutes"]],
  ])("of one booked %i minutes ahead are those still to come", (ahead, types) => {
    const reminders = remindersOf({ startsAt: START, createdAt: minutesBefore(ahead) });
    expect(reminders.map(({ type }) => type)).toEqual(types);
  });

  it.each([
    ["the hour that is skipped", "2026-03-29", "Europe/London", 2 * 60, "2026-03-29T00:00:00.000Z"],
    ["the hour that comes twice", "2026-10-25", "Europe/London", 2 * 60, "2026-10-25T01:00:00.000Z"],
    ["midnight", "2026-06-26", "Africa/Johannesburg", 30, "2026-06-25T21:30:00.000Z"],
    ["midnight from before", "2026-06-26", "Africa/Johannesburg", 23 * 60 + 30, "2026-06-26T20:30:00.000Z"],
  ])("come an hour of real time ahead across %s", (_, date, zone, minute, due) => {
    const startsAt = instantAt(date, minute, zone);
    const [first] = remindersOf({ startsAt, createdAt: startsAt - 86_400_000 });
    expect(new Date(first?.dueAt ?? 0).toISOString()).toBe(due);
  });
});

describe("a booking's answer", () => {
  const pickup = { startsAt: START, createdAt: minutesBefore(600) };

  it("names the first text message and the last push notification", () => {
    expect(promiseReminders(pickup, everywhere, pickup.createdAt)).toEqual({
      isEmailSent: true,
      smsAt: minutesBefore(60),
      pushAt: minutesBefore(30),
    });
  });

  it("promises nothing through a channel that does not reach the customer", () => {
    const nowhere = { email: false, sms: false, push: false };
    expect(promiseReminders(pickup, nowhere, pickup.createdAt)).toEqual({
      isEmailSent: false,
      smsAt: null,
      pushAt: null,
    });
  });

  it("promises nothing that is over by now", () => {
    expect(promiseReminders(pickup, everywhere, minutesBefore(30))).toMatchObject({ smsAt: minutesBefore(30) });
    expect(promiseReminders(pickup, everywhere, START)).toMatchObject({ smsAt: null, pushAt: null });
  });
});

describe("a notification about to be sent", () => {
  const customer = { deletedAt: null, notifications: null };
  const about = {
    user: customer,
    channel: "email" as const,
    pickupStatus: "scheduled" as const,
    isOrderOpen: true,
  };

  it("goes out while it holds", () => {
    expect(reasonToSkip("reminder_1_hour", about)).toBeNull();
    expect(reasonToSkip("reminder_1_hour", { ...about, pickupStatus: "confirmed" })).toBeNull();
  });

  it.each([
    ["no_recipient", { user: undefined }],
    ["user_deleted", { user: { ...customer, deletedAt: 1 } }],
    ["preference_off", { user: { ...customer, notifications: { ...everywhere, email: false } } }],
    ["pickup_cancelled", { pickupStatus: "cancelled" as const }],
    ["pickup_completed", { pickupStatus: "completed" as const }],
    ["pickup_gone", { pickupStatus: null }],
  ])("is skipped with the reason %s", (reason, change) => {
    expect(reasonToSkip("reminder_1_hour", { ...about, ...change })).toBe(reason);
  });

  it("is skipped when what it says is no longer so", () => {
    expect(reasonToSkip("pickup_missed", { ...about, pickupStatus: "completed" })).toBe("pickup_completed");
    expect(reasonToSkip("pickup_cancelled", { ...about, pickupStatus: "cancelled" })).toBeNull();
    expect(reasonToSkip("schedule_pickup", { ...about, pickupStatus: null })).toBeNull();
    expect(reasonToSkip("schedule_pickup", { ...about, pickupStatus: null, isOrderOpen: false })).toBe(
      "nothing_to_schedule",
    );
  });

  it("is too late from the instant on at which it is of no use any more", () => {
    expect(isTooLate({ now: minutesBefore(30) - 1, expiresAt: minutesBefore(30) })).toBe(false);
    expect(isTooLate({ now: minutesBefore(30), expiresAt: minutesBefore(30) })).toBe(true);
    expect(isTooLate({ now: START, expiresAt: null })).toBe(false);
  });

  it("of every type has a channel to go through", () => {
    for (const type of NOTIFICATION_TYPES) expect(CHANNELS_OF[type].length, type).toBeGreaterThan(0);
  });
});

describe("an attempt that met a provider out of reach", () => {
  const failed = { now: START, attempt: 1, retryAfterSeconds: null, expiresAt: null };

  it("is repeated at growing distances for over four hours, then given up", () => {
    let now = START;
    let attempt = 1;
    for (let next = retryAt(failed); next !== null; next = retryAt({ ...failed, now, attempt })) {
      expect(next - now).toBeGreaterThanOrEqual(60_000);
      now = next;
      attempt += 1;
    }
    expect(now - START).toBeGreaterThan(4 * 3_600_000);
    expect(attempt).toBe(10);
  });

  it("waits as long as the provider asks, up to what a queue can hold", () => {
    expect(retryAt({ ...failed, retryAfterSeconds: 90 })).toBe(START + 90_000);
    expect(retryAt({ ...failed, retryAfterSeconds: 5 })).toBe(START + 60_000);
    expect(retryAt({ ...failed, retryAfterSeconds: 10 ** 9 })).toBe(START + 43_200_000);
  });

  it("is given up when it would come too late", () => {
    expect(retryAt({ ...failed, expiresAt: START + 60_000 })).toBeNull();
    expect(retryAt({ ...failed, expiresAt: START + 60_001 })).toBe(START + 60_000);
  });
});

describe("a customer that no event has told of yet", () => {
  const waited = { now: START, createdAt: START, expiresAt: START + 24 * 3_600_000 };

  it.each([
    [0, 60],
    [59_000, 60],
    [600_000, 600],
    [7_200_000, 3_600],
  ])("is looked for again: after %i ms, in %i s", (waitedMs, seconds) => {
    expect(lookAgainAt({ ...waited, createdAt: START - waitedMs })).toBe(START + seconds * 1_000);
  });

  it("is looked for no more when the news would be old", () => {
    expect(lookAgainAt({ ...waited, expiresAt: START + 60_000 })).toBeNull();
    expect(lookAgainAt({ ...waited, expiresAt: START + 60_001 })).toBe(START + 60_000);
  });

  it("may still come where an order is told of, and nowhere else", () => {
    const types = NOTIFICATION_TYPES.filter((type) => mayStillCome(type, "no_recipient"));
    expect(types).toEqual(["schedule_pickup", "schedule_last_call"]);
    expect(mayStillCome("schedule_pickup", "user_deleted")).toBe(false);
  });
});

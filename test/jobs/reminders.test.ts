import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { NotificationMessage } from "../../src/operations/notify";
import { fire, HALF_HOURLY } from "../support/cron";
import { eventually, holdNotifications, makeFollowedPickup, told, toldOf, wake } from "../support/notifications";
import { freshEmail, providerVariables, requestsTo } from "../support/provider-client";
import { deliver } from "../support/queue";
import { stillClock } from "../support/subscriber-client";
import { book, freshId, makeCustomer, makeOrder, makeWorld, NOW, slotsOf, TOMORROW, tomorrow } from "../support/world";

const remindersOf = (id: string, sent: { body: NotificationMessage; delaySeconds?: number }[]) =>
  sent
    .filter(({ body }) => body.subject === id && body.type.startsWith("reminder"))
    .map(({ body, delaySeconds }) => `${body.type} after ${delaySeconds} s`)
    .sort();

describe("the half-hourly run", () => {
  it("queues what falls due before the next, each for its exact minute", async () => {
    const pickup = await makeFollowedPickup(await makeWorld());
    const { sent, bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("13:00:00"), bindings);
    expect(remindersOf(pickup.id, sent)).toEqual([]);
    await fire(HALF_HOURLY, tomorrow("13:30:00"), bindings);
    expect(remindersOf(pickup.id, sent)).toEqual(["reminder_1_hour after 1800 s"]);
    await fire(HALF_HOURLY, tomorrow("14:00:00"), bindings);
    expect(remindersOf(pickup.id, sent)).toEqual([
      "reminder_1_hour after 0 s",
      "reminder_1_hour after 1800 s",
      "reminder_30_minutes after 1800 s",
    ]);
  });

  it("run twice at once sends each reminder once", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const lines = vi.spyOn(console, "warn");
    await Promise.all([fire(HALF_HOURLY, tomorrow("14:00:00")), fire(HALF_HOURLY, tomorrow("14:00:00"))]);
    await eventually(async () =>
      expect(await told(world, pickup.id, /1_hour/)).toContain("reminder_1_hour email sent"),
    );
    await Promise.all([
      wake(pickup.id, "reminder_1_hour", tomorrow("14:01:00")),
      fire(HALF_HOURLY, tomorrow("14:05:00")),
    ]);
    const logged = lines.mock.calls.flat().filter((line) => String(line).includes(pickup.id));
    expect(logged.filter((line) => String(line).includes("reminder_1_hour"))).toHaveLength(2);
    expect(await told(world, pickup.id, /1_hour/)).toEqual([
      "reminder_1_hour email sent",
      "reminder_1_hour push skipped no_address",
      "reminder_1_hour sms sent",
    ]);
  });

  it("that was skipped for hours is caught up while a reminder is still of use", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const { sent, bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("14:20:00"), bindings);
    expect(remindersOf(pickup.id, sent)).toContain("reminder_1_hour after 0 s");
    await fire(HALF_HOURLY, tomorrow("14:45:00"), bindings);
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:45:00"));
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:45:00"));
    expect(await told(world, pickup.id, /reminder/)).toEqual([
      "reminder_1_hour email skipped too_late",
      "reminder_1_hour push skipped too_late",
      "reminder_1_hour sms skipped too_late",
      "reminder_30_minutes email sent",
      "reminder_30_minutes push skipped no_address",
      "reminder_30_minutes sms sent",
    ]);
  });

  it("sends nothing once the slot has started", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const { sent, bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("15:00:00"), bindings);
    for (const { body } of sent) await deliver("notifications", [body]);
    expect(await told(world, pickup.id, /reminder.*/)).toEqual(
      ["reminder_1_hour", "reminder_30_minutes"].flatMap((type) =>
        ["email", "push", "sms"].map((channel) => `${type} ${channel} skipped too_late`),
      ),
    );
  });

  it("plans reminders of a booking whose follow-up was lost", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    await env.DB.prepare("DELETE FROM notifications WHERE subject = ?").bind(pickup.id).run();
    const { sent, bindings } = holdNotifications();
    await fire(HALF_HOURLY, tomorrow("14:00:00"), bindings);
    expect(remindersOf(pickup.id, sent)).toEqual(["reminder_1_hour after 0 s", "reminder_30_minutes after 1800 s"]);
  });
});

describe("a booking made between runs", () => {
  it("queues its own reminder, and 40 minutes ahead there is only the 30-minute one", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const now = tomorrow("14:20:00");
    const slot = (await slotsOf(world, TOMORROW, now)).find(({ start_time }) => start_time === "17:00");
    const booked = await book(world, slot?.id ?? "", { orderId, customer }, { now });
    expect(booked).toMatchObject({
      status: 201,
      body: { reminders: { email_sent: true, sms_scheduled: tomorrow("14:30:00"), push_notification_scheduled: null } },
    });
    const id = booked.body.pickup.id;
    await eventually(async () => expect(await told(world, id, /reminder/)).toHaveLength(3));
    expect(await told(world, id, /reminder/)).toEqual(
      ["email", "push", "sms"].map((channel) => `reminder_30_minutes ${channel} queued`),
    );
    await wake(id, "reminder_30_minutes", tomorrow("14:30:00"));
    expect(await told(world, id, /reminder/)).toContain("reminder_30_minutes sms sent");
  });
});

describe("a booking's event", () => {
  it.each([
    ["queues the reminder that falls due within 35 minutes", 60 + 35, ["reminder_1_hour after 2100 s"]],
    ["leaves one that falls due later to the half-hourly run", 60 + 36, []],
  ])("%s", async (_, minutesAhead, expected) => {
    const id = freshId("pickup");
    const starts_at = new Date(Date.parse(NOW) + minutesAhead * 60_000).toISOString();
    const data = { pickup_id: id, business_id: freshId("business"), customer_id: freshId("customer"), starts_at };
    const { sent, bindings } = holdNotifications();
    const change = { at: Date.parse(NOW), event: { type: "pickup.scheduled", id: freshId("event"), data } };
    await deliver("pickup-changes", [change], { bindings, ...stillClock() });
    expect(remindersOf(id, sent)).toEqual(expected);
    expect(await toldOf(id, /reminder_1_hour \w+ queued/)).toHaveLength(3);
  });
});

describe("a night on which the clocks change", () => {
  it.each([
    { date: "2026-03-29", start: "2026-03-29T01:00:00Z", text: "29 March, 02:00-02:25" },
    { date: "2026-10-25", start: "2026-10-25T02:00:00Z", text: "25 October, 02:00-02:25" },
  ])(
    "has its reminders out at their true instants, in the words of the clock: $date",
    async ({ date, start, text }) => {
      const instant = (minutes: number) => new Date(Date.parse(start) + minutes * 60_000).toISOString();
      const now = instant(-16 * 60);
      const world = await makeWorld({ timezone: "Europe/London", window: "02:00-04:00", now });
      const email = freshEmail();
      const customer = await makeCustomer({ email });
      const orderId = await makeOrder(world, customer);
      const [slot] = await slotsOf(world, date, now);
      const booked = await book(world, slot?.id ?? "", { orderId, customer }, { date, now });
      expect(booked.status, JSON.stringify(booked.body)).toBe(201);
      const { id } = booked.body.pickup;
      await eventually(async () => expect(await told(world, id, /reminder/)).toHaveLength(6));

      const { sent, bindings } = holdNotifications(providerVariables);
      await fire(HALF_HOURLY, instant(-120), bindings);
      expect(remindersOf(id, sent)).toEqual([]);
      await fire(HALF_HOURLY, instant(-90), bindings);
      expect(remindersOf(id, sent)).toEqual(["reminder_1_hour after 1800 s"]);
      await wake(id, "reminder_1_hour", instant(-60), bindings);
      await fire(HALF_HOURLY, instant(-60), bindings);
      expect(remindersOf(id, sent)).toContain("reminder_30_minutes after 1800 s");
      await wake(id, "reminder_30_minutes", instant(-30), bindings);
      await fire(HALF_HOURLY, instant(-30), bindings);
      const letters = await requestsTo(email);
      expect(letters.map(({ idempotencyKey }) => idempotencyKey?.split(":")[1])).toEqual([
        "reminder_1_hour",
        "reminder_30_minutes",
      ]);
      for (const { content } of letters) expect(content.text).toContain(text);
    },
  );
});

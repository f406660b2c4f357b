import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { NotificationMessage } from "../../src/operations/notify";
import { type Answer, type Caller, get, post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { eventually, holdNotifications, type ShownNotification, told, toldOf, wake } from "../support/notifications";
import { freshEmail, providerVariables, requestsTo } from "../support/provider-client";
import { deliver } from "../support/queue";
import { stillClock } from "../support/subscriber-client";
import {
  AT_COUNTER,
  book,
  cancel,
  domainEvent,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
  TOMORROW,
  tomorrow,
  type World,
} from "../support/world";

const remindersOf = (id: string, sent: { body: NotificationMessage; delaySeconds?: number }[]) =>
  sent
    .filter(({ body }) => body.subject === id && body.type.startsWith("reminder"))
    .map(({ body, delaySeconds }) => `${body.type} after ${delaySeconds} s`)
    .sort();

/** A pickup whose booking has been followed up: its notifications stand in the table. */
async function makeFollowedPickup(world: World, options: Parameters<typeof makePickup>[1] = {}) {
  const pickup = await makePickup(world, options);
  await eventually(async () => expect(await told(world, pickup.id)).not.toEqual([]));
  return pickup;
}

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

describe("a reminder on its way", () => {
  it.each(["cancelled", "completed"])("is skipped when the pickup is %s meanwhile", async (status) => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    if (status === "cancelled") await cancel(pickup.id, pickup.customer);
    else await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: tomorrow("14:45:00") });
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:46:00"));
    expect(await told(world, pickup.id, /30_minutes/)).toEqual(
      ["email", "push", "sms"].map((channel) => `reminder_30_minutes ${channel} skipped pickup_${status}`),
    );
  });

  it("waits for its minute when its message comes early", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const { sent, bindings } = holdNotifications();
    const body = { subject: pickup.id, type: "reminder_1_hour", at: Date.parse(tomorrow("13:50:00")) };
    await deliver("notifications", [body], { bindings });
    expect(await told(world, pickup.id, /1_hour/)).toContain("reminder_1_hour email queued");
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([expect.closeTo(600, -1)]);
  });

  it("is taken again when its sender died with it in hand, and not before", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    await env.DB.prepare(
      "UPDATE notifications SET held_until = ?, attempts = 1 WHERE subject = ? AND type = 'reminder_1_hour'",
    )
      .bind(Date.parse(tomorrow("14:02:00")), pickup.id)
      .run();
    const { sent, bindings } = holdNotifications();
    const body = { subject: pickup.id, type: "reminder_1_hour", at: Date.parse(tomorrow("14:00:30")) };
    expect((await deliver("notifications", [body], { bindings })).acked).toEqual([0]);
    expect(await told(world, pickup.id, /1_hour/)).toContain("reminder_1_hour email queued");
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([expect.closeTo(90, -1)]);
    await fire(HALF_HOURLY, tomorrow("14:01:00"), bindings);
    expect(await told(world, pickup.id, /1_hour/)).toContain("reminder_1_hour email queued");
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:02:00"));
    expect(await told(world, pickup.id, /1_hour/)).toContain("reminder_1_hour email sent");
  });
});

describe("who does not want or cannot get a reminder", () => {
  it.each([
    ["a channel that is switched off", { notifications: { email: true, sms: false, push: true } }, "preference_off"],
    ["no address on file", { phone: null }, "no_address"],
  ])("is not sent one: %s", async (_, user, reason) => {
    const world = await makeWorld();
    const customer = await makeCustomer(user);
    const orderId = await makeOrder(world, customer);
    const [slot] = await slotsOf(world);
    const booked = await book(world, slot?.id ?? "", { orderId, customer });
    expect(booked.body.reminders).toEqual({
      email_sent: true,
      sms_scheduled: null,
      push_notification_scheduled: null,
    });
    const id = booked.body.pickup.id;
    await eventually(async () => expect(await told(world, id)).not.toEqual([]));
    await wake(id, "reminder_1_hour", tomorrow("14:00:00"));
    expect(await told(world, id, /1_hour/)).toEqual([
      "reminder_1_hour email sent",
      "reminder_1_hour push skipped no_address",
      `reminder_1_hour sms skipped ${reason}`,
    ]);
  });

  it("is not sent one after being deleted", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    await sendEvents(domainEvent("user.deleted", { id: pickup.customer.id }, "2026-06-25T09:00:00Z"));
    await eventually(async () => expect(await told(world, pickup.id, /customer_cancelled/)).toHaveLength(2));
    await wake(pickup.id, "reminder_1_hour", tomorrow("14:00:00"));
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email skipped user_deleted"]);
  });
});

describe("send-reminders", () => {
  const send = (as: Caller, now: string, body: Record<string, unknown>) => post("send-reminders/", { as, now, body });

  it("sends what is due now and not yet out, and says through which channels", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const shown = async () =>
      (await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: tomorrow("14:10:00") })).body.reminder_sent;
    expect(await shown()).toBe(false);
    const none = { email: 0, sms: 0, push_notification: 0, failed: 0 };
    const early = await send(world.provider, tomorrow("13:59:00"), { reminder_type: "all", date: TOMORROW });
    expect(early.body).toMatchObject({ reminders_sent: 0, breakdown: none });
    const answer = await send(world.provider, tomorrow("14:10:00"), { reminder_type: "1_hour", date: TOMORROW });
    expect(answer.body).toEqual({
      message: "Pickup reminders sent successfully",
      reminders_sent: 1,
      reminder_type: "1_hour",
      date: TOMORROW,
      breakdown: { email: 1, sms: 1, push_notification: 0, failed: 0 },
      reminders_queued: 0,
    });
    expect(await shown()).toBe(true);
    const again = await send(world.provider, tomorrow("14:11:00"), { reminder_type: "1_hour", date: TOMORROW });
    expect(again.body).toMatchObject({ reminders_sent: 0, breakdown: none });
  });

  it("never uses up the evening's reminder", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    await send(world.provider, NOW, { reminder_type: "all", date: TOMORROW });
    await send(world.provider, tomorrow("14:10:00"), { reminder_type: "all", date: TOMORROW });
    await wake(pickup.id, "reminder_30_minutes", tomorrow("14:30:00"));
    expect(await told(world, pickup.id, /reminder.*email/)).toEqual([
      "reminder_1_hour email sent",
      "reminder_30_minutes email sent",
    ]);
  });

  it("sends for all the one that fits, and an hour's reminder late when asked for it", async () => {
    const world = await makeWorld();
    const pickup = await makeFollowedPickup(world);
    const all = await send(world.provider, tomorrow("14:40:00"), { reminder_type: "all" });
    expect(all.body).toMatchObject({ reminders_sent: 1, date: TOMORROW });
    expect(await told(world, pickup.id, /reminder.*email/)).toEqual([
      "reminder_1_hour email queued",
      "reminder_30_minutes email sent",
    ]);
    const hour = await send(world.provider, tomorrow("14:41:00"), { reminder_type: "1_hour" });
    expect(hour.body).toMatchObject({ reminders_sent: 1 });
  });

  it("reminds a provider's own customers only, and an admin's call all of them or those of one business", async () => {
    const [mine, theirs] = [await makeWorld(), await makeWorld()];
    const [own, other] = [await makeFollowedPickup(mine), await makeFollowedPickup(theirs)];
    const admin: Caller = { role: "admin", id: freshId("admin") };
    const body = { reminder_type: "1_hour", date: TOMORROW, business_id: theirs.businessId };
    expect((await send(mine.provider, tomorrow("14:10:00"), body)).body.reminders_sent).toBe(1);
    expect(await told(mine, own.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
    expect(await told(theirs, other.id, /1_hour email/)).toEqual(["reminder_1_hour email queued"]);
    expect((await send(admin, tomorrow("14:10:00"), body)).body.reminders_sent).toBe(1);
    expect(await told(theirs, other.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
    expect((await send(admin, NOW, { ...body, business_id: "nobody" })).status).toBe(404);
  });

  it.each([
    [{}, "reminder_type"],
    [{ reminder_type: "2_hours" }, "reminder_type"],
    [{ reminder_type: "all", date: "26-06-2026" }, "date"],
  ])("refuses %j", async (body, field) => {
    const world = await makeWorld();
    const answer = await send(world.provider, tomorrow("14:10:00"), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    expect(Object.keys(answer.body.error.details)).toEqual([field]);
  });

  it("counts across midnight: a pickup at 00:10 is due at 23:30", async () => {
    const world = await makeWorld({ window: "00:10-02:10" });
    const pickup = await makeFollowedPickup(world);
    const now = "2026-06-25T21:30:00Z";
    expect((await send(world.provider, now, { reminder_type: "1_hour" })).body).toMatchObject({
      reminders_sent: 1,
      date: "2026-06-25",
    });
    expect(await told(world, pickup.id, /1_hour email/)).toEqual(["reminder_1_hour email sent"]);
  });
});

describe("the list of a pickup's notifications", () => {
  it("shows its customer their own, its business and admins all, and nobody else any", async () => {
    const world = await makeWorld({ business: { owner_user_id: freshId("owner") } });
    const pickup = await makeFollowedPickup(world);
    await cancel(pickup.id, pickup.customer);
    await eventually(async () => expect(await told(world, pickup.id, /customer_cancelled/)).toHaveLength(2));
    const list = (as: Caller) => get(`notifications/?pickup_id=${pickup.id}`, { as, now: AT_COUNTER });
    const types = (answer: Answer) => new Set((answer.body.results as ShownNotification[]).map(({ type }) => type));
    const own = await list(pickup.customer);
    expect(types(own)).toEqual(new Set(["pickup_booked", "reminder_1_hour", "reminder_30_minutes"]));
    expect(types(await list(world.provider))).toEqual(types(await list({ role: "admin", id: freshId("admin") })));
    expect(JSON.stringify(own.body)).not.toMatch(/jane|\+27/);
    const stranger = await list(await makeCustomer());
    const other = await list((await makeWorld()).provider);
    expect([stranger.status, other.status]).toEqual([404, 404]);
  });
});

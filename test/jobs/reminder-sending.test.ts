import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { eventually, holdNotifications, makeFollowedPickup, told, wake } from "../support/notifications";
import { deliver } from "../support/queue";
import {
  book,
  cancel,
  domainEvent,
  makeCustomer,
  makeOrder,
  makeWorld,
  sendEvents,
  slotsOf,
  tomorrow,
} from "../support/world";

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

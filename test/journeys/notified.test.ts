import { expect, it, vi } from "vitest";
import { post } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { freshEmail, freshPhone, makeBrowser, requestsTo, useProviders } from "../support/provider-client";
import { book, firstSlot, makeCustomer, makeOrder, makeWorld, tomorrow } from "../support/world";

useProviders();

it("a customer hears of an order, the booking, both reminders and the end, once through each channel", async () => {
  const world = await makeWorld();
  const [email, phone] = [freshEmail(), freshPhone()];
  const customer = await makeCustomer({ email, phone });
  const browser = await makeBrowser();
  const subscribed = await post("push-subscriptions/", { as: customer, body: browser });
  expect(subscribed.status, JSON.stringify(subscribed.body)).toBe(201);

  const received = async () => {
    const [letters, texts, pushes] = await Promise.all([
      requestsTo(email),
      requestsTo(phone),
      requestsTo(browser.endpoint),
    ]);
    return { letters, texts, pushes };
  };
  const counts = async () => {
    const { letters, texts, pushes } = await received();
    return { letters: letters.length, texts: texts.length, pushes: pushes.length };
  };
  const eventually = (expected: object) => vi.waitFor(async () => expect(await counts()).toEqual(expected), 20_000);

  const orderId = await makeOrder(world, customer);
  await eventually({ letters: 1, texts: 0, pushes: 1 });
  const slot = await firstSlot(world);
  const booked = await book(world, slot.id, { orderId, customer });
  expect(booked.body.reminders).toEqual({
    email_sent: true,
    sms_scheduled: tomorrow("14:00:00"),
    push_notification_scheduled: tomorrow("14:30:00"),
  });
  await eventually({ letters: 2, texts: 0, pushes: 2 });
  await fire(HALF_HOURLY, tomorrow("14:00:00"));
  await fire(HALF_HOURLY, tomorrow("14:00:01"));
  await eventually({ letters: 3, texts: 1, pushes: 3 });
  await fire(HALF_HOURLY, tomorrow("14:30:00"));
  await fire(HALF_HOURLY, tomorrow("14:30:01"));
  await eventually({ letters: 4, texts: 2, pushes: 4 });
  const done = { as: world.provider, now: tomorrow("15:05:00") };
  expect((await post(`complete-pickup/${booked.body.pickup.id}/`, done)).status).toBe(200);
  await eventually({ letters: 5, texts: 2, pushes: 5 });
  await fire(HALF_HOURLY, tomorrow("15:30:00"));

  const { letters, texts, pushes } = await received();
  const types = ["schedule_pickup", "pickup_booked", "reminder_1_hour", "reminder_30_minutes", "pickup_completed"];
  expect(pushes.map(({ content }) => content.type)).toEqual(types);
  expect(letters.map(({ idempotencyKey }) => idempotencyKey?.split(":")[1])).toEqual(types);
  expect(letters.map(({ content }) => content.subject)).toEqual([
    "Schedule Your Pickup",
    "Your pickup at Mario's Restaurant is booked: Friday, 26 June, 17:00-17:25",
    "Reminder: your pickup at Mario's Restaurant on Friday, 26 June, 17:00",
    "Reminder: your pickup at Mario's Restaurant on Friday, 26 June, 17:00",
    "Thank you for your pickup at Mario's Restaurant",
  ]);
  const code = booked.body.pickup.confirmation_code;
  for (const { content } of [...letters.slice(1, 4), ...texts]) expect(content.text).toContain(code);
  for (const { content } of texts) expect(content.text).toContain("17:00-17:25");
  for (const request of [...letters, ...texts, ...pushes]) expect(request.isRepeat).toBe(false);
});

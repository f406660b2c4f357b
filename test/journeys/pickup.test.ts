import { describe, expect, it } from "vitest";
import { del, get, post } from "../support/api";
import { readSvg } from "../support/qr-reader";
import {
  AT_COUNTER,
  domainEvent,
  freshId,
  makeBusiness,
  makeCustomer,
  makeOrder,
  NOW,
  sendEvents,
  TOMORROW,
} from "../support/world";

/** A restaurant whose listing comes with its pickup window, and a customer whose order was just paid. */
async function opening() {
  const business = await makeBusiness();
  const listingId = freshId("listing");
  const listing = {
    id: listingId,
    business_id: business.businessId,
    name: "Margherita Pizza",
    description: "Fresh margherita pizza with basil",
    status: "active",
    price: "12.50",
    expiry_date: "2026-07-30T18:00:00Z",
    pickup_window: "17:00-19:00",
  };
  expect((await sendEvents(domainEvent("listing.created", listing))).body).toEqual({
    accepted: 1,
    duplicates: 0,
    stale: 0,
  });
  const customer = await makeCustomer();
  const orderId = await makeOrder({ ...business, listingId }, customer);
  return { ...business, listingId, customer, orderId };
}

describe("the life of a pickup, over HTTP", () => {
  it("leads from the listing's event to the food in the customer's hands", async () => {
    const { provider, listingId, customer, orderId } = await opening();

    const schedules = await get(`pickup-schedules/?food_listing_id=${listingId}`, { as: provider, now: NOW });
    expect(schedules.body.results).toMatchObject([
      { pickup_window: "17:00-19:00", total_slots: 4, max_orders_per_slot: 5 },
    ]);

    const generated = await post("generate-time-slots/", {
      as: provider,
      now: NOW,
      body: { food_listing_id: listingId, date: TOMORROW },
    });
    expect(generated).toMatchObject({ status: 200, body: { slots_created: 0 } });
    expect(generated.body.slots).toHaveLength(4);

    const waiting = await get("orders/awaiting-pickup/", { as: customer, now: NOW });
    expect(waiting.body.results).toMatchObject([{ order_id: orderId, items: [{ food_listing: { id: listingId } }] }]);

    const available = await get(`available-slots/?food_listing_id=${listingId}&date=${TOMORROW}`, {
      as: customer,
      now: NOW,
    });
    const [slot] = available.body.available_slots;
    const booked = await post("schedule/", {
      as: customer,
      now: NOW,
      body: { order_id: orderId, food_listing_id: listingId, time_slot_id: slot.id, date: TOMORROW },
    });
    expect(booked.status).toBe(201);
    const { pickup, qr_code } = booked.body;
    expect((await get("orders/awaiting-pickup/", { as: customer, now: NOW })).body.count).toBe(0);
    expect((await get("my-pickups/", { as: customer, now: NOW })).body.results).toMatchObject([{ id: pickup.id }]);

    const image = await get(new URL(qr_code.image_url).pathname);
    const qr_token = readSvg(image.body);
    const verified = await post("verify-code/", { as: provider, now: AT_COUNTER, body: { qr_token } });
    expect(verified.body).toMatchObject({
      verification_successful: true,
      pickup: { id: pickup.id, status: "confirmed" },
    });

    const completed = await post(`complete-pickup/${pickup.id}/`, {
      as: provider,
      now: AT_COUNTER,
      body: { actual_pickup_time: AT_COUNTER, business_notes: "All collected", verification_method: "qr_code" },
    });
    expect(completed.body).toMatchObject({ status: "completed", on_time: true });

    const overview = await get("schedule-overview/", { as: provider, now: AT_COUNTER });
    expect(overview.body).toMatchObject({ date: TOMORROW, total_pickups: 1, completed_pickups: 1, pending_pickups: 0 });
    const details = await get(`pickups/${pickup.id}/`, { as: customer, now: AT_COUNTER });
    expect(details.body).toMatchObject({
      status: "completed",
      actual_pickup_time: AT_COUNTER,
      business_notes: "All collected",
    });
    expect((await get(new URL(qr_code.image_url).pathname)).status).toBe(410);
  });

  it("may end with a cancellation, after which the seat is anyone's and the order can be booked again", async () => {
    const { provider, listingId, customer, orderId } = await opening();
    const spots = async () => {
      const answer = await get(`available-slots/?food_listing_id=${listingId}&date=${TOMORROW}`, {
        as: customer,
        now: NOW,
      });
      return answer.body.available_slots[0];
    };
    const slot = await spots();
    const body = { order_id: orderId, food_listing_id: listingId, time_slot_id: slot.id, date: TOMORROW };
    const booked = await post("schedule/", { as: customer, now: NOW, body });
    expect((await spots()).available_spots).toBe(4);

    const cancelled = await del(`pickups/${booked.body.pickup.id}/cancel/`, {
      as: customer,
      now: NOW,
      body: { reason: "Change of plans", notify_business: true },
    });
    expect(cancelled.body).toMatchObject({ status: "cancelled", refund_eligible: true, slot_released: true });
    expect((await spots()).available_spots).toBe(5);
    expect((await get("orders/awaiting-pickup/", { as: customer, now: NOW })).body.count).toBe(1);
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as: provider, now: NOW });
    expect(overview.body).toMatchObject({ total_pickups: 0, pickups_by_hour: {} });
    expect((await post("schedule/", { as: customer, now: NOW, body })).status).toBe(201);
  });
});

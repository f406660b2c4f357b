import { expect, it } from "vitest";
import { get, post } from "../../support/api";
import { book, firstSlot, makeCustomer, makeOrder, makePickup, makeWorld } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "message": "Pickup completed successfully",
    "pickup_id": "uuid",
    "status": "completed",
    "actual_pickup_time": "2025-06-26T17:18:00Z",
    "scheduled_time": "2025-06-26T17:15:00Z",
    "on_time": true,
    "completion_summary": {
        "items_collected": 2,
        "total_value": "25.50",
        "customer_satisfaction": "pending_review"
    }
}`);

it("completes a pickup as the contract shows", async () => {
  const world = await makeWorld();
  const customer = await makeCustomer();
  const items = [{ food_listing_id: world.listingId, quantity: 2, price_per_item: "12.75" }];
  const orderId = await makeOrder(world, customer, { total_amount: "25.50", items });
  const booked = await book(world, (await firstSlot(world)).id, { orderId, customer });
  const id = booked.body.pickup.id;
  const business_notes = "Customer arrived on time, items collected successfully";
  const { status, body } = await post(`complete-pickup/${id}/`, {
    as: world.provider,
    now: "2026-06-26T15:20:00Z",
    body: { actual_pickup_time: "2026-06-26T15:18:00Z", business_notes, verification_method: "qr_code" },
  });
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toEqual({
    message: "Pickup completed successfully",
    pickup_id: id,
    status: "completed",
    actual_pickup_time: "2026-06-26T15:18:00Z",
    scheduled_time: "2026-06-26T15:00:00Z",
    on_time: true,
    completion_summary: { items_collected: 2, total_value: "25.50", customer_satisfaction: "pending_review" },
  });
  const details = await get(`pickups/${id}/`, { as: world.provider, now: "2026-06-26T15:20:00Z" });
  expect(details.body).toMatchObject({
    status: "completed",
    actual_pickup_time: "2026-06-26T15:18:00Z",
    business_notes,
  });
});

it.each([
  ["2026-06-26T15:25:00Z", true],
  ["2026-06-26T15:25:01Z", false],
])("says whether a hand-over at %s was not after the slot's end: %s", async (actual, onTime) => {
  const world = await makeWorld();
  const pickup = await makePickup(world);
  const { body } = await post(`complete-pickup/${pickup.id}/`, {
    as: world.provider,
    now: "2026-06-26T15:30:00Z",
    body: { actual_pickup_time: actual },
  });
  expect(body).toMatchObject({ actual_pickup_time: actual, on_time: onTime });
});

import { expect, it } from "vitest";
import { cancel, firstSlot, makePickup, makeWorld } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "message": "Pickup cancelled successfully",
    "pickup_id": "uuid",
    "status": "cancelled",
    "cancellation_time": "2025-06-25T15:30:00Z",
    "refund_eligible": true,
    "slot_released": true,
    "business_notified": true
}`);

it("cancels a pickup as the contract shows", async () => {
  const world = await makeWorld();
  const pickup = await makePickup(world);
  expect((await firstSlot(world)).available_spots).toBe(4);
  const now = "2026-06-25T15:30:00Z";
  const request = { reason: "Change of plans", notify_business: true };
  const { status, body } = await cancel(pickup.id, pickup.customer, request, now);
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toEqual({
    message: "Pickup cancelled successfully",
    pickup_id: pickup.id,
    status: "cancelled",
    cancellation_time: now,
    refund_eligible: true,
    slot_released: true,
    business_notified: true,
  });
  expect((await firstSlot(world)).available_spots).toBe(5);
});

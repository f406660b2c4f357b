import { expect, it } from "vitest";
import { post } from "../../support/api";
import { AT_COUNTER, makePickup, makeWorld } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "pickup": {
        "id": "uuid",
        "confirmation_code": "ABC123",
        "customer": {
            "name": "Jane Smith",
            "phone": "+27123456789",
            "email": "jane@example.com"
        },
        "food_listing": {
            "name": "Margherita Pizza",
            "quantity": 2
        },
        "scheduled_time": "2025-06-26T17:15:00Z",
        "location": "Main Counter",
        "status": "confirmed",
        "customer_notes": "Please keep pizza warm",
        "qr_code_data": {
            "pickup_id": "uuid",
            "order_id": "uuid",
            "business_id": "uuid"
        }
    },
    "verification_successful": true
}`);

it("verifies a code as the contract shows", async () => {
  const world = await makeWorld();
  const pickup = await makePickup(world, { notes: "Please keep pizza warm" });
  const { status, body } = await post("verify-code/", {
    as: world.provider,
    now: AT_COUNTER,
    body: { confirmation_code: pickup.code },
  });
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toMatchObject({
    pickup: {
      id: pickup.id,
      confirmation_code: pickup.code,
      customer: { name: "Jane Smith", phone: "+27123456789", email: "jane@example.com" },
      food_listing: { name: "Margherita Pizza", quantity: 2 },
      scheduled_time: "2026-06-26T15:00:00Z",
      location: "Main Counter",
      status: "confirmed",
      customer_notes: "Please keep pizza warm",
      qr_code_data: { pickup_id: pickup.id, order_id: pickup.orderId, business_id: world.businessId },
    },
    verification_successful: true,
  });
});

import { expect, it } from "vitest";
import { get } from "../../support/api";
import { makeWorld } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "count": 5,
    "results": [
        {
            "id": "uuid",
            "food_listing": {
                "id": "uuid",
                "name": "Margherita Pizza",
                "status": "active",
                "expiry_date": "2025-06-26T18:00:00Z"
            },
            "location": {
                "id": "uuid",
                "name": "Main Counter",
                "address": "123 Main Street, Pretoria"
            },
            "pickup_window": "17:00-19:00",
            "total_slots": 4,
            "max_orders_per_slot": 5,
            "slot_buffer_minutes": 5,
            "slot_duration_minutes": 25,
            "is_active": true,
            "created_at": "2025-06-25T10:00:00Z"
        }
    ]
}`);

it("lists pickup schedules as the contract shows", async () => {
  const expiry = "2026-06-26T18:00:00Z";
  const now = "2026-06-25T10:00:00Z";
  const address = "123 Main Street, Pretoria";
  const world = await makeWorld({ now, listing: { expiry_date: expiry }, location: { address } });
  const { status, body } = await get("pickup-schedules/", { as: world.provider, now });
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toMatchObject({
    count: 1,
    results: [
      {
        id: world.scheduleId,
        food_listing: { id: world.listingId, name: "Margherita Pizza", status: "active", expiry_date: expiry },
        location: { id: world.locationId, name: "Main Counter", address },
        pickup_window: "17:00-19:00",
        total_slots: 4,
        max_orders_per_slot: 5,
        slot_buffer_minutes: 5,
        slot_duration_minutes: 25,
        is_active: true,
        created_at: now,
      },
    ],
  });
});

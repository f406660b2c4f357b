import { expect, it } from "vitest";
import { post } from "../../support/api";
import { book, makeBusiness, makeListing, makeOrders, makeWorld, NOW, slotsOf } from "../../support/world";
import { expectSameShape } from "./same-shape";

const slotUnavailable = JSON.parse(`{
    "error": {
        "code": "SLOT_UNAVAILABLE",
        "message": "Selected time slot is no longer available",
        "details": {
            "slot_id": "uuid",
            "current_capacity": 5,
            "max_capacity": 5,
            "alternative_slots": [
                {
                    "slot_id": "uuid",
                    "time": "17:30-17:55",
                    "available_spots": 2
                }
            ]
        }
    }
}`);

const invalidLocation = JSON.parse(`{
    "error": {
        "code": "INVALID_LOCATION",
        "message": "Pickup location does not belong to your business",
        "details": {
            "location_id": "uuid",
            "business_id": "uuid"
        }
    }
}`);

it("tells what a full slot held and where seats are left, as the contract shows", async () => {
  const world = await makeWorld({ maxOrders: 5 });
  const [full, next, ...later] = await slotsOf(world);
  if (!full || !next) throw new Error("The world has too few slots");
  const orders = await makeOrders(world, 9);
  for (const order of orders.slice(0, 5)) expect((await book(world, full.id, order)).status).toBe(201);
  for (const order of orders.slice(5, 8)) expect((await book(world, next.id, order)).status).toBe(201);
  const [last] = orders.slice(8);
  if (!last) throw new Error("No order is left");
  const { status, body } = await book(world, full.id, last);
  expect(status).toBe(409);
  expectSameShape(body, slotUnavailable);
  expect(body.error).toMatchObject({
    code: "SLOT_UNAVAILABLE",
    message: "Selected time slot is no longer available",
    details: {
      slot_id: full.id,
      current_capacity: 5,
      max_capacity: 5,
      alternative_slots: [
        { slot_id: next.id, time: "17:30-17:55", available_spots: 2 },
        { slot_id: later[0]?.id, time: "18:00-18:25", available_spots: 5 },
        { slot_id: later[1]?.id, time: "18:30-18:55", available_spots: 5 },
        { date: "2026-06-25", time: "18:30-18:55", available_spots: 5 },
        { date: "2026-06-25", time: "18:00-18:25", available_spots: 5 },
      ],
    },
  });
  expect(body.error.details.alternative_slots).toHaveLength(5);
});

it("names the location and the caller's business when the location is another's, as the contract shows", async () => {
  const { locationId } = await makeBusiness();
  const { provider, businessId } = await makeBusiness();
  const { status, body } = await post("pickup-schedules/", {
    as: provider,
    now: NOW,
    body: {
      food_listing_id: await makeListing(businessId),
      location_id: locationId,
      pickup_window: "17:00-19:00",
    },
  });
  expect(status).toBe(400);
  expectSameShape(body, invalidLocation);
  expect(body.error).toMatchObject({
    code: "INVALID_LOCATION",
    message: "Pickup location does not belong to your business",
    details: { location_id: locationId, business_id: businessId },
  });
});

import { expect, it } from "vitest";
import { post } from "../../support/api";
import { book, makeOrders, makeWorld } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "message": "Time slots generated successfully",
    "food_listing_id": "uuid",
    "date": "2025-06-26",
    "slots_created": 4,
    "slots": [
        {
            "id": "uuid",
            "slot_number": 1,
            "start_time": "17:00",
            "end_time": "17:25",
            "max_orders_per_slot": 5,
            "current_bookings": 0,
            "available_spots": 5,
            "is_available": true
        },
        {
            "id": "uuid",
            "slot_number": 2,
            "start_time": "17:30",
            "end_time": "17:55",
            "max_orders_per_slot": 5,
            "current_bookings": 2,
            "available_spots": 3,
            "is_available": true
        }
    ]
}`);

/** One day past what the schedule's creation laid; bookable from the 27th. */
const DATE = "2026-07-04";

it("generates time slots as the contract shows", async () => {
  const world = await makeWorld();
  const body = { food_listing_id: world.listingId, date: DATE };
  const made = await post("generate-time-slots/", { as: world.provider, now: "2026-06-26T08:00:00Z", body });
  expect(made.status).toBe(201);
  expectSameShape(made.body, example);
  const free = { max_orders_per_slot: 5, current_bookings: 0, available_spots: 5, is_available: true };
  expect(made.body).toMatchObject({
    message: "Time slots generated successfully",
    food_listing_id: world.listingId,
    date: DATE,
    slots_created: 4,
    slots: [
      { slot_number: 1, start_time: "17:00", end_time: "17:25", ...free },
      { slot_number: 2, start_time: "17:30", end_time: "17:55", ...free },
      { slot_number: 3, start_time: "18:00", end_time: "18:25", ...free },
      { slot_number: 4, start_time: "18:30", end_time: "18:55", ...free },
    ],
  });

  const now = "2026-06-27T08:00:00Z";
  for (const order of await makeOrders(world, 2)) {
    expect((await book(world, made.body.slots[1].id, order, { date: DATE, now })).status).toBe(201);
  }
  const again = await post("generate-time-slots/", { as: world.provider, now, body });
  expect(again.status).toBe(200);
  expectSameShape(again.body, example);
  expect(again.body.slots[1]).toEqual({ ...made.body.slots[1], current_bookings: 2, available_spots: 3 });
});

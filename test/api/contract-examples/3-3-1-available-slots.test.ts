import { expect, it, vi } from "vitest";
import { type Caller, get, post } from "../../support/api";
import { fire } from "../../support/cron";
import { book, firstSlot, freshId, makeOrders, makeWorld, mario, NOW, slotsOf, TOMORROW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "food_listing": {
        "id": "uuid",
        "name": "Margherita Pizza",
        "business": {
            "name": "Mario's Restaurant",
            "address": "123 Main Street, Pretoria"
        }
    },
    "date": "2025-06-26",
    "available_slots": [
        {
            "id": "uuid",
            "start_time": "17:00",
            "end_time": "17:25",
            "available_spots": 3,
            "total_capacity": 5,
            "location": {
                "id": "uuid",
                "name": "Main Counter",
                "address": "123 Main Street, Pretoria",
                "instructions": "Enter through main entrance",
                "contact_person": "John Doe",
                "contact_phone": "+27123456789",
                "latitude": "-25.7479",
                "longitude": "28.2293"
            },
            "estimated_wait_time": "5 minutes",
            "popularity_score": 0.8
        }
    ],
    "total_available_slots": 3,
    "next_available_date": "2025-06-27"
}`);

const visitor = (): Caller => ({ role: "customer", id: freshId("visitor") });

it("lists available slots as the contract shows", async () => {
  const world = await makeWorld();
  const slot = await firstSlot(world);
  for (const order of await makeOrders(world, 2)) expect((await book(world, slot.id, order)).status).toBe(201);
  const query = `food_listing_id=${world.listingId}&date=${TOMORROW}&location_id=${world.locationId}`;
  const { status, body } = await get(`available-slots/?${query}`, { as: visitor(), now: NOW });
  expect(status).toBe(200);
  expectSameShape(body, example);
  const location = {
    id: world.locationId,
    name: "Main Counter",
    address: "123 Main Street, Pretoria, 0001",
    instructions: "Enter through main entrance",
    contact_person: "John Doe",
    contact_phone: "+27123456789",
    latitude: "-25.7479",
    longitude: "28.2293",
  };
  const rest = { total_capacity: 5, location, estimated_wait_time: null, popularity_score: null };
  expect(body).toMatchObject({
    food_listing: { id: world.listingId, name: "Margherita Pizza", business: mario },
    date: TOMORROW,
    available_slots: [
      { id: slot.id, start_time: "17:00", end_time: "17:25", available_spots: 3, ...rest },
      { start_time: "17:30", end_time: "17:55", available_spots: 5, ...rest },
      { start_time: "18:00", end_time: "18:25", available_spots: 5, ...rest },
      { start_time: "18:30", end_time: "18:55", available_spots: 5, ...rest },
    ],
    total_available_slots: 4,
    next_available_date: "2026-06-27",
  });
});

it("measures popularity and waiting on the same weekday and hour of the weeks before", async () => {
  const lastWeek = "2026-06-18T08:00:00Z";
  const friday = "2026-06-19";
  const world = await makeWorld({ now: lastWeek });
  const [slot] = await slotsOf(world, friday, lastWeek);
  for (const order of await makeOrders(world, 5)) {
    const booked = await book(world, slot?.id ?? "", order, { date: friday, now: lastWeek });
    const { id, confirmation_code } = booked.body.pickup;
    const verify = { as: world.provider, now: `${friday}T15:05:00Z`, body: { confirmation_code } };
    expect((await post("verify-code/", verify)).status).toBe(200);
    const complete = { as: world.provider, now: `${friday}T15:08:00Z` };
    expect((await post(`complete-pickup/${id}/`, complete)).status).toBe(200);
  }
  const ask = () =>
    get(`available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`, { as: visitor(), now: NOW });
  await fire("0 23 * * *", "2026-06-24T23:00:00Z");
  await vi.waitFor(async () => expect((await ask()).body.available_slots[0].popularity_score).not.toBeNull(), 20_000);
  const { body } = await ask();
  expectSameShape(body, example);
  expect(body.available_slots[0]).toMatchObject({ popularity_score: 0.5, estimated_wait_time: "3 minutes" });
  expect(body.available_slots[2]).toMatchObject({ popularity_score: 0, estimated_wait_time: null });
});

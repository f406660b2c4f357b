import { expect, it } from "vitest";
import { get, patch, post } from "../../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  makeCustomer,
  makeListing,
  makeOrder,
  makeSchedule,
  makeWorld,
  NOW,
  slotsOf,
  TOMORROW,
  type World,
} from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "date": "2025-06-26",
    "total_pickups": 15,
    "completed_pickups": 8,
    "pending_pickups": 6,
    "missed_pickups": 1,
    "pickups_by_hour": {
        "17": [
            {
                "pickup_id": "uuid",
                "confirmation_code": "ABC123",
                "customer_name": "Jane Smith",
                "food_listing": "Margherita Pizza",
                "time": "17:15",
                "status": "confirmed"
            }
        ],
        "18": [
            {
                "pickup_id": "uuid",
                "confirmation_code": "XYZ789",
                "customer_name": "John Doe",
                "food_listing": "Caesar Salad",
                "time": "18:30",
                "status": "scheduled"
            }
        ]
    },
    "food_listings_with_pickups": [
        {
            "food_listing__id": "uuid",
            "food_listing__name": "Margherita Pizza",
            "pickup_count": 8
        }
    ]
}`);

async function pickupAt(world: World, startTime: string, name: string) {
  const customer = await makeCustomer({ name });
  const orderId = await makeOrder(world, customer);
  const slot = (await slotsOf(world)).find(({ start_time }) => start_time === startTime);
  const booked = await book(world, slot?.id ?? "", { orderId, customer });
  expect(booked.status, JSON.stringify(booked.body)).toBe(201);
  return { customer, id: booked.body.pickup.id as string, code: booked.body.pickup.confirmation_code as string };
}

it("shows a business's day as the contract does", async () => {
  const pizza = await makeWorld();
  const saladId = await makeListing(pizza.businessId, { name: "Caesar Salad" });
  const salad = { ...pizza, listingId: saladId, scheduleId: await makeSchedule({ ...pizza, listingId: saladId }) };
  const completed = await pickupAt(pizza, "17:00", "Jane Smith");
  const confirmed = await pickupAt(pizza, "17:30", "Ada Mokoena");
  const missed = await pickupAt(pizza, "18:00", "Sam Nkosi");
  const scheduled = await pickupAt(salad, "18:30", "John Doe");
  const cancelled = await pickupAt(salad, "17:00", "Pat Botha");
  expect((await cancel(cancelled.id, cancelled.customer)).status).toBe(200);

  const as = pizza.provider;
  expect((await post(`complete-pickup/${completed.id}/`, { as, now: AT_COUNTER })).status).toBe(200);
  const verify = { as, now: "2026-06-26T15:35:00Z", body: { confirmation_code: confirmed.code } };
  expect((await post("verify-code/", verify)).status).toBe(200);
  const miss = { as, now: "2026-06-26T16:25:00Z", body: { status: "missed" } };
  expect((await patch(`pickups/${missed.id}/`, miss)).status).toBe(200);

  const { status, body } = await get(`schedule-overview/?date=${TOMORROW}`, { as, now: NOW });
  expect(status).toBe(200);
  expectSameShape(body, example);
  const entry = ({ id, code }: { id: string; code: string }) => ({ pickup_id: id, confirmation_code: code });
  expect(body).toMatchObject({
    date: TOMORROW,
    timezone: "Africa/Johannesburg",
    total_pickups: 4,
    completed_pickups: 1,
    pending_pickups: 2,
    missed_pickups: 1,
    food_listings_with_pickups: [
      { food_listing__id: pizza.listingId, food_listing__name: "Margherita Pizza", pickup_count: 3 },
      { food_listing__id: saladId, food_listing__name: "Caesar Salad", pickup_count: 1 },
    ],
  });
  const margherita = { food_listing: "Margherita Pizza" };
  expect(Object.keys(body.pickups_by_hour).sort()).toEqual(["17", "18"]);
  expect(body.pickups_by_hour["17"]).toMatchObject([
    { ...entry(completed), ...margherita, customer_name: "Jane Smith", time: "17:00", status: "completed" },
    { ...entry(confirmed), ...margherita, customer_name: "Ada Mokoena", time: "17:30", status: "confirmed" },
  ]);
  expect(body.pickups_by_hour["18"]).toMatchObject([
    { ...entry(missed), ...margherita, customer_name: "Sam Nkosi", time: "18:00", status: "missed" },
    {
      ...entry(scheduled),
      customer_name: "John Doe",
      food_listing: "Caesar Salad",
      time: "18:30",
      status: "scheduled",
    },
  ]);
});

it("shows the business's own day when no date is asked for", async () => {
  const world = await makeWorld();
  const { body } = await get("schedule-overview/", { as: world.provider, now: "2026-06-25T22:30:00Z" });
  expect(body).toMatchObject({ date: TOMORROW, total_pickups: 0, pickups_by_hour: {}, food_listings_with_pickups: [] });
});

import { expect, it } from "vitest";
import { get } from "../../support/api";
import { book, makeCustomer, makeOrder, makeWorld, NOW, slotsOf, TOMORROW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "count": 12,
    "next": "http://api.com/scheduling/my-pickups/?page=2",
    "previous": null,
    "results": [
        {
            "id": "uuid",
            "confirmation_code": "ABC123",
            "food_listing": {
                "id": "uuid",
                "name": "Margherita Pizza",
                "image": "https://s3.amazonaws.com/food-images/pizza.jpg"
            },
            "business": {
                "name": "Mario's Restaurant",
                "logo": "https://s3.amazonaws.com/logos/mario.jpg"
            },
            "scheduled_date": "2025-06-26",
            "scheduled_time": "17:00-17:25",
            "location": {
                "name": "Main Counter",
                "address": "123 Main Street, Pretoria"
            },
            "status": "scheduled",
            "is_upcoming": true,
            "is_today": false,
            "can_cancel": true,
            "time_until_pickup": "2 hours 15 minutes",
            "created_at": "2025-06-25T14:30:00Z"
        }
    ]
}`);

it("lists a customer's pickups as the contract shows", async () => {
  const logo = "https://images.example/mario.jpg";
  const world = await makeWorld({ business: { logo } });
  const customer = await makeCustomer();
  const ids: string[] = [];
  for (const slot of (await slotsOf(world)).slice(0, 2)) {
    const orderId = await makeOrder(world, customer);
    ids.push((await book(world, slot.id, { orderId, customer })).body.pickup.id);
  }
  const now = "2026-06-26T12:45:00Z";
  const first = await get("my-pickups/?page_size=1", { as: customer, now });
  expect(first.status).toBe(200);
  expectSameShape(first.body, example);
  expect(first.body).toMatchObject({
    count: 2,
    previous: null,
    results: [{ id: ids[1], scheduled_time: "17:30-17:55" }],
  });

  const second = await get(new URL(first.body.next).pathname + new URL(first.body.next).search, { as: customer, now });
  expectSameShape(second.body, example);
  expect(second.body).toMatchObject({
    count: 2,
    next: null,
    results: [
      {
        id: ids[0],
        food_listing: { id: world.listingId, name: "Margherita Pizza", image: "https://images.example/pizza.jpg" },
        business: { name: "Mario's Restaurant", logo },
        scheduled_date: TOMORROW,
        scheduled_time: "17:00-17:25",
        location: { name: "Main Counter", address: "123 Main Street, Pretoria, 0001" },
        status: "scheduled",
        is_upcoming: true,
        is_today: true,
        can_cancel: true,
        time_until_pickup: "2 hours 15 minutes",
        created_at: NOW,
      },
    ],
  });
});

import { expect, it } from "vitest";
import { get } from "../../support/api";
import { mainCounter, makePickup, makeWorld, mario, NOW, TOMORROW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "id": "uuid",
    "confirmation_code": "ABC123",
    "food_listing": {
        "id": "uuid",
        "name": "Margherita Pizza",
        "description": "Fresh margherita pizza with basil",
        "image": "https://s3.amazonaws.com/food-images/pizza.jpg",
        "quantity": 2,
        "price_per_item": "12.50",
        "total_value": "25.00"
    },
    "business": {
        "id": "uuid",
        "name": "Mario's Restaurant",
        "address": "123 Main Street, Pretoria",
        "phone": "+27123456789",
        "logo": "https://s3.amazonaws.com/logos/mario.jpg"
    },
    "location": {
        "name": "Main Counter",
        "address": "123 Main Street, Pretoria",
        "instructions": "Enter through main entrance, ask for pickup at counter",
        "contact_person": "John Doe",
        "contact_phone": "+27123456789",
        "latitude": "-25.7479",
        "longitude": "28.2293"
    },
    "scheduled_date": "2025-06-26",
    "scheduled_start_time": "17:00",
    "scheduled_end_time": "17:25",
    "actual_pickup_time": null,
    "status": "scheduled",
    "customer_notes": "Please keep food warm",
    "business_notes": "",
    "qr_code": {
        "data": {
            "pickup_id": "uuid",
            "confirmation_code": "ABC123",
            "business_id": "uuid"
        },
        "image_url": "https://s3.amazonaws.com/qr-codes/pickup-ABC123.png"
    },
    "reminder_sent": false,
    "can_cancel": true,
    "cancellation_deadline": "2025-06-26T16:00:00Z",
    "directions": {
        "google_maps_url": "https://maps.google.com/?q=-25.7479,28.2293",
        "estimated_travel_time": "15 minutes",
        "distance": "5.2 km"
    },
    "created_at": "2025-06-25T14:30:00Z"
}`);

it("shows a pickup as the contract does", async () => {
  const logo = "https://images.example/mario.jpg";
  const world = await makeWorld({ business: { logo } });
  const pickup = await makePickup(world, { notes: "Please keep food warm" });
  const { status, body } = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toMatchObject({
    id: pickup.id,
    confirmation_code: pickup.code,
    food_listing: {
      id: world.listingId,
      name: "Margherita Pizza",
      description: "Fresh margherita pizza with basil",
      image: "https://images.example/pizza.jpg",
      quantity: 2,
      price_per_item: "12.50",
      total_value: "25.00",
    },
    business: { id: world.businessId, ...mario, phone: "+27123456789", logo },
    location: mainCounter,
    scheduled_date: TOMORROW,
    scheduled_start_time: "17:00",
    scheduled_end_time: "17:25",
    actual_pickup_time: null,
    status: "scheduled",
    customer_notes: "Please keep food warm",
    business_notes: "",
    qr_code: { data: { pickup_id: pickup.id, confirmation_code: pickup.code, business_id: world.businessId } },
    reminder_sent: false,
    can_cancel: true,
    cancellation_deadline: "2026-06-26T14:00:00Z",
    directions: {
      google_maps_url: "https://maps.google.com/?q=-25.7479,28.2293",
      estimated_travel_time: null,
      distance: null,
    },
    created_at: NOW,
  });
  expect(body.qr_code.image_url).toBe(pickup.booked.qr_code.image_url);
});

it("prints distance and travel time in the contract's words when the origin is known", async () => {
  const pickup = await makePickup(await makeWorld());
  const origin = "origin_lat=-25.7479&origin_lng=28.2293";
  const { body } = await get(`pickups/${pickup.id}/?${origin}`, { as: pickup.customer, now: NOW });
  expect(body.directions).toEqual({
    google_maps_url: "https://maps.google.com/?q=-25.7479,28.2293",
    estimated_travel_time: "1 minute",
    distance: "0.0 km",
  });
});

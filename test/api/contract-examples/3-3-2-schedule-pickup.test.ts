import { expect, it } from "vitest";
import { get, post } from "../../support/api";
import { makeBrowser } from "../../support/provider-client";
import { book, firstSlot, makeCustomer, makeOrder, makeWorld, TOMORROW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "pickup": {
        "id": "uuid",
        "confirmation_code": "ABC123",
        "scheduled_date": "2025-06-26",
        "scheduled_time": "17:00-17:25",
        "location": {
            "name": "Main Counter",
            "address": "123 Main Street, Pretoria",
            "contact_person": "John Doe",
            "contact_phone": "+27123456789",
            "instructions": "Enter through main entrance"
        },
        "food_listing": {
            "name": "Margherita Pizza",
            "quantity": 2,
            "business": "Mario's Restaurant"
        },
        "status": "scheduled",
        "customer_notes": "Please keep food warm, will arrive 5 minutes early"
    },
    "qr_code": {
        "data": {
            "pickup_id": "uuid",
            "confirmation_code": "ABC123",
            "business_id": "uuid",
            "scheduled_time": "2025-06-26 17:00",
            "location": "Main Counter"
        },
        "image_url": "https://s3.amazonaws.com/qr-codes/pickup-ABC123.png"
    },
    "reminders": {
        "email_sent": true,
        "sms_scheduled": "2025-06-26T16:00:00Z",
        "push_notification_scheduled": "2025-06-26T16:30:00Z"
    }
}`);

it("books a pickup as the contract shows", async () => {
  const world = await makeWorld();
  const customer = await makeCustomer();
  expect((await post("push-subscriptions/", { as: customer, body: await makeBrowser() })).status).toBe(201);
  const orderId = await makeOrder(world, customer);
  const notes = "Please keep food warm, will arrive 5 minutes early";
  const { status, body } = await book(world, (await firstSlot(world)).id, { orderId, customer }, { notes });
  expect(status).toBe(201);
  expectSameShape(body, example);
  const { id, confirmation_code } = body.pickup;
  expect(confirmation_code).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
  expect(body).toMatchObject({
    pickup: {
      scheduled_date: TOMORROW,
      scheduled_time: "17:00-17:25",
      location: {
        name: "Main Counter",
        address: "123 Main Street, Pretoria, 0001",
        contact_person: "John Doe",
        contact_phone: "+27123456789",
        instructions: "Enter through main entrance",
      },
      food_listing: { name: "Margherita Pizza", quantity: 2, business: "Mario's Restaurant" },
      status: "scheduled",
      customer_notes: notes,
      can_cancel: true,
    },
    qr_code: {
      data: {
        pickup_id: id,
        confirmation_code,
        business_id: world.businessId,
        scheduled_time: "2026-06-26 17:00",
        location: "Main Counter",
        order_id: orderId,
        customer_id: customer.id,
        version: "1.0",
      },
    },
    reminders: {
      email_sent: true,
      sms_scheduled: `${TOMORROW}T14:00:00Z`,
      push_notification_scheduled: `${TOMORROW}T14:30:00Z`,
    },
  });
  const image = await get(new URL(body.qr_code.image_url).pathname);
  expect(image.status).toBe(200);
  expect(image.headers.get("Content-Type")).toContain("image/svg+xml");
});

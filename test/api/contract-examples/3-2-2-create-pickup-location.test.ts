import { expect, it } from "vitest";
import { post } from "../../support/api";
import { makeBusiness } from "../../support/world";
import { expectSameShape } from "./same-shape";

const request = JSON.parse(`{
    "name": "Side Entrance",
    "address": "123 Main Street, Side Door, Pretoria, 0001",
    "instructions": "Use side entrance for after-hours pickup",
    "contact_person": "Jane Smith",
    "contact_phone": "+27123456790",
    "latitude": "-25.7480",
    "longitude": "28.2295"
}`);

const example = JSON.parse(`{
    "id": "uuid",
    "name": "Side Entrance",
    "address": "123 Main Street, Side Door, Pretoria, 0001",
    "instructions": "Use side entrance for after-hours pickup",
    "contact_person": "Jane Smith",
    "contact_phone": "+27123456790",
    "latitude": "-25.7480",
    "longitude": "28.2295",
    "is_active": true,
    "business": {
        "id": "uuid",
        "name": "Mario's Restaurant"
    },
    "created_at": "2025-06-25T14:30:00Z"
}`);

it("creates a pickup location as the contract shows", async () => {
  const { provider, businessId } = await makeBusiness();
  const now = "2026-06-25T14:30:00Z";
  const { status, body } = await post("pickup-locations/", { as: provider, now, body: request });
  expect(status).toBe(201);
  expectSameShape(body, example);
  expect(body).toMatchObject({
    ...request,
    is_active: true,
    business: { id: businessId, name: "Mario's Restaurant" },
    created_at: now,
  });
});

import { expect, it } from "vitest";
import { get } from "../../support/api";
import { mainCounter, makeBusiness, NOW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "count": 3,
    "results": [
        {
            "id": "uuid",
            "name": "Main Counter",
            "address": "123 Main Street, Pretoria, 0001",
            "instructions": "Enter through main entrance, ask for pickup at counter",
            "contact_person": "John Doe",
            "contact_phone": "+27123456789",
            "latitude": "-25.7479",
            "longitude": "28.2293",
            "is_active": true,
            "created_at": "2025-06-01T08:00:00Z"
        }
    ]
}`);

it("lists a business's pickup locations as the contract shows", async () => {
  const instructions = "Enter through main entrance, ask for pickup at counter";
  const { provider, locationId } = await makeBusiness({ location: { instructions } });
  const { status, body } = await get("pickup-locations/", { as: provider, now: NOW });
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toMatchObject({
    count: 1,
    results: [{ ...mainCounter, instructions, id: locationId, is_active: true, created_at: NOW }],
  });
});

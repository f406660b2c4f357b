import { expect, it } from "vitest";
import { get } from "../../support/api";
import { makeBusiness } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "business": {
        "id": "uuid",
        "name": "Mario's Restaurant",
        "address": "123 Main Street, Pretoria"
    },
    "locations": [
        {
            "id": "uuid",
            "name": "Main Counter",
            "address": "123 Main Street, Pretoria",
            "latitude": "-25.7479",
            "longitude": "28.2293",
            "operating_hours": "Mon-Sun: 17:00-20:00",
            "facilities": ["parking", "wheelchair_accessible"],
            "instructions": "Enter through main entrance"
        }
    ]
}`);

it("shows a business's locations to anyone as the contract does", async () => {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const address = "123 Main Street, Pretoria";
  const { businessId, locationId } = await makeBusiness({
    location: {
      address,
      operating_hours: Object.fromEntries(days.map((day) => [day, "17:00-20:00"])),
      facilities: ["parking", "wheelchair_accessible"],
    },
  });
  const { status, body } = await get(`public/locations/${businessId}/`);
  expect(status).toBe(200);
  expectSameShape(body, example);
  expect(body).toEqual({
    business: { id: businessId, name: "Mario's Restaurant", address },
    locations: [
      {
        id: locationId,
        name: "Main Counter",
        address,
        latitude: "-25.7479",
        longitude: "28.2293",
        operating_hours: "Mon-Sun: 17:00-20:00",
        facilities: ["parking", "wheelchair_accessible"],
        instructions: "Enter through main entrance",
      },
    ],
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { get, patch, post } from "../support/api";
import { mainCounter, makeBusiness } from "../support/world";
import { CONTROL, expectInvalid, LONE_SURROGATE } from "./refusals";

const side = { ...mainCounter, name: "Side Entrance" };

type Business = Awaited<ReturnType<typeof makeBusiness>>;
let business: Business;

beforeAll(async () => {
  business = await makeBusiness();
});

const listed = async ({ provider }: Business) => (await get("pickup-locations/", { as: provider })).body;

const longest = { name: 120, address: 300, instructions: 1_000, contact_person: 120, contact_phone: 120 };

const texts = Object.entries(longest).flatMap(([field, max]): [string, unknown][] => [
  [field, 42],
  [field, true],
  [field, null],
  [field, ["text"]],
  [field, { text: "text" }],
  [field, "x".repeat(max + 1)],
  [field, CONTROL],
  [field, "null\u0000byte"],
  [field, "escape\u001b[31m"],
  [field, LONE_SURROGATE],
  ...(field === "instructions"
    ? []
    : ([
        [field, ""],
        [field, "   "],
      ] as [string, unknown][])),
]);

const others: [string, unknown][] = [
  ["contact_phone", "ask at the counter"],
  ["contact_phone", "+27"],
  ...["latitude", "longitude"].flatMap((field): [string, unknown][] => [
    [field, "NaN"],
    [field, Number.NaN],
    [field, "Infinity"],
    [field, Number.POSITIVE_INFINITY],
    [field, ""],
    [field, "south"],
    [field, "1e1"],
    [field, "12,5"],
    [field, true],
    [field, [10]],
    [field, null],
  ]),
  ["latitude", 91],
  ["latitude", "91"],
  ["latitude", -90.1],
  ["latitude", "90.0000001"],
  ["longitude", 181],
  ["longitude", "-180.5"],
  ["operating_hours", "Mon-Sun: 17:00-20:00"],
  ["operating_hours", { monday: "24:30-25:00" }],
  ["operating_hours", { monday: "17:00-24:30" }],
  ["operating_hours", { monday: "20:00-17:00" }],
  ["operating_hours", { monday: "9-17" }],
  ["operating_hours", { monday: 9 }],
  ["operating_hours", { funday: "09:00-17:00" }],
  ["facilities", "parking"],
  ["facilities", [1]],
  ["facilities", [""]],
  ["facilities", [CONTROL]],
  ["facilities", Array.from({ length: 21 }, (_, i) => `facility ${i}`)],
  ["is_default", "true"],
  ["is_default", 1],
  ["slot_capacity", 0],
  ["slot_capacity", -1],
  ["slot_capacity", 1.5],
  ["slot_capacity", "5"],
  ["slot_capacity", 1_001],
];

describe("a location's bad values", () => {
  it.each([...texts, ...others])("are refused by name: %s = %j", async (field, value) => {
    const { provider, locationId } = business;
    const before = await listed(business);
    expectInvalid(await post("pickup-locations/", { as: provider, body: { ...side, [field]: value } }), field);
    expectInvalid(await patch(`pickup-locations/${locationId}/`, { as: provider, body: { [field]: value } }), field);
    expect(await listed(business)).toEqual(before);
  });

  it.each(["name", "address", "contact_person", "contact_phone", "latitude", "longitude"])(
    "include a %s that is missing",
    async (field) => {
      const body = { ...side, [field]: undefined };
      expectInvalid(await post("pickup-locations/", { as: business.provider, body }), field);
      expect((await listed(business)).count).toBe(1);
    },
  );

  it("include an is_active that is no boolean", async () => {
    const answer = await patch(`pickup-locations/${business.locationId}/`, {
      as: business.provider,
      body: { is_active: "false" },
    });
    expectInvalid(answer, "is_active");
  });

  it("are all named at once", async () => {
    const body = { ...side, latitude: 91, name: "", slot_capacity: 0 };
    const answer = await post("pickup-locations/", { as: business.provider, body });
    for (const field of ["latitude", "name", "slot_capacity"]) expectInvalid(answer, field);
    for (const messages of Object.values(answer.body.error.details)) expect(messages).toEqual([expect.any(String)]);
  });

  it("keep the good ones of the same request from being stored", async () => {
    const { provider, locationId } = business;
    const answer = await patch(`pickup-locations/${locationId}/`, {
      as: provider,
      body: { name: "Renamed", latitude: 91 },
    });
    expectInvalid(answer, "latitude");
    expect((await get(`pickup-locations/${locationId}/`, { as: provider })).body.name).toBe(mainCounter.name);
  });
});

describe("a location's unusual but good values", () => {
  it("are taken at their limits", async () => {
    const { provider } = await makeBusiness();
    const body = {
      ...side,
      name: "n".repeat(longest.name),
      address: "a".repeat(longest.address),
      instructions: "i".repeat(longest.instructions),
      latitude: 90,
      longitude: "-180",
      slot_capacity: 1_000,
      facilities: Array.from({ length: 20 }, (_, i) => `facility ${i}`),
    };
    const made = await post("pickup-locations/", { as: provider, body });
    expect(made).toMatchObject({ status: 201, body: { ...body, latitude: "90", longitude: "-180" } });
  });

  it("include emoji and every script, given back as they came", async () => {
    const { provider } = await makeBusiness();
    const text = { name: "🍕 Kombuis – ครัว", contact_person: "Zoë 👩‍🍳 Ndlovu", instructions: "ادخل من الباب 👨‍👩‍👧" };
    const made = await post("pickup-locations/", { as: provider, body: { ...side, ...text } });
    expect(made).toMatchObject({ status: 201, body: text });
    expect((await get(`pickup-locations/${made.body.id}/`, { as: provider })).body).toMatchObject(text);
  });
});

import { describe, expect, it } from "vitest";
import { get, post } from "../support/api";
import { domainEvent, freshId, mario, sendEvents, signatureOf } from "../support/world";
import { CONTROL, expectInvalid, LONE_SURROGATE } from "./refusals";

const KB = 1_024;

async function sendText(body: string, headers: Record<string, string> = {}) {
  const id = freshId("msg");
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = await signatureOf(id, timestamp, body);
  return post("events/", {
    body,
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature, ...headers },
  });
}

const upserted = (id: string, data: Record<string, unknown> = {}) =>
  domainEvent("business.upserted", { id, ...mario, phone: "+27123456789", timezone: "Africa/Johannesburg", ...data });

describe("a signed body that is no event", () => {
  it.each(["{not json", "", '{"a":NaN}'])("is refused: %j", async (text) =>
    expectInvalid(await sendText(text), "body"),
  );

  it.each(["null", "42", '"text"', "[]", "[null]", "[[]]", "{}"])("is refused: %s", async (text) => {
    const answer = await sendText(text);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
  });

  it("is refused as plain text", async () => {
    const id = freshId("business");
    const answer = await sendText(JSON.stringify(upserted(id)), { "Content-Type": "text/plain" });
    expectInvalid(answer, "body");
    expect((await get(`public/locations/${id}/`)).status).toBe(404);
  });

  it("is taken as application/cloudevents+json", async () => {
    const text = JSON.stringify(upserted(freshId("business")));
    expect((await sendText(text, { "Content-Type": "application/cloudevents+json" })).status).toBe(202);
  });
});

describe("the size of an events body", () => {
  const paddedTo = (id: string, size: number) => {
    const event = upserted(id);
    const bare = JSON.stringify({ ...event, padding: "" });
    return JSON.stringify({ ...event, padding: "x".repeat(size - bare.length) });
  };

  it("may be 1 MB and not one byte more", async () => {
    const [accepted, refused] = [freshId("business"), freshId("business")];
    expect((await sendText(paddedTo(accepted, 1_024 * KB))).status).toBe(202);
    expect((await get(`public/locations/${accepted}/`)).status).toBe(200);
    expectInvalid(await sendText(paddedTo(refused, 1_024 * KB + 1)), "body");
    expect((await get(`public/locations/${refused}/`)).status).toBe(404);
  });
});

describe("a bad envelope", () => {
  it.each<[string, unknown]>([
    ["specversion", "0.3"],
    ["specversion", 1],
    ["specversion", undefined],
    ["id", ""],
    ["id", 7],
    ["id", "x".repeat(201)],
    ["id", CONTROL],
    ["id", undefined],
    ["source", ""],
    ["source", undefined],
    ["source", LONE_SURROGATE],
    ["type", ""],
    ["type", null],
    ["type", undefined],
    ["time", "yesterday"],
    ["time", "2026-02-30T08:00:00Z"],
    ["time", "2026-06-25T08:00:00"],
    ["time", 1_782_000_000],
    ["time", undefined],
  ])("is refused by name: %s = %j", async (field, value) => {
    const id = freshId("business");
    expectInvalid(await sendEvents({ ...upserted(id), [field]: value }), `0.${field}`);
    expect((await get(`public/locations/${id}/`)).status).toBe(404);
  });
});

const withField = (field: string, values: unknown[]) => values.map((value): [string, unknown] => [field, value]);

describe("a business's bad data", () => {
  it.each([
    ...withField("id", ["", "x".repeat(65), null, CONTROL]),
    ...withField("name", ["", "   ", 42, null, "x".repeat(121), CONTROL, LONE_SURROGATE, undefined]),
    ...withField("timezone", ["Mars/Phobos", "+02:00", "SAST2", "", 2]),
    ...withField("latitude", [91, "91", "NaN", "south", true]),
    ...withField("longitude", [181, "-180.1", ""]),
    ...withField("logo", ["javascript:alert(1)", "data:image/png;base64,AA", "logo.png", 1]),
    ...withField("operating_hours", ["always", { monday: "24:30-25:00" }, { someday: "09:00-17:00" }]),
  ])("is refused by name: %s = %j", async (field, value) => {
    const id = freshId("business");
    expectInvalid(await sendEvents(upserted(id, { [field]: value })), `0.data.${field}`);
    expect((await get(`public/locations/${id}/`)).status).toBe(404);
  });
});

describe("other bad data", () => {
  const listing = () => ({
    id: freshId("listing"),
    business_id: freshId("business"),
    name: "Pizza",
    status: "active",
    price: "12.50",
    expiry_date: "2027-12-31T18:00:00Z",
  });
  const order = () => ({
    id: freshId("order"),
    customer_id: freshId("customer"),
    business_id: freshId("business"),
    kind: "purchase",
    status: "confirmed",
    payment_status: "paid",
    total_amount: "25.00",
    items: [{ food_listing_id: freshId("listing"), quantity: 2, price_per_item: "12.50" }],
  });
  const user = () => ({ id: freshId("user"), user_type: "customer", name: "Jane" });
  const review = () => ({ id: freshId("review"), order_id: freshId("order"), rating: 5 });
  const item = (data: object) => [{ food_listing_id: freshId("listing"), quantity: 1, price_per_item: "1", ...data }];

  const cases = (type: string, good: () => object, bad: [string, unknown][]) =>
    bad.map(([field, value]) => ({ type, good, field, value }));

  const all = [
    ...cases("listing.created", listing, [
      ...withField("price", [-1, "-1.00", "12.505", "abc", "1e3", true]),
      ...withField("expiry_date", ["2026-02-30T18:00:00Z", "2026-06-26", 0]),
      ...withField("pickup_window", ["24:30-25:00", "19:00-17:00", "evening", 17]),
      ...withField("status", ["", null, 1]),
      ...withField("business_id", ["", null]),
      ...withField("image", ["ftp://images.example/pizza.jpg"]),
    ]),
    ...cases("order.confirmed", order, [
      ...withField("items", [[], null, "pizza", item({ quantity: 0 }), item({ quantity: -1 })]),
      ...withField("items", [item({ quantity: 1.5 }), item({ price_per_item: -1 }), item({ food_listing_id: "" })]),
      ...withField("total_amount", [-25, "25.001", null]),
      ...withField("kind", ["gift", null]),
      ...withField("customer_id", ["", "x".repeat(65)]),
    ]),
    ...cases("user.upserted", user, [
      ...withField("user_type", ["robot", "", null]),
      ...withField("email", [42, CONTROL]),
      ...withField("latitude", [91]),
      ...withField("notifications", [{ email: "yes" }, "all"]),
    ]),
    ...cases("review.created", review, withField("rating", [0, 6, 4.5, -1, "5"])),
    ...["user.deleted", "listing.expired", "order.cancelled"].flatMap((type) =>
      cases(type, () => ({}), withField("id", ["", 7, null, undefined])),
    ),
  ];

  it.each(all)("of $type is refused by name: $field = $value", async ({ type, good, field, value }) => {
    expectInvalid(await sendEvents(domainEvent(type, { ...good(), [field]: value })), `0.data.${field}`);
    expect(
      (await sendEvents(domainEvent(type, { ...good(), ...(field === "id" && { id: freshId("id") }) }))).status,
    ).toBe(202);
  });

  it.each([undefined, null, "text", 42, []])("is data that is no object: %j", async (data) => {
    expectInvalid(await sendEvents(domainEvent("order.cancelled", data)), "0.data");
  });
});

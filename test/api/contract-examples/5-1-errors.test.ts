import { describe, expect, it } from "vitest";
import { type Answer, type Call, call, get, post } from "../../support/api";
import { book, cancel, firstSlot, makeOrders, makePickup, makeWorld, NOW } from "../../support/world";
import { expectSameShape } from "./same-shape";

const example = JSON.parse(`{
    "error": {
        "code": "ERROR_CODE",
        "message": "Human readable error message",
        "details": {
            "field": ["Specific validation error"]
        }
    }
}`);

function expectError({ status, body, headers }: Answer, expected: { status: number; code: string }): void {
  expect({ status, code: body.error.code }).toEqual(expected);
  expectSameShape(body, { error: { ...example.error, details: {} } });
  expect(body.error.message).not.toBe("");
  expect(body.error.request_id).toBe(headers.get("X-Request-Id"));
}

describe("the error envelope", () => {
  it("names each invalid field with its messages", async () => {
    const { provider } = await makeWorld();
    const answer = await post("generate-time-slots/", { as: provider, now: NOW, body: { date: "26 June" } });
    expectError(answer, { status: 400, code: "VALIDATION_ERROR" });
    const { details } = answer.body.error;
    expect(Object.keys(details).sort()).toEqual(["date", "food_listing_id"]);
    for (const messages of Object.values(details)) expectSameShape(messages, example.error.details.field);
  });

  it("answers a call without a token with UNAUTHORIZED", async () => {
    expectError(await get("my-pickups/"), { status: 401, code: "UNAUTHORIZED" });
  });

  it("answers the wrong role with FORBIDDEN before looking at the body", async () => {
    const { provider } = await makeWorld();
    const answer = await post("schedule/", { as: provider, body: "no JSON" });
    expectError(answer, { status: 403, code: "FORBIDDEN" });
  });

  it("answers an unknown object, and an unknown path, with NOT_FOUND", async () => {
    const { provider } = await makeWorld();
    const unknown = { status: 404, code: "NOT_FOUND" };
    expectError(await get(`pickups/${crypto.randomUUID()}/`, { as: provider }), unknown);
    expectError(await get("nothing-here/", { as: provider }), unknown);
  });

  it("answers a full slot with SLOT_UNAVAILABLE", async () => {
    const world = await makeWorld({ maxOrders: 1 });
    const slot = await firstSlot(world);
    await makePickup(world);
    const [order] = await makeOrders(world, 1);
    if (!order) throw new Error("No order was made");
    expectError(await book(world, slot.id, order), { status: 409, code: "SLOT_UNAVAILABLE" });
  });

  it("answers a move the rules forbid with BOOKING_CONFLICT", async () => {
    const pickup = await makePickup(await makeWorld());
    await cancel(pickup.id, pickup.customer);
    const answer = await cancel(pickup.id, pickup.customer);
    expectError(answer, { status: 422, code: "BOOKING_CONFLICT" });
    expect(answer.body.error.details).toEqual({ status: "cancelled" });
  });

  it("answers an eleventh booking attempt within a minute with RATE_LIMITED and when to come back", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const [order] = await makeOrders(world, 1);
    if (!order) throw new Error("No order was made");
    for (let attempt = 1; attempt <= 10; attempt += 1) expect((await book(world, slot.id, order)).status).toBe(201);
    const answer = await book(world, slot.id, order);
    expectError(answer, { status: 429, code: "RATE_LIMITED" });
    expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  });

  it("answers a broken configuration with SCHEDULING_ERROR that names nothing internal", async () => {
    const options: Call = { env: { JWT_SECRET: "short" } };
    const answer = await call("GET", "my-pickups/", options);
    expectError(answer, { status: 500, code: "SCHEDULING_ERROR" });
    expect(answer.body.error).toMatchObject({ message: "Internal scheduling error", details: {} });
  });
});

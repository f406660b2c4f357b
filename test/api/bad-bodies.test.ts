import { describe, expect, it } from "vitest";
import { ROLES } from "../../src/domain/vocabulary";
import { type Answer, type Caller, call, get, operations, post } from "../support/api";
import { freshId, mainCounter, makeBusiness } from "../support/world";
import { expectInvalid } from "./refusals";

const KB = 1_024;

const withBodies = operations.flatMap((operation) => {
  const { method, path, roles, body } = operation;
  return roles && body ? [{ name: `${method} ${path}`, method, path, roles, isOptional: body.isOptional }] : [];
});

describe.each(withBodies)("$name", ({ method, path, roles, isOptional }) => {
  const role = ROLES.find((name) => roles.includes(name)) ?? "admin";
  const as: Caller = { role, id: freshId(role), businessId: freshId("business") };
  const address = path.replace(/:\w+/g, () => crypto.randomUUID());
  const send = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    call(method, address, { as, body, headers });

  it.each(["{not json", '{"a":1,}', "{'a':1}", "NaN", '{"a":NaN}', '{"a":1} trailing', "\u0000"])(
    "answers 400 to %j, which is no JSON",
    async (text) => expectInvalid(await send(text), "body"),
  );

  it.each(["[]", "null", "42", "true", '"text"'])("answers 400 to %s, which is no object", async (text) =>
    expectInvalid(await send(text), "body"),
  );

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"])(
    "answers 400 to a body sent as %s",
    async (type) => expectInvalid(await send("{}", { "Content-Type": type }), "body"),
  );

  it("answers 400 to a body over 64 KB", async () => {
    expectInvalid(await send(JSON.stringify({ padding: "x".repeat(64 * KB) })), "body");
  });

  if (!isOptional) {
    it("answers 400 to no body", async () => expectInvalid(await call(method, address, { as }), "body"));
  }
});

describe("the size of a body", () => {
  const paddedTo = (body: object, size: number) => {
    const bare = JSON.stringify({ ...body, padding: "" });
    return JSON.stringify({ ...body, padding: "x".repeat(size - bare.length) });
  };

  it("may be 64 KB and not one byte more", async () => {
    const { provider } = await makeBusiness();
    const side = { ...mainCounter, name: "Side Entrance" };
    const tooLarge = await post("pickup-locations/", { as: provider, body: paddedTo(side, 64 * KB + 1) });
    expectInvalid(tooLarge, "body");
    expect((await get("pickup-locations/", { as: provider })).body.count).toBe(1);
    const largest = await post("pickup-locations/", { as: provider, body: paddedTo(side, 64 * KB) });
    expect(largest.status, JSON.stringify(largest.body)).toBe(201);
  });

  it("is counted in bytes, not in characters", async () => {
    const { provider } = await makeBusiness();
    const body = JSON.stringify({ ...mainCounter, name: "Side Entrance", padding: "🍕".repeat(17 * KB) });
    expect(body.length).toBeLessThan(64 * KB);
    expectInvalid(await post("pickup-locations/", { as: provider, body }), "body");
  });

  it("is limited before anyone is asked who they are", async () => {
    const answer = await post("schedule/", { body: JSON.stringify({ padding: "x".repeat(64 * KB) }) });
    expectInvalid(answer, "body");
  });
});

describe("unknown fields", () => {
  it("are ignored, also when they name what only the service decides", async () => {
    const { provider } = await makeBusiness();
    const id = crypto.randomUUID();
    const extras = { id, created_at: "2020-01-01T00:00:00Z", unknown: { deep: [1, 2] }, is_active: false };
    const body = { ...mainCounter, name: "Side Entrance", ...extras };
    const made = await post("pickup-locations/", { as: provider, body });
    expect(made).toMatchObject({ status: 201, body: { name: "Side Entrance", is_active: true } });
    expect(made.body.id).not.toBe(id);
    expect(made.body).not.toHaveProperty("unknown");
    expect(made.body.created_at).not.toBe("2020-01-01T00:00:00Z");
  });

  it("may be called __proto__", async () => {
    const { provider } = await makeBusiness();
    const body = `{"__proto__":{"name":"Planted"},"constructor":1,${JSON.stringify({ ...mainCounter, name: "Side" }).slice(1)}`;
    const made = await post("pickup-locations/", { as: provider, body });
    expect(made).toMatchObject({ status: 201, body: { name: "Side" } });
  });
});

import { describe, expect, it } from "vitest";
import { call, get, operations, post } from "../support/api";
import { book, firstSlot, freshId, makeCustomer, makeOrder, makeWorld, NOW, TODAY } from "../support/world";
import { expectInvalid, expectRefused } from "./refusals";

const customer = () => ({ role: "customer" as const, id: freshId("customer") });

describe("a request id", () => {
  it("is new on every answer and stands in the error's body too", async () => {
    const as = customer();
    const answers = [
      await get("my-pickups/", { as }),
      await get("my-pickups/", { as }),
      await get("my-pickups/"),
      await get("schedule-overview/", { as }),
      await get(`pickups/${crypto.randomUUID()}/`, { as }),
      await post("schedule/", { as, body: "{" }),
      await post("schedule/", { as, body: "x".repeat(70_000) }),
      await post("events/", { body: "{}" }),
      await get("nowhere/"),
      await get("/openapi.json"),
      await get("my-pickups/", { as, env: { JWT_SECRET: "" } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 403, 404, 400, 400, 401, 404, 200, 500]);
    const ids = answers.map(({ headers }) => headers.get("X-Request-Id"));
    expect(new Set(ids).size).toBe(answers.length);
    for (const { status, body, headers } of answers) {
      if (status >= 400) expect(body.error.request_id).toBe(headers.get("X-Request-Id"));
    }
  });
});

describe("an address that does not exist", () => {
  it.each(["/api/scheduling/nowhere/", "/api/scheduling", "/api/nowhere", "/nowhere", "/api/scheduling/pickups/"])(
    "is answered in the envelope: %s",
    async (path) => expectRefused(await get(path, { as: customer() }), 404, "NOT_FOUND"),
  );

  const paths = [...new Set(operations.map(({ path }) => path))];
  it.each(paths)("is any method that %s does not have", async (path) => {
    const address = path.replace(/:\w+/g, crypto.randomUUID());
    const known = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((name) => !known.includes(name))) {
      const sibling = operations.some(
        (other) => other.method === method && new RegExp(`^${other.path.replace(/:\w+/g, "[^/]+")}$`).test(address),
      );
      if (!sibling) expectRefused(await call(method, address, { as: customer() }), 404, "NOT_FOUND");
    }
  });
});

describe("a trailing slash", () => {
  it("makes no difference and causes no redirect", async () => {
    const { provider, locationId } = await makeWorld();
    for (const path of ["pickup-locations", `pickup-locations/${locationId}`, "schedule-overview"]) {
      const [bare, slashed] = [
        await get(path, { as: provider, now: NOW }),
        await get(`${path}/`, { as: provider, now: NOW }),
      ];
      expect(bare.status).toBe(200);
      expect(slashed).toMatchObject({ status: 200, body: bare.body });
    }
  });
});

describe("X-Now", () => {
  it.each([
    "yesterday",
    "2026-06-25",
    "2026-02-30T08:00:00Z",
    "2026-06-25T24:30:00Z",
    "1782374400",
    "2026-06-25T08:00:00",
  ])("is refused when it is no instant: %s", async (now) => {
    const as = customer();
    expectInvalid(await get("my-pickups/", { as, headers: { "X-Now": now } }), "X-Now");
  });

  it("sets the instant that business rules see where the local clock is allowed", async () => {
    const { provider } = await makeWorld();
    expect((await get("schedule-overview/", { as: provider, now: NOW })).body.date).toBe(TODAY);
    const beforeMidnight = await get("schedule-overview/", { as: provider, now: "2026-06-25T21:59:59Z" });
    const afterMidnight = await get("schedule-overview/", { as: provider, now: "2026-06-26T00:00:00+02:00" });
    expect([beforeMidnight.body.date, afterMidnight.body.date]).toEqual([TODAY, "2026-06-26"]);
  });

  it.each(["", "true", "ALLOW", "allowed"])("is ignored, good or bad, when LOCAL_CLOCK is %j", async (value) => {
    const { provider } = await makeWorld();
    const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Africa/Johannesburg" }).format();
    const options = { as: provider, env: { LOCAL_CLOCK: value } };
    for (const now of ["2030-01-01T08:00:00Z", "yesterday"]) {
      const before = today();
      const { status, body } = await get("schedule-overview/", { ...options, headers: { "X-Now": now } });
      expect(status).toBe(200);
      expect([before, today()]).toContain(body.date);
    }
  });

  it("opens no past slot where the local clock is not allowed", async () => {
    const world = await makeWorld();
    const buyer = await makeCustomer();
    const orderId = await makeOrder(world, buyer);
    const slot = await firstSlot(world);
    const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: "2026-06-26" };
    const refused = await post("schedule/", { as: buyer, now: NOW, body, env: { LOCAL_CLOCK: "" } });
    expectRefused(refused, 409, "SLOT_UNAVAILABLE");
    expect((await book(world, slot.id, { orderId, customer: buyer })).status).toBe(201);
  });
});

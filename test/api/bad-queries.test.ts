import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Caller, get, operations } from "../support/api";
import { deliveriesOf, type Subscription, subscribe } from "../support/subscriber-client";
import { freshId, makePickup, makeWorld, NOW, TOMORROW, type World } from "../support/world";
import { expectInvalid } from "./refusals";

let world: World;
let pickup: Awaited<ReturnType<typeof makePickup>>;
let webhook: Subscription;

beforeAll(async () => {
  world = await makeWorld();
  webhook = await subscribe(world.provider);
  pickup = await makePickup(world);
  await vi.waitFor(async () => expect(await deliveriesOf(webhook, "&state=delivered")).toHaveLength(1), 20_000);
});

const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
function callerFor(roles: readonly string[]): Caller {
  if (roles.includes("customer")) return pickup.customer;
  return roles.includes("provider") ? world.provider : { role: "admin", id: freshId("admin") };
}
const lists = operations.flatMap(({ method, path, roles, query }) => {
  const isPaged = query !== undefined && "shape" in query && "page" in (query.shape as object);
  return method === "GET" && roles && isPaged ? [{ path, roles }] : [];
});

describe.each(lists)("the list $path", ({ path, roles }) => {
  const address = () => path.replace(":id", webhook.id);

  it.each([
    ["page", "0"],
    ["page", "-1"],
    ["page", "abc"],
    ["page", "1.5"],
    ["page", ""],
    ["page", "NaN"],
    ["page", "1e400"],
    ["page", "10001"],
    ["page_size", "0"],
    ["page_size", "101"],
    ["page_size", "-20"],
    ["page_size", "many"],
  ])("answers 400 to %s=%s", async (field, value) => {
    const answer = await get(`${address()}?${encoded({ [field]: value })}`, { as: callerFor(roles), now: NOW });
    expectInvalid(answer, field);
  });

  /** What the list is of, where it must be named. */
  const subject = () => (/\/(audit|notifications)$/.test(path) ? encoded({ pickup_id: pickup.id }) : "");

  it("ignores parameters it does not know", async () => {
    const as = callerFor(roles);
    const plain = await get(`${address()}?${subject()}`, { as, now: NOW });
    const asked = await get(`${address()}?${subject()}&sort=name&page_count=0&__proto__=1`, { as, now: NOW });
    expect(plain.status).toBe(200);
    expect(asked.body).toEqual(plain.body);
  });

  it("is empty beyond its last page", async () => {
    const answer = await get(`${address()}?${subject()}&page=10000&page_size=100`, { as: callerFor(roles), now: NOW });
    expect(answer).toMatchObject({ status: 200, body: { results: [], next: null } });
  });
});

const badDates = ["2026-02-30", "2027-02-29", "2026-13-01", "2026-6-26", "26-06-2026", "2026-06-26T10:00", "today", ""];

describe("a date in a query", () => {
  it.each(badDates)("is refused by the available slots: %j", async (date) => {
    const query = encoded({ food_listing_id: world.listingId, date });
    expectInvalid(await get(`available-slots/?${query}`, { as: pickup.customer, now: NOW }), "date");
  });

  it.each(badDates)("is refused by the overview: %j", async (date) => {
    expectInvalid(await get(`schedule-overview/?${encoded({ date })}`, { as: world.provider, now: NOW }), "date");
  });

  it.each(badDates)("is refused by the live feeds: %j", async (date) => {
    const query = encoded({ food_listing_id: world.listingId, date });
    expectInvalid(await get(`live/slots/?${query}`, { as: pickup.customer, now: NOW }), "date");
    expectInvalid(await get(`live/board/?${encoded({ date })}`, { as: world.provider, now: NOW }), "date");
  });

  it.each(badDates)("is refused by the advice: %j", async (date) => {
    expectInvalid(await get(`optimization/?${encoded({ date })}`, { as: world.provider, now: NOW }), "date");
  });

  it.each(badDates)("is refused by a customer's pickups: %j", async (date) => {
    for (const field of ["date_from", "date_to"]) {
      expectInvalid(await get(`my-pickups/?${encoded({ [field]: date })}`, { as: pickup.customer, now: NOW }), field);
    }
  });

  it("is refused where the last day lies before the first", async () => {
    const query = encoded({ date_from: "2026-06-27", date_to: TOMORROW });
    expectInvalid(await get(`my-pickups/?${query}`, { as: pickup.customer, now: NOW }), "date_to");
  });
});

describe("other parameters", () => {
  const listing = () => ({ food_listing_id: world.listingId });

  it.each<[string, () => string, string]>([
    ["available slots of no listing", () => "available-slots/", "food_listing_id"],
    ["available slots of an empty listing", () => "available-slots/?food_listing_id=", "food_listing_id"],
    [
      "a listing of 65 characters",
      () => `available-slots/?${encoded({ food_listing_id: "x".repeat(65) })}`,
      "food_listing_id",
    ],
    [
      "a listing with a control character",
      () => `available-slots/?${encoded({ food_listing_id: `${world.listingId}\u0000` })}`,
      "food_listing_id",
    ],
    ["an empty location", () => `available-slots/?${encoded({ ...listing(), location_id: "" })}`, "location_id"],
    ["a status that is none", () => "my-pickups/?status=lost", "status"],
    ["a status in capitals", () => "my-pickups/?status=SCHEDULED", "status"],
    ["a latitude of 91", () => `pickups/${pickup.id}/?origin_lat=91&origin_lng=28`, "origin_lat"],
    ["a latitude that is no number", () => `pickups/${pickup.id}/?origin_lat=NaN&origin_lng=28`, "origin_lat"],
    ["a longitude of -181", () => `pickups/${pickup.id}/?origin_lat=-25&origin_lng=-181`, "origin_lng"],
    ["a latitude alone", () => `pickups/${pickup.id}/?origin_lat=-25`, "origin_lat"],
    ["a longitude alone", () => `pickups/${pickup.id}/?origin_lng=28`, "origin_lat"],
  ])("are refused to a customer by name: %s", async (_, path, field) => {
    expectInvalid(await get(path(), { as: pickup.customer, now: NOW }), field);
  });

  it.each(["yes", "1", "TRUE", ""])("are refused to a provider by name: is_active=%s", async (value) => {
    for (const path of ["pickup-locations/", "pickup-schedules/"]) {
      expectInvalid(
        await get(`${path}?${encoded({ is_active: value })}`, { as: world.provider, now: NOW }),
        "is_active",
      );
    }
  });

  it("must name the business or the customer where an admin asks", async () => {
    const as: Caller = { role: "admin", id: freshId("admin") };
    const asked: [string, string][] = [
      ["pickup-locations/", "business_id"],
      ["pickup-schedules/", "business_id"],
      ["schedule-overview/", "business_id"],
      [`live/board/?date=${TOMORROW}`, "business_id"],
      ["optimization/", "business_id"],
      ["my-pickups/", "customer_id"],
      ["orders/awaiting-pickup/", "customer_id"],
    ];
    for (const [path, field] of asked) expectInvalid(await get(path, { as, now: NOW }), field);
  });
});

import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { Operation } from "../../src/http/openapi";
import { type Answer, type Caller, call, get, operations } from "../support/api";
import { makeRecommendation } from "../support/recommendation";
import { deliveriesOf, subscribe } from "../support/subscriber-client";
import { freshId, makeListing, makeOrder, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";
import { comparable, expectRefused } from "./refusals";
import { foreignLocation, hidden, type Owned, otherwise, ownOnly, type Probe, type Victim } from "./tenant-probes";

const nameOf = ({ method, path }: Operation) => `${method} ${path.replace("/api/scheduling", "")}`;
const guarded = operations.filter(({ roles }) => roles !== undefined);
const fieldsOf = (schema: unknown): string[] => {
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap(fieldsOf);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
};
const takesId = ({ path, query, body }: Operation) =>
  path.includes(":") || [...fieldsOf(query), ...fieldsOf(body?.schema)].some((field) => /_id$|_code$/.test(field));

async function makeVictim(): Promise<Victim> {
  const world = await makeWorld();
  const hook = await subscribe(world.provider);
  const { customer, slot, id: pickupId, code } = await makePickup(world);
  const orderId = await makeOrder(world, customer);
  const delivered = () => deliveriesOf(hook, "&state=delivered");
  await vi.waitFor(async () => expect(await delivered()).toHaveLength(1), 20_000);
  const [{ event_id: eventId } = { event_id: "" }] = await delivered();
  const recommendationId = await makeRecommendation(world);
  const told = { webhookId: hook.id, eventId, recommendationId };
  return { ...world, ...told, pickupId, code, orderId, customer, customerId: customer.id, slotId: slot.id };
}

const randomCode = () =>
  crypto
    .randomUUID()
    .replace(/[^a-h2-9]/g, "")
    .slice(0, 6)
    .toUpperCase()
    .padEnd(6, "Z");

const nobodys = (): Owned => ({
  businessId: freshId("business"),
  locationId: crypto.randomUUID(),
  scheduleId: crypto.randomUUID(),
  listingId: freshId("listing"),
  pickupId: crypto.randomUUID(),
  code: randomCode(),
  orderId: freshId("order"),
  customerId: freshId("customer"),
  webhookId: crypto.randomUUID(),
  eventId: crypto.randomUUID(),
  recommendationId: freshId("recommendation"),
});

let victim: Victim;
let own: Victim;

beforeAll(async () => {
  [victim, own] = await Promise.all([makeVictim(), makeVictim()]);
});

/** Callers of every role that the route admits and that only sees its own. */
function outsiders({ roles = [] }: Operation): Caller[] {
  return roles
    .filter((role) => role !== "admin")
    .map((role) => (role === "provider" ? own.provider : { role, id: freshId(role) }));
}

const send = async (method: string, as: Caller, probe: Probe | Promise<Probe>): Promise<Answer> => {
  const { path, body, now = NOW } = await probe;
  return call(method, path, { as, body, now });
};

async function stateOf({ provider, customer, locationId, scheduleId, pickupId, webhookId }: Victim) {
  const paths = [
    `pickup-locations/${locationId}/`,
    `pickup-schedules/${scheduleId}/`,
    `pickups/${pickupId}/`,
    `webhooks/${webhookId}/`,
    `webhooks/${webhookId}/deliveries/`,
  ];
  const answers = await Promise.all([
    ...paths.map((path) => get(path, { as: provider, now: NOW })),
    get("orders/awaiting-pickup/", { as: customer, now: NOW }),
  ]);
  return answers.map(({ status, body }) => ({ status, body }));
}

it("covers every route that takes an id", () => {
  const covered = new Set([...Object.keys(hidden), ...Object.keys(foreignLocation), ...Object.keys(ownOnly)]);
  const isOfTenants = ({ roles }: (typeof guarded)[number]) => roles?.some((role) => role !== "admin");
  const missing = guarded.filter((operation) => takesId(operation) && isOfTenants(operation)).map(nameOf);
  expect(missing.filter((name) => !covered.has(name) && !otherwise.includes(name))).toEqual([]);
  const inPath = guarded.filter(({ path }) => path.includes(":")).map(nameOf);
  expect(inPath.filter((name) => !(name in hidden))).toEqual([]);
});

const cases = <T>(table: Record<string, T>) =>
  guarded.flatMap((operation) => {
    const entry = table[nameOf(operation)];
    return entry === undefined ? [] : [{ name: nameOf(operation), operation, entry }];
  });

it("has a route for every entry of its tables", () => {
  const names = guarded.map(nameOf);
  for (const table of [hidden, foreignLocation, ownOnly]) {
    expect(Object.keys(table).filter((name) => !names.includes(name))).toEqual([]);
  }
});

describe("another tenant's object", () => {
  it.each(cases(hidden))("cannot be told from none by $name, and stays as it was", async ({ operation, entry }) => {
    const before = await stateOf(victim);
    for (const as of outsiders(operation)) {
      for (const probeOf of entry) {
        const foreign = await send(operation.method, as, probeOf(victim, victim, own));
        const unknown = await send(operation.method, as, probeOf(nobodys(), victim, own));
        expectRefused(foreign, 404, "NOT_FOUND");
        expect(comparable(foreign)).toEqual(comparable(unknown));
      }
    }
    expect(await stateOf(victim)).toEqual(before);
  });

  it.each(cases(foreignLocation))("is an invalid location to $name", async ({ operation, entry }) => {
    const listingId = await makeListing(own.businessId);
    for (const named of [victim, nobodys()]) {
      const answer = await send(operation.method, own.provider, entry(named, victim, { ...own, listingId }));
      expectRefused(answer, 400, "INVALID_LOCATION");
      expect(answer.body.error.details).toEqual({ location_id: named.locationId, business_id: own.businessId });
    }
  });

  it.each(cases(ownOnly))("is not listed by $name when it is named", async ({ operation, entry }) => {
    const { plain, naming } = entry(victim);
    const isCustomers = operation.roles?.includes("customer") ?? false;
    const as = isCustomers ? own.customer : own.provider;
    const [mine, asked] = [await get(plain, { as, now: NOW }), await get(naming, { as, now: NOW })];
    expect(mine.status).toBe(200);
    expect(asked.body).toEqual(mine.body);
    for (const id of [victim.locationId, victim.scheduleId, victim.pickupId, victim.orderId, victim.webhookId]) {
      expect(JSON.stringify(asked.body)).not.toContain(id);
    }
  });

  it("is not found by its listing's id among the caller's schedules", async () => {
    const answer = await get(`pickup-schedules/?food_listing_id=${victim.listingId}`, { as: own.provider });
    expect(answer.body).toMatchObject({ count: 0, results: [] });
  });

  it("is no location to see the slots of a listing at", async () => {
    for (const locationId of [own.locationId, crypto.randomUUID()]) {
      const path = `available-slots/?food_listing_id=${victim.listingId}&date=${TOMORROW}&location_id=${locationId}`;
      const answer = await get(path, { as: own.customer, now: NOW });
      expectRefused(answer, 400, "INVALID_LOCATION");
      expect(answer.body.error.details).toMatchObject({ location_id: locationId });
    }
  });
});

it("does not let a provider create a location for that business", async () => {
  const { body: list } = await get("pickup-locations/", { as: victim.provider });
  const [{ name: _, ...location }] = list.results;
  const body = { ...location, name: "Planted", business_id: victim.businessId };
  const made = await call("POST", "pickup-locations/", { as: own.provider, body });
  expect(made).toMatchObject({ status: 201, body: { business: { id: own.businessId } } });
  expect((await get("pickup-locations/", { as: victim.provider })).body.count).toBe(list.count);
});

it("shows a provider with a customer's id nothing of that customer's", async () => {
  const as: Caller = { role: "provider", id: victim.customerId, businessId: own.businessId };
  expectRefused(await get(`pickups/${victim.pickupId}/`, { as }), 404, "NOT_FOUND");
});

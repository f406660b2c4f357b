import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config";
import { signToken } from "../../src/qr/token";
import { type Answer, type Caller, get, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  firstSlot,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  TOMORROW,
  type World,
} from "../support/world";
import { comparable, expectRefused } from "./refusals";

const after = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1_000).toISOString();
const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();

function expectLimited(answer: Answer, retryAfter: number): void {
  expectRefused(answer, 429, "RATE_LIMITED");
  expect(answer.headers.get("Retry-After")).toBe(String(retryAfter));
  expect(answer.body.error.details).toEqual({});
}

describe("attempts to book", () => {
  const attempt = (customer: Caller, now = NOW) =>
    post("schedule/", {
      as: customer,
      now,
      body: {
        order_id: freshId("order"),
        food_listing_id: freshId("listing"),
        time_slot_id: freshId("slot"),
        date: TOMORROW,
      },
    });
  const fresh = (): Caller => ({ role: "customer", id: freshId("customer") });

  async function useUp(customer: Caller, now = NOW): Promise<void> {
    for (const _ of times(10)) expectRefused(await attempt(customer, now), 404, "NOT_FOUND");
  }

  it("are limited to 10 a minute, good ones included", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const slot = await firstSlot(world);
    await useUp(customer);
    expectLimited(await book(world, slot.id, { orderId, customer }), 60);
    expect((await firstSlot(world)).available_spots).toBe(slot.available_spots);
    const booked = await book(world, slot.id, { orderId, customer }, { now: after(NOW, 60) });
    expect(booked.status).toBe(201);
  });

  it("are counted when they succeed and when they are repeats", async () => {
    const world = await makeWorld();
    const { customer, orderId, slot } = await makePickup(world);
    for (const _ of times(9)) expect((await book(world, slot.id, { orderId, customer })).status).toBe(201);
    expectLimited(await book(world, slot.id, { orderId, customer }), 60);
  });

  it("are allowed again a minute after each, not before", async () => {
    const customer = fresh();
    for (const _ of times(5)) await attempt(customer, NOW);
    for (const _ of times(5)) await attempt(customer, after(NOW, 30));
    expectLimited(await attempt(customer, after(NOW, 59)), 1);
    for (const _ of times(5)) expectRefused(await attempt(customer, after(NOW, 60)), 404, "NOT_FOUND");
    expectLimited(await attempt(customer, after(NOW, 60)), 30);
  });

  it("are not put off by attempts that were refused", async () => {
    const customer = fresh();
    await useUp(customer);
    for (const _ of times(5)) expectLimited(await attempt(customer, after(NOW, 50)), 10);
    expectRefused(await attempt(customer, after(NOW, 60)), 404, "NOT_FOUND");
  });

  it("are counted for each customer alone", async () => {
    await useUp(fresh());
    expectRefused(await attempt(fresh()), 404, "NOT_FOUND");
    expectRefused(await attempt({ role: "ngo", id: freshId("ngo") }), 404, "NOT_FOUND");
  });

  it("are counted exactly when they come all at once", async () => {
    const customer = fresh();
    const answers = await Promise.all(times(15).map(() => attempt(customer)));
    expect(statuses(answers)).toEqual([...Array(10).fill(404), ...Array(5).fill(429)]);
  });

  it("do not count when the request is invalid", async () => {
    const customer = fresh();
    for (const _ of times(12)) {
      expectRefused(await post("schedule/", { as: customer, now: NOW, body: {} }), 400, "VALIDATION_ERROR");
    }
    expectRefused(await attempt(customer), 404, "NOT_FOUND");
  });
});

describe("unknown codes", () => {
  const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const unknownCode = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => LETTERS.charAt(byte % 32)).join("");
  const verify = (as: Caller, body: Record<string, unknown>, now = AT_COUNTER) =>
    post("verify-code/", { as, now, body });
  const guess = (as: Caller, now = AT_COUNTER) => verify(as, { confirmation_code: unknownCode() }, now);
  const colleague = ({ businessId }: World): Caller => ({ role: "provider", id: freshId("staff"), businessId });
  const tokenOf = (pickupId: string, code: string) => signToken(readConfig(env).qrKeys, { pickupId, code });

  async function useUp(as: Caller, now = AT_COUNTER): Promise<void> {
    for (const _ of times(10)) expectRefused(await guess(as, now), 404, "NOT_FOUND");
  }

  it("are limited to 10 in 10 minutes for one member of staff", async () => {
    const { provider } = await makeWorld();
    await useUp(provider);
    expectLimited(await guess(provider), 600);
    expectLimited(await guess(provider, after(AT_COUNTER, 599)), 1);
    expectRefused(await guess(provider, after(AT_COUNTER, 600)), 404, "NOT_FOUND");
  });

  it("say nothing about a code once the limit is reached", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await useUp(world.provider);
    const known = await verify(world.provider, { confirmation_code: pickup.code });
    const unknown = await guess(world.provider);
    expectLimited(known, 600);
    expect(comparable(known)).toEqual(comparable(unknown));
    expect(known.headers.get("Retry-After")).toBe(unknown.headers.get("Retry-After"));
    const colleagues = await verify(colleague(world), { confirmation_code: pickup.code });
    expect(colleagues.body.pickup.status).toBe("confirmed");
  });

  it("are counted exactly when they come all at once", async () => {
    const { provider } = await makeWorld();
    const answers = await Promise.all(times(20).map(() => guess(provider)));
    expect(statuses(answers)).toEqual([...Array(10).fill(404), ...Array(10).fill(429)]);
  });

  it("are limited to 60 in 10 minutes for a whole business", async () => {
    const [world, other] = [await makeWorld(), await makeWorld()];
    const pickup = await makePickup(world);
    for (const _ of times(6)) {
      const as = colleague(world);
      expect(statuses(await Promise.all(times(10).map(() => guess(as))))).toEqual(Array(10).fill(404));
    }
    expectLimited(await guess(colleague(world)), 600);
    expectLimited(await verify(colleague(world), { confirmation_code: pickup.code }), 600);
    expectRefused(await guess(other.provider), 404, "NOT_FOUND");
    expectRefused(await guess(colleague(world), after(AT_COUNTER, 600)), 404, "NOT_FOUND");
  });

  it("do not include codes that are known, whether good or refused", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    for (const _ of times(11)) {
      const early = await verify(world.provider, { confirmation_code: pickup.code }, NOW);
      expectRefused(early, 422, "BOOKING_CONFLICT");
    }
    for (const _ of times(11)) {
      expect((await verify(world.provider, { confirmation_code: pickup.code })).status).toBe(200);
    }
    await useUp(world.provider);
  });

  it("include another business's codes and scanned objects", async () => {
    const [world, other] = [await makeWorld(), await makeWorld()];
    const { id, code } = await makePickup(other);
    const scanned = { qr_data: { pickup_id: id, confirmation_code: code, business_id: world.businessId } };
    for (const _ of times(5)) {
      expectRefused(await verify(world.provider, { confirmation_code: code }), 404, "NOT_FOUND");
      expectRefused(await verify(world.provider, scanned), 404, "NOT_FOUND");
    }
    expectLimited(await guess(world.provider), 600);
  });

  it("include what can be no code at all", async () => {
    const { provider } = await makeWorld();
    for (const text of ["0", "IIIIII", "much too long a code", "⚡⚡⚡⚡⚡⚡", "ABC12"]) {
      for (const _ of times(2)) expectRefused(await verify(provider, { confirmation_code: text }), 404, "NOT_FOUND");
    }
    expectLimited(await guess(provider), 600);
  });

  it("include forged tokens", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const token = await tokenOf(pickup.id, pickup.code);
    const forged = `${token.slice(0, -4)}${token.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    for (const _ of times(10)) expectRefused(await verify(world.provider, { qr_token: forged }), 404, "NOT_FOUND");
    expectLimited(await verify(world.provider, { qr_token: forged }), 600);
  });

  it("do not keep a validly signed token from being scanned", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await useUp(world.provider);
    expectLimited(await guess(world.provider), 600);
    const scanned = await verify(world.provider, { qr_token: await tokenOf(pickup.id, pickup.code) });
    expect(scanned).toMatchObject({ status: 200, body: { pickup: { id: pickup.id, status: "confirmed" } } });
  });

  it("do not include validly signed tokens, not even of another business", async () => {
    const [world, other] = [await makeWorld(), await makeWorld()];
    const { id, code } = await makePickup(other);
    const token = await tokenOf(id, code);
    for (const _ of times(12)) expectRefused(await verify(world.provider, { qr_token: token }), 404, "NOT_FOUND");
    await useUp(world.provider);
  });
});

describe("a flood of requests", () => {
  const from = (address: string, authorization?: string) => ({
    headers: { "CF-Connecting-IP": address, ...(authorization !== undefined && { Authorization: authorization }) },
  });

  /** The binding as it is beyond its limit for one key, and as it is below it for all others. */
  const sieveOut = (full: string) => ({
    env: { REQUEST_SIEVE: { limit: async ({ key }: { key: string }) => ({ success: key !== full }) } },
  });

  it.each([
    ["without a token", undefined, "public/locations/nobody/", 404],
    ["without a token where one is needed", undefined, "my-pickups/", 401],
    ["with a bad token", "Bearer a.b.c", "my-pickups/", 401],
    ["with any token where none is needed", "Bearer a.b.c", "public/locations/nobody/", 404],
    ["with any token where nothing is", "Bearer a.b.c", "nothing/", 404],
    ["with a bad token for metrics", "Bearer nothing", "metrics/", 401],
  ])("%s is sieved by address, and other addresses are not", async (_, authorization, path, status) => {
    const full = sieveOut("address:203.0.113.7");
    expectLimited(await get(path, { ...full, ...from("203.0.113.7", authorization) }), 10);
    expect((await get(path, { ...full, ...from("203.0.113.8", authorization) })).status).toBe(status);
    expect((await get(path, from("203.0.113.7", authorization))).status).toBe(status);
  });

  it("by one user is sieved, also where the role is wrong, and others at the same address are not", async () => {
    const customer = { role: "customer", id: freshId("customer") } as const;
    const full = sieveOut(`user:${customer.id}`);
    const knock = (as: Caller) => get("admin/jobs/", { as, ...full, ...from("203.0.113.7") });
    expectLimited(await knock(customer), 10);
    expect((await knock({ ...customer, id: freshId("customer") })).status).toBe(403);
    expect((await get("my-pickups/", { as: customer, ...full })).status).toBe(429);
  });
});

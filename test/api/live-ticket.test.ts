import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config";
import { signTicket, type Ticket } from "../../src/live/ticket";
import { type Caller, get, post } from "../support/api";
import {
  aheadBy,
  boardTicket,
  DAY,
  followSlots,
  join,
  makeLiveWorld,
  slotsTicket,
  ticketFor,
  upgrade,
  visitor,
} from "../support/live";
import { freshId, type World } from "../support/world";
import { comparable, expectInvalid, expectRefused } from "./refusals";

let world: World;
beforeAll(async () => {
  world = await makeLiveWorld();
});

const admin = (): Caller => ({ role: "admin", id: freshId("admin") });
const slots = () => ({ feed: "slots", food_listing_id: world.listingId, date: DAY });

/** The refusal as every other answer has it. */
async function refusedUpgrade(url: string, status = 401, code = "UNAUTHORIZED"): Promise<void> {
  const response = await upgrade(url);
  expectRefused({ status: response.status, body: await response.json(), headers: response.headers }, status, code);
  expect(response.webSocket ?? null).toBeNull();
  expect(response.headers.get("X-Request-Id")).toBeTruthy();
}

const ticketIn = (url: string): string => new URL(url).searchParams.get("ticket") ?? "";
const withParameters = (url: string, parameters: Record<string, string>): string => {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
  return changed.href;
};

describe("a ticket", () => {
  it("says where to go, with what and until when", async () => {
    const before = Date.now();
    const { status, body } = await post("live/ticket/", { as: visitor(), body: slots() });
    expect(status).toBe(201);
    expect(body.url).toMatch(/^wss:\/\/scheduling\.test\/api\/scheduling\/live\/slots\/\?/);
    expect(ticketIn(body.url)).toBe(body.ticket);
    const lifetime = Date.parse(body.expires_at) - before;
    expect(lifetime).toBeGreaterThan(28_000);
    expect(lifetime).toBeLessThanOrEqual(31_000);
  });

  it("admits every role to a listing's day, without a token", async () => {
    for (const as of [visitor(), { ...visitor(), role: "ngo" } as const, world.provider, admin()]) {
      const follower = await join(await ticketFor(as, slots()));
      expect(follower.messages[0]).toMatchObject({
        type: "snapshot",
        food_listing: { id: world.listingId },
        date: DAY,
      });
    }
  });

  it("admits a provider to their own board, and an admin to the one they name", async () => {
    const board = { type: "snapshot", date: DAY, pickups: [] };
    expect((await join(await boardTicket(world))).messages[0]).toMatchObject(board);
    const named = { feed: "board", date: DAY, business_id: world.businessId };
    expect((await join(await ticketFor(admin(), named))).messages[0]).toMatchObject(board);
  });

  it("is given for a provider's own board, whatever business is named", async () => {
    const other = await makeLiveWorld();
    const url = await ticketFor(world.provider, { feed: "board", date: DAY, business_id: other.businessId });
    expect(new URL(url).searchParams.get("business_id")).toBe(world.businessId);
  });

  it("is not given for a board to customers and NGOs, nor for what is not there", async () => {
    for (const role of ["customer", "ngo"] as const) {
      const body = { feed: "board", date: DAY, business_id: world.businessId };
      expectRefused(await post("live/ticket/", { as: { role, id: freshId(role) }, body }), 403, "FORBIDDEN");
    }
    const unknown = { ...slots(), food_listing_id: freshId("listing") };
    expectRefused(await post("live/ticket/", { as: visitor(), body: unknown }), 404, "NOT_FOUND");
    const stranger: Caller = { role: "provider", id: freshId("staff"), businessId: freshId("business") };
    const asked = await post("live/ticket/", { as: stranger, body: { feed: "board", date: DAY } });
    expectRefused(asked, 404, "NOT_FOUND");
    expect(comparable(asked)).toEqual(comparable(await get(`schedule-overview/?date=${DAY}`, { as: stranger })));
  });

  it.each([
    ["feed", { feed: "news" }],
    ["feed", {}],
    ["date", { feed: "slots", food_listing_id: "x", date: "2026-02-30" }],
    ["date", { feed: "board" }],
    ["food_listing_id", { feed: "slots", date: DAY }],
  ])("is not given without a good %s: %j", async (field, body) => {
    expectInvalid(await post("live/ticket/", { as: world.provider, body }), field);
  });

  it("to an admin's board is refused as the overview is, where no business is named", async () => {
    expectInvalid(await post("live/ticket/", { as: admin(), body: { feed: "board", date: DAY } }), "business_id");
  });
});

describe("an upgrade is refused", () => {
  it("without a ticket, whatever token it shows", async () => {
    const url = await slotsTicket(world);
    await refusedUpgrade(url.replace(/&ticket=.*/, ""));
    await refusedUpgrade(withParameters(url, { ticket: "x" }));
  });

  it("with a ticket that was altered anywhere", async () => {
    const url = await slotsTicket(world);
    const parts = ticketIn(url).split(".");
    for (const index of parts.keys()) {
      const altered = parts.with(index, `${parts[index]?.slice(0, -2)}xx`).join(".");
      await refusedUpgrade(withParameters(url, { ticket: altered }));
    }
    expect((await join(url)).messages).toHaveLength(1);
  });

  it("with a ticket past its time, by the real clock", async () => {
    const expired: Ticket<unknown> = {
      feed: { kind: "slots", subject: world.listingId, date: DAY },
      holder: { userId: freshId("visitor"), role: "customer", businessId: null },
      nonce: crypto.randomUUID(),
      expiresAt: Date.now() - 1,
    };
    const { qrKeys } = readConfig(env);
    const url = await slotsTicket(world);
    await refusedUpgrade(withParameters(url, { ticket: await signTicket(qrKeys, expired) }));
    const good = await signTicket(qrKeys, { ...expired, expiresAt: Date.now() + 30_000 });
    expect((await join(withParameters(url, { ticket: good }))).messages).toHaveLength(1);
  });

  it("with a ticket for another feed", async () => {
    const other = await makeLiveWorld();
    const url = await slotsTicket(world);
    await refusedUpgrade(withParameters(url, { date: aheadBy(2) }));
    await refusedUpgrade(withParameters(url, { food_listing_id: other.listingId }));
    const mine = ticketIn(await boardTicket(world));
    const byAdmin = await ticketFor(admin(), { feed: "board", date: DAY, business_id: other.businessId });
    await refusedUpgrade(withParameters(await boardTicket(world), { date: aheadBy(2) }));
    await refusedUpgrade(withParameters(byAdmin, { business_id: world.businessId }));
    await refusedUpgrade(withParameters(url, { ticket: mine }));
    await refusedUpgrade(withParameters(await boardTicket(world), { ticket: ticketIn(url) }));
  });

  it("with a ticket that was used, also when its first socket is gone", async () => {
    const url = await slotsTicket(world);
    const { socket } = await join(url);
    await refusedUpgrade(url);
    socket.close(1000);
    await refusedUpgrade(url);
  });

  it("to all but one of those that come with one ticket at once", async () => {
    const url = await slotsTicket(world);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => upgrade(url)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([101, ...Array(7).fill(401)]);
  });

  it("with a QR token or a ticket in the place of a bearer token", async () => {
    const ticket = ticketIn(await slotsTicket(world));
    const path = `live/slots/?food_listing_id=${world.listingId}&date=${DAY}&ticket=${ticket}`;
    expectRefused(await get(path), 401, "UNAUTHORIZED");
    expectRefused(await get(path, { headers: { Authorization: `Bearer ${ticket}` } }), 401, "UNAUTHORIZED");
  });
});

it("is on record who opened a board, and nobody who followed a listing", async () => {
  await join(await boardTicket(world));
  await followSlots(world);
  const { results } = await env.DB.prepare(
    "SELECT user_id, action, date FROM access_log WHERE business_id = ? AND user_id = ? AND date = ?",
  )
    .bind(world.businessId, world.provider.id, DAY)
    .all();
  expect(results.length).toBeGreaterThan(0);
  for (const row of results) expect(row.action).toBe("overview");
});

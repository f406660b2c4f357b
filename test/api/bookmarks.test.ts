import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { BookCommand, BookOutcome, ChangeCommand } from "../../src/booking/commands";
import type { Projection } from "../../src/booking/projection";
import { type Answer, type Call, get, post } from "../support/api";
import { observed } from "../support/database";
import { wrapProjection } from "../support/slot";
import {
  AT_COUNTER,
  cancel,
  customerWithOrder,
  firstSlot,
  makePickup,
  makeWorld,
  NOW,
  TOMORROW,
} from "../support/world";

const HEADER = "x-d1-bookmark";
/** Newer than any that the tests' D1 gets to. */
const FUTURE = "ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff";
const READ = /^\s*\(?(select|with)/i;
const ADMIN = { role: "admin", id: "admin-1" } as const;

const bookmarkOf = ({ headers }: Answer): string => headers.get(HEADER) ?? "";

/** D1, and where the session began in which each statement was prepared. */
function recorded() {
  const starts: { start: string; sql: string }[] = [];
  const withSession = (start: string) =>
    observed(env.DB.withSession(start), { onPrepare: (sql) => void starts.push({ start, sql }) });
  /** Where statements that match began. */
  const startsOf = (sql: RegExp) => [...new Set(starts.filter((one) => sql.test(one.sql)).map(({ start }) => start))];
  return { env: { DB: { withSession } }, startsOf };
}

describe("a bookmark that comes with a call", () => {
  it.each(["first-primary", "no bookmark at all", `"${FUTURE}"`, "0".repeat(257)])(
    "is refused where it is none: %s",
    async (shown) => {
      const answer = await get("health/", { headers: { [HEADER]: shown } });
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        code: "VALIDATION_ERROR",
        details: { [HEADER]: [expect.any(String)] },
      });
    },
  );

  it("may be empty, as from an answer that had none", async () => {
    const d1 = recorded();
    expect((await get("health/", { headers: { [HEADER]: "" }, ...d1 })).status).toBe(200);
    expect(d1.startsOf(/job_runs/)).toEqual(["first-unconstrained"]);
  });

  it("is where everything begins that is only shown; without one, at any replica", async () => {
    const world = await makeWorld();
    const { customer, id } = await makePickup(world);
    const { provider, listingId, locationId, businessId } = world;
    const day = `start_date=${TOMORROW}&end_date=${TOMORROW}`;
    const reads: [string, Call["as"]][] = [
      ["my-pickups/", customer],
      [`my-pickups/route/?date=${TOMORROW}`, customer],
      ["orders/awaiting-pickup/", customer],
      [`pickups/${id}/`, customer],
      [`pickups/${id}/calendar.ics`, customer],
      [`schedule-overview/?date=${TOMORROW}`, provider],
      [`live/board/?date=${TOMORROW}`, provider],
      [`live/slots/?food_listing_id=${listingId}&date=${TOMORROW}`, customer],
      [`analytics/?${day}&location_id=${locationId}`, provider],
      ["analytics/daily-report/", provider],
      [`analytics/export/?${day}&format=csv`, provider],
      ["demand-forecast/", provider],
      [`public/locations/${businessId}/`, undefined],
    ];
    const shown = bookmarkOf(await get("health/"));
    for (const [path, as] of reads) {
      for (const [headers, start] of [
        [{ [HEADER]: shown }, shown],
        [{}, "first-unconstrained"],
      ] as const) {
        const d1 = recorded();
        expect((await get(path, { as, now: NOW, headers, ...d1 })).status, path).toBe(200);
        expect(d1.startsOf(READ), path).toEqual([start]);
      }
    }
  });

  it("is where a location begins that slots are asked for by", async () => {
    const { customer: as } = await customerWithOrder(await makeWorld());
    const [{ listingId }, { locationId }] = [await makeWorld(), await makeWorld()];
    const d1 = recorded();
    const path = `available-slots/?food_listing_id=${listingId}&location_id=${locationId}&date=${TOMORROW}`;
    const answer = await get(path, { as, now: NOW, headers: { [HEADER]: FUTURE }, ...d1 });
    expect(answer.status).toBe(400);
    expect(d1.startsOf(/from "pickup_locations" where "pickup_locations"."id"/)).toEqual([FUTURE]);
  });

  it("changes nothing of what decides: that begins at the primary", async () => {
    const world = await makeWorld();
    const { customer, orderId } = await customerWithOrder(world);
    const { id } = await firstSlot(world);
    const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: id, date: TOMORROW };
    const headers = { [HEADER]: bookmarkOf(await get("health/")) };
    const booking = recorded();
    const booked = await post("schedule/", { as: customer, now: NOW, body, headers, ...booking });
    expect(booked.status).toBe(201);
    expect(booking.startsOf(/./)).toEqual(["first-primary"]);
    const checking = recorded();
    const code = { verification_method: "confirmation_code", confirmation_code: booked.body.pickup.confirmation_code };
    const checked = await post("verify-code/", {
      as: world.provider,
      now: AT_COUNTER,
      body: code,
      headers,
      ...checking,
    });
    expect(checked.status, JSON.stringify(checked.body)).toBe(200);
    expect(checking.startsOf(/./)).toEqual(["first-primary"]);
  });

  it("is not asked of a replica for a pickup that it has not heard of: the primary has it", async () => {
    const { customer, id } = await makePickup(await makeWorld());
    /** Does not find the pickup anywhere but at the primary. */
    const withSession = (start: string) => {
      const session = env.DB.withSession(start);
      if (start === "first-primary") return session;
      const without = (value: unknown) => (value === id ? "not yet" : value);
      const prepare = (sql: string) => {
        const statement = session.prepare(sql);
        return { bind: (...values: unknown[]) => statement.bind(...values.map(without)) };
      };
      return { prepare, getBookmark: () => session.getBookmark() };
    };
    for (const path of [`pickups/${id}/`, `pickups/${id}/calendar.ics`]) {
      expect((await get(path, { as: customer, now: NOW, env: { DB: { withSession } } })).status, path).toBe(200);
    }
  });
});

describe("an answer's bookmark", () => {
  it("is D1's newest word to any of the request's sessions", async () => {
    const known = new Set<string>();
    const sessions: D1DatabaseSession[] = [];
    const withSession = (start: string) => {
      const session = env.DB.withSession(start);
      sessions.push(session);
      return session;
    };
    // What a replica has not heard of is looked for at the primary.
    const answer = await get(`pickups/${crypto.randomUUID()}/`, { as: ADMIN, now: NOW, env: { DB: { withSession } } });
    for (const session of sessions) known.add(session.getBookmark() ?? "");
    expect(known.size).toBe(2);
    expect(bookmarkOf(answer)).toBe([...known].sort().at(-1));
  });

  it("is not there where nothing was asked of D1", async () => {
    expect((await get("push-key/", { as: ADMIN })).headers.get(HEADER)).toBeNull();
  });

  it("is there where the call was refused after D1 was asked", async () => {
    const answer = await get(`schedule-overview/?business_id=nobody`, { as: ADMIN });
    expect(answer.status).toBe(404);
    expect(bookmarkOf(answer)).not.toBe("");
  });

  it("reaches what the slot's object wrote for a booking and a cancellation", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const { customer, orderId } = await customerWithOrder(world);
    const written: string[] = [];
    await wrapProjection(slot.id, (inner) => async (...batch: Parameters<Projection["store"]>) => {
      const stored = await inner.store(...batch);
      written.push(stored.bookmark ?? "none");
      return stored;
    });
    const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: TOMORROW };
    const booked = await post("schedule/", { as: customer, now: NOW, body });
    expect(written).toHaveLength(1);
    expect(bookmarkOf(booked) >= (written[0] ?? "none")).toBe(true);
    const cancelled = await cancel(booked.body.pickup.id, customer);
    expect(written).toHaveLength(2);
    expect(bookmarkOf(cancelled) >= (written[1] ?? "none")).toBe(true);
  });

  it("is the Worker's own where an object of an older version says nothing", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const { customer, orderId } = await customerWithOrder(world);
    const silent = <T extends { bookmark?: unknown }>({ bookmark: _, ...outcome }: T) => outcome;
    const getByName = (name: string) => ({
      book: async (command: BookCommand) => silent(await env.PICKUP_SLOT.getByName(name).book(command)),
      change: async (command: ChangeCommand) => silent(await env.PICKUP_SLOT.getByName(name).change(command)),
    });
    const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot.id, date: TOMORROW };
    const booked = await post("schedule/", { as: customer, now: NOW, body, env: { PICKUP_SLOT: { getByName } } });
    expect(booked.status).toBe(201);
    expect(bookmarkOf(booked)).not.toBe("");
  });
});

it("a rival is looked up where the slot's object has read of it", async () => {
  const world = await makeWorld();
  const rival = await makePickup(world);
  const { customer, orderId } = await customerWithOrder(world);
  const read = bookmarkOf(await get("health/"));
  const outcome: BookOutcome = { kind: "refused", rivalPickupId: rival.id, bookmark: read };
  const d1 = recorded();
  const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: rival.slot.id, date: TOMORROW };
  const bindings = { ...d1.env, PICKUP_SLOT: { getByName: () => ({ book: async () => outcome }) } };
  const refused = await post("schedule/", { as: customer, now: NOW, body, env: bindings });
  expect(refused.status).toBe(422);
  expect(d1.startsOf(/from "scheduled_pickups" where "scheduled_pickups"."id"/)).toEqual([read]);
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { get } from "../support/api";
import { cancel, freshId, makePickup, makeWorld, NOW, TOMORROW, type World } from "../support/world";
import { comparable, expectRefused } from "./refusals";

const slotsPath = ({ listingId }: World) => `live/slots/?food_listing_id=${listingId}&date=${TOMORROW}`;
const boardPath = `live/board/?date=${TOMORROW}`;

describe("polling a feed", () => {
  it("answers what available-slots answers", async () => {
    const world = await makeWorld();
    const { customer } = await makePickup(world);
    const polled = await get(slotsPath(world), { as: customer, now: NOW });
    const asked = await get(`available-slots/?food_listing_id=${world.listingId}&date=${TOMORROW}`, {
      as: customer,
      now: NOW,
    });
    expect(polled.status).toBe(200);
    expect(polled.body).toEqual(asked.body);
  });

  it("answers the overview's very entries, in its order", async () => {
    const world = await makeWorld();
    await makePickup(world);
    await makePickup(world);
    const as = world.provider;
    const polled = await get(boardPath, { as, now: NOW });
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as, now: NOW });
    expect(polled.body).toEqual({ date: TOMORROW, pickups: Object.values(overview.body.pickups_by_hour).flat() });
  });

  it("answers 304 until something changes, and then with another tag", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    for (const [path, as] of [
      [slotsPath(world), pickup.customer],
      [boardPath, world.provider],
    ] as const) {
      const first = await get(path, { as, now: NOW });
      // A browser may keep it: what it got without naming an origin says nothing of other sites.
      expect(first.headers.get("Vary")).toContain("Origin");
      const tag = first.headers.get("ETag") ?? "";
      expect(tag).toMatch(/^"[\w-]{43}"$/);
      expect(first.headers.get("Cache-Control")).toBe("private, no-cache");
      for (const held of [tag, `W/${tag}`, `"old", ${tag}`, "*"]) {
        const again = await get(path, { as, now: NOW, headers: { "If-None-Match": held } });
        expect({ status: again.status, body: again.body, tag: again.headers.get("ETag") }).toEqual({
          status: 304,
          body: "",
          tag,
        });
      }
      expect((await get(path, { as, now: NOW, headers: { "If-None-Match": '"old"' } })).status).toBe(200);
    }
    const tags = async () => [
      (await get(slotsPath(world), { as: pickup.customer, now: NOW })).headers.get("ETag"),
      (await get(boardPath, { as: world.provider, now: NOW })).headers.get("ETag"),
    ];
    const before = await tags();
    await cancel(pickup.id, pickup.customer);
    const after = await tags();
    for (const [index, tag] of before.entries()) expect(after[index]).not.toBe(tag);
  });

  it("refuses what the overview refuses", async () => {
    const stranger = { role: "provider", id: freshId("staff"), businessId: freshId("business") } as const;
    const refused = await get(boardPath, { as: stranger, now: NOW });
    expectRefused(refused, 404, "NOT_FOUND");
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as: stranger, now: NOW });
    expect(comparable(refused)).toEqual(comparable(overview));
    const path = `live/slots/?food_listing_id=${freshId("listing")}&date=${TOMORROW}`;
    expectRefused(await get(path, { as: stranger, now: NOW }), 404, "NOT_FOUND");
  });

  it("of a board is on record like the overview, 304 or not", async () => {
    const world = await makeWorld();
    const tag = (await get(boardPath, { as: world.provider, now: NOW })).headers.get("ETag") ?? "";
    await get(boardPath, { as: world.provider, now: NOW, headers: { "If-None-Match": tag } });
    const { results } = await env.DB.prepare("SELECT action, date FROM access_log WHERE business_id = ?")
      .bind(world.businessId)
      .all();
    const row = { action: "overview", date: TOMORROW };
    expect(results).toEqual([row, row]);
  });
});

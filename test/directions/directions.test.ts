import { describe, expect, inject, it } from "vitest";
import { get } from "../support/api";
import { domainEvent, makePickup, makeWorld, NOW, sendEvents } from "../support/world";

const service = inject("routeService");
const withGoogle = (path: string) => ({ GOOGLE_MAPS_API_KEY: "test-key", GOOGLE_ROUTES_URL: `${service}${path}` });

async function ask(query = "", variables?: Record<string, string>) {
  const world = await makeWorld();
  const pickup = await makePickup(world);
  const answer = await get(`pickups/${pickup.id}/${query}`, { as: pickup.customer, now: NOW, env: variables });
  return { ...answer.body.directions, pickup };
}

const ORIGIN = "?origin_lat=-25.7545&origin_lng=28.1892";
/** 4.09 km on the ellipsoid, times 1.3, at 30 km/h. */
const ESTIMATE = { distance: "5.3 km", estimated_travel_time: "11 minutes" };

describe("directions", () => {
  it("link to the map and know neither time nor distance without an origin", async () => {
    expect(await ask()).toMatchObject({
      google_maps_url: "https://maps.google.com/?q=-25.7479,28.2293",
      estimated_travel_time: null,
      distance: null,
    });
  });

  it("are estimated from the origin asked for", async () => {
    expect(await ask(ORIGIN)).toMatchObject(ESTIMATE);
  });

  it("start at the customer's stored place when none is asked for", async () => {
    const { pickup } = await ask();
    const user = { id: pickup.customer.id, user_type: "customer", latitude: -25.7545, longitude: 28.1892 };
    await sendEvents(domainEvent("user.upserted", user, "2026-06-25T07:00:00Z"));
    const answer = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    expect(answer.body.directions).toMatchObject(ESTIMATE);
  });

  it("come from Google where a key is configured", async () => {
    expect(await ask(ORIGIN, withGoogle("/"))).toMatchObject({
      distance: "7.7 km",
      estimated_travel_time: "21 minutes",
    });
  });

  it.each(["/failing", "/no-route", "/slow"])("fall back to the estimate when Google is %s", async (path) => {
    expect(await ask(ORIGIN, withGoogle(path))).toMatchObject(ESTIMATE);
  });

  it("fall back when Google refuses the key", async () => {
    expect(await ask(ORIGIN, { ...withGoogle("/"), GOOGLE_MAPS_API_KEY: "wrong" })).toMatchObject(ESTIMATE);
  });

  it("need both coordinates of an origin, on this planet", async () => {
    const { pickup } = await ask();
    const status = async (query: string) =>
      (await get(`pickups/${pickup.id}/${query}`, { as: pickup.customer, now: NOW })).status;
    expect(await status("?origin_lat=-25")).toBe(400);
    expect(await status("?origin_lat=91&origin_lng=0")).toBe(400);
    expect(await status("?origin_lat=north&origin_lng=0")).toBe(400);
  });
});

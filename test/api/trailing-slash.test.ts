import { expect, it } from "vitest";
import { type Answer, call, get, post } from "../support/api";
import { AT_COUNTER, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";

const comparable = ({ status, body }: Answer) => ({ status, body });

it("every path is answered with and without its trailing slash, with no redirect", async () => {
  const world = await makeWorld();
  const [pickup, other] = [await makePickup(world), await makePickup(world)];
  const { provider } = world;
  const { customer } = pickup;
  const reads = [
    ["pickup-locations", provider],
    [`pickup-locations/${world.locationId}`, provider],
    ["pickup-schedules", provider],
    [`pickup-schedules/${world.scheduleId}`, provider],
    ["schedule-overview", provider, `?date=${TOMORROW}`],
    ["available-slots", customer, `?food_listing_id=${world.listingId}&date=${TOMORROW}`],
    ["live/slots", customer, `?food_listing_id=${world.listingId}&date=${TOMORROW}`],
    ["live/board", provider, `?date=${TOMORROW}`],
    ["my-pickups", customer],
    [`pickups/${pickup.id}`, customer],
    [`pickups/${pickup.id}/calendar.ics`, customer],
    ["orders/awaiting-pickup", customer],
    [`public/locations/${world.businessId}`, undefined],
  ] as const;
  for (const [path, as, query = ""] of reads) {
    const bare = await get(path + query, { as, now: NOW });
    expect(bare.status, path).toBe(200);
    expect(comparable(bare), path).toEqual(comparable(await get(`${path}/${query}`, { as, now: NOW })));
  }

  const slot = { order_id: pickup.orderId, food_listing_id: world.listingId, time_slot_id: pickup.slot.id };
  const generate = { food_listing_id: world.listingId, date: TOMORROW };
  const statuses = {
    "schedule with": (await post("schedule/", { as: customer, now: NOW, body: { ...slot, date: TOMORROW } })).status,
    "schedule without": (await post("schedule", { as: customer, now: NOW, body: { ...slot, date: TOMORROW } })).status,
    ticket: (await post("live/ticket", { as: provider, now: NOW, body: { feed: "board", date: TOMORROW } })).status,
    generate: (await post("generate-time-slots", { as: provider, now: NOW, body: generate })).status,
    verify: (await post("verify-code", { as: provider, now: AT_COUNTER, body: { confirmation_code: pickup.code } }))
      .status,
    complete: (await post(`complete-pickup/${pickup.id}`, { as: provider, now: AT_COUNTER })).status,
    cancel: (await call("DELETE", `pickups/${other.id}/cancel`, { as: other.customer, now: NOW })).status,
  };
  expect(statuses).toEqual({
    "schedule with": 201,
    "schedule without": 201,
    ticket: 201,
    generate: 200,
    verify: 200,
    complete: 200,
    cancel: 200,
  });
});

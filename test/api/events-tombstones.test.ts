import { describe, expect, it } from "vitest";
import { get, post } from "../support/api";
import {
  AT_COUNTER,
  type DomainEvent,
  domainEvent,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  orderEvents,
  sendEvents,
  slotsOf,
  TOMORROW,
  type World,
} from "../support/world";
import { expectRefused } from "./refusals";

const EARLIER = "2026-06-25T05:00:00Z";
const MIDDLE = "2026-06-25T06:00:00Z";
const LATER = "2026-06-25T07:00:00Z";

async function expectTally(events: unknown, accepted: number, duplicates = 0, stale = 0): Promise<void> {
  expect(await sendEvents(events)).toMatchObject({ status: 202, body: { accepted, duplicates, stale } });
}

describe("the end of something that was never heard of", () => {
  const confirmed = (world: World, id: string, customerId: string, time: string): DomainEvent => {
    const [event] = orderEvents(world, [{ id, customerId }]);
    if (!event) throw new Error("No event was made");
    return { ...event, time };
  };

  it("keeps an older order.confirmed from reviving a cancelled order", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const id = freshId("order");
    await expectTally(domainEvent("order.cancelled", { id }, MIDDLE), 1);
    await expectTally(confirmed(world, id, customer.id, EARLIER), 0, 0, 1);
    expect((await get("orders/awaiting-pickup/", { as: customer, now: NOW })).body.count).toBe(0);
    const [slot] = await slotsOf(world);
    const body = { order_id: id, food_listing_id: world.listingId, time_slot_id: slot?.id, date: TOMORROW };
    expectRefused(await post("schedule/", { as: customer, now: NOW, body }), 404, "NOT_FOUND");
    await expectTally(confirmed(world, id, customer.id, LATER), 1);
    expect((await get("orders/awaiting-pickup/", { as: customer, now: NOW })).body.count).toBe(1);
  });

  it("keeps an older listing.created from reviving an expired listing", async () => {
    const world = await makeWorld();
    const id = freshId("listing");
    await expectTally(domainEvent("listing.expired", { id }, LATER), 1);
    const data = {
      id,
      business_id: world.businessId,
      name: "Late pizza",
      status: "active",
      pickup_window: "09:00-10:00",
    };
    await expectTally(domainEvent("listing.created", data, EARLIER), 0, 0, 1);
    const as = world.provider;
    expect((await get(`pickup-schedules/?food_listing_id=${id}`, { as, now: NOW })).body.count).toBe(0);
    const body = { food_listing_id: id, location_id: world.locationId, pickup_window: "09:00-10:00" };
    expectRefused(await post("pickup-schedules/", { as, now: NOW, body }), 404, "NOT_FOUND");
    expectRefused(await get(`available-slots/?food_listing_id=${id}`, { as, now: NOW }), 404, "NOT_FOUND");
  });

  it("keeps an older listing.updated from reviving a listing that expired after it", async () => {
    const world = await makeWorld();
    await expectTally(domainEvent("listing.expired", { id: world.listingId }, LATER), 1);
    const data = { id: world.listingId, business_id: world.businessId, name: "Pizza", status: "active" };
    await expectTally(domainEvent("listing.updated", data, MIDDLE), 0, 0, 1);
    expect(await slotsOf(world)).toEqual([]);
  });

  it("keeps an older user.upserted from reviving a deleted user", async () => {
    const world = await makeWorld();
    const customer = { role: "customer" as const, id: freshId("customer") };
    await expectTally(domainEvent("user.deleted", { id: customer.id }, MIDDLE), 1);
    const user = { id: customer.id, user_type: "customer", name: "Jane Smith", phone: "+27123456789" };
    await expectTally(domainEvent("user.upserted", user, EARLIER), 0, 0, 1);
    const orderId = await makeOrder(world, customer);
    const [slot] = await slotsOf(world);
    const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slot?.id, date: TOMORROW };
    const booked = await post("schedule/", { as: customer, now: NOW, body });
    const code = { confirmation_code: booked.body.pickup.confirmation_code };
    const verified = await post("verify-code/", { as: world.provider, now: AT_COUNTER, body: code });
    expect(verified.body.pickup.customer).toEqual({ name: "", phone: "", email: "" });
  });

  it("does nothing to a newer order when an old cancellation arrives", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await expectTally(domainEvent("order.cancelled", { id: pickup.orderId }, EARLIER), 0, 0, 1);
    const shown = await get(`pickups/${pickup.id}/`, { as: pickup.customer, now: NOW });
    expect(shown.body.status).toBe("scheduled");
  });

  it("does nothing to a newer listing when an old expiry arrives", async () => {
    const world = await makeWorld();
    await expectTally(domainEvent("listing.expired", { id: world.listingId }, EARLIER), 0, 0, 1);
    expect(await slotsOf(world)).toHaveLength(4);
  });
});

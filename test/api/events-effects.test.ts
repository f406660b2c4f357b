import { describe, expect, it } from "vitest";
import { get, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  domainEvent,
  firstSlot,
  freshId,
  makeCustomer,
  makeListing,
  makeOrder,
  makePickup,
  makeSchedule,
  makeWorld,
  mario,
  NOW,
  orderEvents,
  sendEvents,
  TOMORROW,
  type World,
} from "../support/world";
import { expectRefused } from "./refusals";

const LATER = "2026-06-25T07:00:00Z";

const apply = async (type: string, data: unknown, now = NOW) => {
  expect((await sendEvents(domainEvent(type, data, LATER), now)).body).toEqual({
    accepted: 1,
    duplicates: 0,
    stale: 0,
  });
};

type Pickup = Awaited<ReturnType<typeof makePickup>>;

const verify = ({ provider }: World, { code }: Pickup) =>
  post("verify-code/", { as: provider, now: AT_COUNTER, body: { confirmation_code: code } });
const complete = ({ provider }: World, { id }: Pickup) =>
  post(`complete-pickup/${id}/`, { as: provider, now: AT_COUNTER });
const statusOf = async ({ id, customer }: Pickup) =>
  (await get(`pickups/${id}/`, { as: customer, now: NOW })).body.status;
const awaiting = async (as: Pickup["customer"]) => (await get("orders/awaiting-pickup/", { as, now: NOW })).body;

describe("business.upserted", () => {
  it("changes the name and address that everyone sees", async () => {
    const world = await makeWorld();
    const data = {
      id: world.businessId,
      name: "Luigi's Kitchen",
      address: "9 New Road",
      timezone: "Africa/Johannesburg",
    };
    await apply("business.upserted", data);
    const shown = await get(`public/locations/${world.businessId}/`);
    expect(shown.body.business).toEqual({ id: world.businessId, name: "Luigi's Kitchen", address: "9 New Road" });
  });

  it("brings the hours that are shown where a location has none, and that a location's hours keep to", async () => {
    const world = await makeWorld();
    const days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    const hours = Object.fromEntries(days.map((day) => [day, "08:00-20:00"]));
    await apply("business.upserted", { id: world.businessId, ...mario, operating_hours: hours });
    const shown = await get(`public/locations/${world.businessId}/`);
    expect(shown.body.locations[0].operating_hours).toBe("Mon-Fri: 08:00-20:00");
    const location = {
      name: "Night Counter",
      address: "123 Main Street",
      contact_person: "Jane",
      contact_phone: "+27123456790",
      latitude: "-25.7",
      longitude: "28.2",
      operating_hours: { monday: "18:00-22:00" },
    };
    const refused = await post("pickup-locations/", { as: world.provider, now: NOW, body: location });
    expectRefused(refused, 400, "VALIDATION_ERROR");
  });

  it("puts a business without a time zone in Johannesburg", async () => {
    const id = freshId("business");
    await apply("business.upserted", { id, ...mario });
    const as = { role: "provider" as const, id: freshId("staff"), businessId: id };
    const overview = await get("schedule-overview/", { as, now: "2026-06-25T22:30:00Z" });
    expect(overview.body.date).toBe("2026-06-26");
  });
});

describe("user.upserted", () => {
  it("changes the name, phone and address shown at the counter", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const user = { user_type: "customer", name: "Jane Jones", email: "jones@example.com", phone: "+27987654321" };
    await apply("user.upserted", { id: pickup.customer.id, ...user });
    const verified = await verify(world, pickup);
    expect(verified.body.pickup.customer).toEqual({ name: user.name, email: user.email, phone: user.phone });
  });

  it("brings the place that directions start from", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const path = `pickups/${pickup.id}/`;
    expect((await get(path, { as: pickup.customer, now: NOW })).body.directions.distance).toBeNull();
    const place = { latitude: "-25.7600", longitude: 28.23 };
    await apply("user.upserted", { id: pickup.customer.id, user_type: "customer", name: "Jane", ...place });
    expect((await get(path, { as: pickup.customer, now: NOW })).body.directions.distance).toMatch(/^\d+\.\d km$/);
  });
});

describe("user.deleted", () => {
  it("cancels the customer's live pickups and frees their seats", async () => {
    const world = await makeWorld();
    const [leaving, staying] = [await makePickup(world), await makePickup(world)];
    const { available_spots: before } = await firstSlot(world);
    await apply("user.deleted", { id: leaving.customer.id });
    expect(await statusOf(leaving)).toBe("cancelled");
    expect(await statusOf(staying)).toBe("scheduled");
    expect((await firstSlot(world)).available_spots).toBe(before + 1);
  });

  it("leaves what was collected, without the person's name and phone", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    expect((await complete(world, pickup)).status).toBe(200);
    await apply("user.deleted", { id: pickup.customer.id });
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as: world.provider, now: NOW });
    expect(overview.body).toMatchObject({ total_pickups: 1, completed_pickups: 1 });
    expect(overview.body.pickups_by_hour["17"]).toMatchObject([{ customer_name: "", customer_phone: "" }]);
  });
});

describe("order.confirmed", () => {
  it("shows the order among those that wait to be scheduled", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    expect((await awaiting(customer)).count).toBe(0);
    const orderId = await makeOrder(world, customer);
    expect((await awaiting(customer)).results).toMatchObject([
      {
        order_id: orderId,
        kind: "purchase",
        status: "confirmed",
        total_amount: "25.00",
        business: { id: world.businessId, name: mario.name },
        items: [{ food_listing: { id: world.listingId }, quantity: 2, price_per_item: "12.50", total_value: "25.00" }],
      },
    ]);
    const slot = await firstSlot(world);
    expect((await book(world, slot.id, { orderId, customer })).status).toBe(201);
    expect((await awaiting(customer)).count).toBe(0);
  });

  it("replaces what an earlier one of the same order said", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const items = [{ food_listing_id: world.listingId, quantity: 5, price_per_item: "10.00" }];
    const [event] = orderEvents(world, [{ id: orderId, customerId: customer.id }], { items, total_amount: "50.00" });
    await apply("order.confirmed", event?.data);
    const { results } = await awaiting(customer);
    expect(results).toMatchObject([{ total_amount: "50.00", items: [{ quantity: 5, total_value: "50.00" }] }]);
  });
});

describe("order.cancelled", () => {
  it("cancels the order's live pickups, frees their seats and stops a new booking", async () => {
    const world = await makeWorld();
    const [pickup, other] = [await makePickup(world), await makePickup(world)];
    const { available_spots: before } = await firstSlot(world);
    await apply("order.cancelled", { id: pickup.orderId });
    expect([await statusOf(pickup), await statusOf(other)]).toEqual(["cancelled", "scheduled"]);
    const slot = await firstSlot(world);
    expect(slot.available_spots).toBe(before + 1);
    expect((await awaiting(pickup.customer)).count).toBe(0);
    expectRefused(await book(world, slot.id, pickup), 422, "BOOKING_CONFLICT");
    expectRefused(await verify(world, pickup), 422, "BOOKING_CONFLICT");
  });

  it("cancels the pickup of every listing in the order", async () => {
    const world = await makeWorld();
    const listingId = await makeListing(world.businessId, { name: "Caesar Salad" });
    await makeSchedule({ ...world, listingId });
    const customer = await makeCustomer();
    const items = [world.listingId, listingId].map((id) => ({ food_listing_id: id, quantity: 1, price_per_item: "9" }));
    const orderId = await makeOrder(world, customer, { items });
    const slot = await firstSlot(world);
    for (const booked of [world.listingId, listingId]) {
      expect((await book({ listingId: booked }, slot.id, { orderId, customer })).status).toBe(201);
    }
    await apply("order.cancelled", { id: orderId });
    const { results } = (await get("my-pickups/", { as: customer, now: NOW })).body;
    expect(results.map((pickup: { status: string }) => pickup.status)).toEqual(["cancelled", "cancelled"]);
    expect((await firstSlot(world)).available_spots).toBe(5);
  });

  it("still cancels when the customer no longer could, and a confirmed pickup too", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    expect((await verify(world, pickup)).body.pickup.status).toBe("confirmed");
    await apply("order.cancelled", { id: pickup.orderId }, AT_COUNTER);
    expect(await statusOf(pickup)).toBe("cancelled");
  });

  it("changes nothing once the food was handed over", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    expect((await complete(world, pickup)).body.status).toBe("completed");
    await apply("order.cancelled", { id: pickup.orderId }, AT_COUNTER);
    expect(await statusOf(pickup)).toBe("completed");
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as: world.provider, now: AT_COUNTER });
    expect(overview.body).toMatchObject({ total_pickups: 1, completed_pickups: 1 });
  });
});

describe("review.created", () => {
  const satisfaction = async (world: World, pickup: Pickup) =>
    (await complete(world, pickup)).body.completion_summary.customer_satisfaction;

  it("is pending until it comes", async () => {
    const world = await makeWorld();
    expect(await satisfaction(world, await makePickup(world))).toBe("pending_review");
  });

  it("shows its rating of the order when the pickup is completed", async () => {
    const world = await makeWorld();
    const [pickup, other] = [await makePickup(world), await makePickup(world)];
    await apply("review.created", { id: freshId("review"), order_id: pickup.orderId, rating: 4 });
    expect(await satisfaction(world, pickup)).toBe(4);
    expect(await satisfaction(world, other)).toBe("pending_review");
  });

  it("finds its order by the interaction when it names no order", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const interactionId = freshId("interaction");
    const orderId = await makeOrder(world, customer, { interaction_id: interactionId });
    const slot = await firstSlot(world);
    const { id } = (await book(world, slot.id, { orderId, customer })).body.pickup;
    await apply("review.created", { id: freshId("review"), interaction_id: interactionId, rating: 3 });
    const completed = await post(`complete-pickup/${id}/`, { as: world.provider, now: AT_COUNTER });
    expect(completed.body.completion_summary.customer_satisfaction).toBe(3);
  });

  it("counts for nothing without a rating", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await apply("review.created", { id: freshId("review"), order_id: pickup.orderId, rating: null });
    expect(await satisfaction(world, pickup)).toBe("pending_review");
  });
});

import { describe, expect, it } from "vitest";
import { BASE, type Caller, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  domainEvent,
  firstSlot,
  freshId,
  makeBusiness,
  makeCustomer,
  makeListing,
  makeOrder,
  makePickup,
  makeWorld,
  mario,
  NOW,
  orderEvents,
  sendEvents,
} from "../support/world";

const PATH = "orders/awaiting-pickup/";

const list = async (as: Caller, query = "") => (await get(PATH + query, { as, now: NOW })).body;

const idsOf = (body: { results: { order_id: string }[] }) => body.results.map(({ order_id }) => order_id);

describe("orders awaiting a pickup", () => {
  it("show what was ordered, where and for how much", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    expect(await list(customer)).toEqual({
      count: 1,
      next: null,
      previous: null,
      results: [
        {
          order_id: orderId,
          kind: "purchase",
          status: "confirmed",
          total_amount: "25.00",
          confirmed_at: "2026-06-25T06:00:00Z",
          business: { id: world.businessId, ...mario },
          items: [
            {
              food_listing: {
                id: world.listingId,
                name: "Margherita Pizza",
                image: "https://images.example/pizza.jpg",
              },
              quantity: 2,
              price_per_item: "12.50",
              total_value: "25.00",
            },
          ],
        },
      ],
    });
  });

  it.each([
    ["a paid purchase", { payment_status: "paid" }, true],
    ["an order that is ready", { status: "ready" }, true],
    ["a donation, which nobody pays", { kind: "donation", payment_status: "" }, true],
    ["a purchase that is not paid", { payment_status: "pending" }, false],
    ["an order that is not confirmed yet", { status: "pending" }, false],
    ["an order that was collected", { status: "completed" }, false],
  ])("judge %s", async (_, data, isAwaiting) => {
    const { businessId } = await makeBusiness();
    const listingId = await makeListing(businessId);
    const customer = await makeCustomer();
    const orderId = await makeOrder({ businessId, listingId }, customer, data);
    expect(idsOf(await list(customer))).toEqual(isAwaiting ? [orderId] : []);
  });

  it("leave an order out once it is booked, and bring it back when the pickup is cancelled", async () => {
    const world = await makeWorld();
    const { customer, orderId, id } = await makePickup(world);
    expect(await list(customer)).toMatchObject({ count: 0, results: [] });
    await cancel(id, customer);
    expect(idsOf(await list(customer))).toEqual([orderId]);
  });

  it("bring an order back when its pickup was missed, and not when it was collected", async () => {
    const world = await makeWorld();
    const [missed, collected] = [await makePickup(world), await makePickup(world)];
    const miss = { as: world.provider, now: "2026-06-26T15:30:00Z", body: { status: "missed" } };
    expect((await patch(`pickups/${missed.id}/`, miss)).status).toBe(200);
    await post(`complete-pickup/${collected.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(idsOf(await list(missed.customer))).toEqual([missed.orderId]);
    expect(idsOf(await list(collected.customer))).toEqual([]);
  });

  it("name only the items of an order that have no pickup yet", async () => {
    const world = await makeWorld();
    const saladId = await makeListing(world.businessId, { name: "Caesar Salad" });
    const customer = await makeCustomer();
    const items = [
      { food_listing_id: world.listingId, quantity: 1, price_per_item: "12.50" },
      { food_listing_id: saladId, quantity: 3, price_per_item: "4.05" },
    ];
    const orderId = await makeOrder(world, customer, { total_amount: "24.65", items });
    expect((await list(customer)).results[0].items).toHaveLength(2);
    expect((await book(world, (await firstSlot(world)).id, { orderId, customer })).status).toBe(201);
    expect((await list(customer)).results).toMatchObject([
      {
        order_id: orderId,
        total_amount: "24.65",
        items: [{ food_listing: { id: saladId }, quantity: 3, price_per_item: "4.05", total_value: "12.15" }],
      },
    ]);
    expect((await list(customer)).results[0].items).toHaveLength(1);
  });

  it("leave a cancelled order out", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    await sendEvents(domainEvent("order.cancelled", { id: orderId }, "2026-06-25T07:00:00Z"));
    expect((await list(customer)).count).toBe(0);
  });

  it("come newest first, in pages with absolute links", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const ids = ["1", "2", "3"].map(() => freshId("order"));
    const events = orderEvents(
      world,
      ids.map((id) => ({ id, customerId: customer.id })),
    );
    await sendEvents(events.map((event, i) => ({ ...event, time: `2026-06-25T0${i + 1}:00:00Z` })));
    const [oldest, middle, newest] = ids;
    const at = (page: number) => `${BASE}/api/scheduling/${PATH}?page_size=2&page=${page}`;
    const first = await list(customer, "?page_size=2");
    expect(first).toMatchObject({ count: 3, next: at(2), previous: null });
    expect(idsOf(first)).toEqual([newest, middle]);
    const second = await list(customer, "?page_size=2&page=2");
    expect(second).toMatchObject({ count: 3, next: null, previous: at(1) });
    expect(idsOf(second)).toEqual([oldest]);
    expect((await get(`${PATH}?page_size=100`, { as: customer })).status).toBe(200);
    expect((await get(`${PATH}?page_size=101`, { as: customer })).status).toBe(400);
  });

  it("count no order that they cannot show, such as one of a business not heard of yet", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    await makeOrder({ businessId: freshId("business"), listingId: world.listingId }, customer);
    const known = await makeOrder(world, customer);
    const body = await list(customer);
    expect(idsOf(body)).toEqual([known]);
    expect(body.count).toBe(1);
  });

  it("are one's own; an admin names the customer; a business has none", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect((await list(await makeCustomer(), `?customer_id=${customer.id}`)).count).toBe(0);
    expect(idsOf(await list(admin, `?customer_id=${customer.id}`))).toEqual([orderId]);
    expect((await get(PATH, { as: admin })).status).toBe(400);
    expect((await get(PATH, { as: world.provider })).status).toBe(403);
  });
});

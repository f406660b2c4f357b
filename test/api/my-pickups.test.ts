import { describe, expect, it } from "vitest";
import { BASE, type Call, type Caller, get, patch, post } from "../support/api";
import {
  AT_COUNTER,
  book,
  cancel,
  firstSlot,
  freshId,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  NOW,
  TODAY,
  TOMORROW,
  type World,
} from "../support/world";

const list = async (as: Caller, query = "", now = NOW) => (await get(`my-pickups/${query}`, { as, now })).body;

const idsOf = (body: { results: { id: string }[] }) => body.results.map(({ id }) => id);

async function pickupFor(customer: Caller, world: World, date = TOMORROW): Promise<{ id: string; code: string }> {
  const orderId = await makeOrder(world, customer);
  const booked = await book(world, (await firstSlot(world, date)).id, { orderId, customer }, { date });
  expect(booked.status, JSON.stringify(booked.body)).toBe(201);
  return { id: booked.body.pickup.id, code: booked.body.pickup.confirmation_code };
}

describe("a customer's pickups", () => {
  it("are filtered by each status", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const make = () => pickupFor(customer, world);
    const [scheduled, confirmed, completed, cancelled, missed] = [
      await make(),
      await make(),
      await make(),
      await make(),
      await make(),
    ];
    const atCounter: Call = { as: world.provider, now: AT_COUNTER };
    await post("verify-code/", { ...atCounter, body: { confirmation_code: confirmed.code } });
    await post(`complete-pickup/${completed.id}/`, atCounter);
    await cancel(cancelled.id, customer);
    const miss = { as: world.provider, now: "2026-06-26T15:30:00Z", body: { status: "missed" } };
    await patch(`pickups/${missed.id}/`, miss);

    const expected = { scheduled, confirmed, completed, cancelled, missed };
    for (const [status, { id }] of Object.entries(expected)) {
      const body = await list(customer, `?status=${status}`);
      expect(body).toMatchObject({ count: 1, results: [{ id, status }] });
    }
    expect((await list(customer)).count).toBe(5);
    expect((await get("my-pickups/?status=lost", { as: customer })).status).toBe(400);
  });

  it("are filtered by local date, both ends included, and come latest first", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    const days: Record<string, string> = {};
    for (const date of [TOMORROW, TODAY, "2026-06-27"]) days[date] = (await pickupFor(customer, world, date)).id;
    const [today, tomorrow, saturday] = [days[TODAY], days[TOMORROW], days["2026-06-27"]];
    expect(idsOf(await list(customer))).toEqual([saturday, tomorrow, today]);
    expect(idsOf(await list(customer, `?date_from=${TOMORROW}`))).toEqual([saturday, tomorrow]);
    expect(idsOf(await list(customer, `?date_to=${TOMORROW}`))).toEqual([tomorrow, today]);
    expect(idsOf(await list(customer, `?date_from=${TOMORROW}&date_to=${TOMORROW}`))).toEqual([tomorrow]);
    expect(await list(customer, "?date_from=2026-06-28")).toMatchObject({ count: 0, next: null, results: [] });
  });

  it.each([
    ["date_from=26-06-2026", "date_from"],
    ["date_to=2026-06-31", "date_to"],
    ["date_from=2026-06-27&date_to=2026-06-26", "date_to"],
    ["page=0", "page"],
    ["page=two", "page"],
    ["page_size=0", "page_size"],
    ["page_size=101", "page_size"],
  ])("are not listed for the query %s", async (query, field) => {
    const { status, body } = await get(`my-pickups/?${query}`, { as: await makeCustomer() });
    expect(status).toBe(400);
    expect(Object.keys(body.error.details)).toEqual([field]);
  });

  it("come in pages whose absolute links keep the filter and lead through all of them once", async () => {
    const world = await makeWorld();
    const customer = await makeCustomer();
    for (let n = 0; n < 5; n += 1) await pickupFor(customer, world);
    await cancel((await pickupFor(customer, world)).id, customer);
    const at = (page: number) => `${BASE}/api/scheduling/my-pickups/?status=scheduled&page_size=2&page=${page}`;
    const seen: string[] = [];
    let link: string | null = at(1);
    for (const page of [1, 2, 3]) {
      const { pathname, search } = new URL(link ?? "");
      const { body } = await get(pathname + search, { as: customer, now: NOW });
      expect(body.count).toBe(5);
      expect(body.next).toBe(page < 3 ? at(page + 1) : null);
      expect(body.previous).toBe(page > 1 ? at(page - 1) : null);
      seen.push(...idsOf(body));
      link = body.next;
    }
    expect(new Set(seen).size).toBe(5);
    expect(idsOf(await list(customer, "?page_size=100"))).toHaveLength(6);
    expect(await list(customer, "?page=9")).toMatchObject({ count: 6, next: null, results: [] });
  });

  it("are 20 to a page", async () => {
    const customer = await makeCustomer();
    const minute = (n: number) => `2026-06-25T08:${String(n).padStart(2, "0")}:00Z`;
    const world = await makeWorld({ maxOrders: 30 });
    const { id: slotId } = await firstSlot(world);
    for (let n = 0; n < 21; n += 1) {
      const orderId = await makeOrder(world, customer);
      expect((await book(world, slotId, { orderId, customer }, { now: minute(n) })).status).toBe(201);
    }
    const body = await list(customer);
    expect({ count: body.count, shown: body.results.length }).toEqual({ count: 21, shown: 20 });
    expect(body.next).toBe(`${BASE}/api/scheduling/my-pickups/?page=2`);
  });

  it("are one's own: no customer sees another's, even when naming them", async () => {
    const pickup = await makePickup(await makeWorld());
    const other = await makeCustomer();
    expect((await list(other, `?customer_id=${pickup.customer.id}`)).count).toBe(0);
    expect(idsOf(await list(pickup.customer))).toEqual([pickup.id]);
  });

  it("are listed for an admin who names the customer, not for a business", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect(idsOf(await list(admin, `?customer_id=${pickup.customer.id}`))).toEqual([pickup.id]);
    expect((await list(admin)).error.details).toHaveProperty("customer_id");
    expect((await get("my-pickups/", { as: world.provider })).status).toBe(403);
  });

  it("include those of an organisation that collects donations", async () => {
    const world = await makeWorld();
    const ngo: Caller = { role: "ngo", id: freshId("ngo") };
    const orderId = await makeOrder(world, ngo, { kind: "donation", payment_status: "" });
    const booked = await book(world, (await firstSlot(world)).id, { orderId, customer: ngo });
    expect(idsOf(await list(ngo))).toEqual([booked.body.pickup.id]);
  });
});

describe("what a pickup is now", () => {
  it.each([
    ["00:30-01:00", "2026-06-25T21:30:00Z", { is_today: false, is_upcoming: true, can_cancel: true }, "1 hour"],
    ["00:30-01:00", "2026-06-25T21:30:01Z", { is_today: false, is_upcoming: true, can_cancel: false }, "59 minutes"],
    ["00:30-01:00", "2026-06-25T22:00:00Z", { is_today: true, is_upcoming: true, can_cancel: false }, "30 minutes"],
    ["00:30-01:00", "2026-06-25T22:40:00Z", { is_today: true, is_upcoming: true, can_cancel: false }, "0 minutes"],
    ["00:30-01:00", "2026-06-25T23:00:00Z", { is_today: true, is_upcoming: false, can_cancel: false }, "0 minutes"],
    ["00:30-01:00", "2026-06-26T22:00:00Z", { is_today: false, is_upcoming: false, can_cancel: false }, "0 minutes"],
    ["23:30-00:00", "2026-06-25T21:29:00Z", { is_today: false, is_upcoming: true, can_cancel: true }, "1 day 1 minute"],
    ["23:30-00:00", "2026-06-25T22:30:00Z", { is_today: true, is_upcoming: true, can_cancel: true }, "23 hours"],
    ["23:30-00:00", "2026-06-26T21:30:00Z", { is_today: true, is_upcoming: true, can_cancel: false }, "0 minutes"],
    ["23:30-00:00", "2026-06-26T22:30:00Z", { is_today: false, is_upcoming: false, can_cancel: false }, "0 minutes"],
  ])("follows the business's clock: %s on the 26th, seen at %s", async (window, now, flags, time_until_pickup) => {
    const world = await makeWorld({ window, totalSlots: 1 });
    const { customer, id } = await makePickup(world);
    expect((await list(customer, "", now)).results).toMatchObject([
      { id, scheduled_date: TOMORROW, ...flags, time_until_pickup },
    ]);
  });

  it("files a pickup just after midnight under its local date", async () => {
    const { customer, id } = await makePickup(await makeWorld({ window: "00:30-01:00", totalSlots: 1 }));
    expect(idsOf(await list(customer, `?date_from=${TOMORROW}&date_to=${TOMORROW}`))).toEqual([id]);
    expect(idsOf(await list(customer, `?date_to=${TODAY}`))).toEqual([]);
  });

  it("is today in the zone of its own business", async () => {
    const customer = await makeCustomer();
    const pretoria = await pickupFor(customer, await makeWorld());
    const newYork = await pickupFor(customer, await makeWorld({ timezone: "America/New_York" }));
    const body = await list(customer, "", "2026-06-26T02:00:00Z");
    expect(body.results).toMatchObject([
      { id: newYork.id, scheduled_date: TOMORROW, is_today: false, time_until_pickup: "19 hours" },
      { id: pretoria.id, scheduled_date: TOMORROW, is_today: true, time_until_pickup: "13 hours" },
    ]);
  });

  it("is neither upcoming nor to be cancelled once it is over", async () => {
    const { customer, id } = await makePickup(await makeWorld());
    await cancel(id, customer);
    expect((await list(customer)).results).toMatchObject([
      { status: "cancelled", is_upcoming: false, can_cancel: false },
    ]);
  });
});

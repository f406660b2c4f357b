import { describe, expect, it } from "vitest";
import { type Caller, get, post } from "../support/api";
import { writeHistory } from "../support/history";
import {
  book,
  cancel,
  domainEvent,
  freshId,
  mainCounter,
  makeBusiness,
  makeCustomer,
  makeListing,
  makeOrder,
  makePickup,
  makeSchedule,
  makeWorld,
  NOW,
  sendEvents,
  slotsOf,
  TOMORROW,
  type World,
} from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };
const HOME = { latitude: "-25.75", longitude: "28.20" };

/** A restaurant so many hundredths of a degree east of the customer's home, about a kilometre each. */
const makePlace = (east: number, window = "17:00-19:00") =>
  makeWorld({ window, location: { ...HOME, longitude: (28.2 + east / 100).toFixed(2) } });

async function pickUp(world: World, customer: Caller, start: string): Promise<string> {
  const slot = (await slotsOf(world)).find(({ start_time }) => start_time === start);
  const orderId = await makeOrder(world, customer);
  const booked = await book(world, slot?.id ?? "", { orderId, customer });
  expect(booked.status, JSON.stringify(booked.body)).toBe(201);
  return booked.body.pickup.id;
}

const route = (as: Caller, rest = "") => get(`my-pickups/route/?${rest}`, { as, now: NOW });

describe("a customer's route", () => {
  it("visits every pickup of the day within its slot, with the time of arrival at each", async () => {
    const customer = await makeCustomer(HOME);
    const [near, far] = [await makePlace(1), await makePlace(4)];
    const late = await pickUp(near, customer, "18:00");
    const early = await pickUp(far, customer, "17:00");
    const { body } = await route(customer, `date=${TOMORROW}`);
    expect(body).toMatchObject({ date: TOMORROW, start: { latitude: -25.75, longitude: 28.2 } });
    expect(body.stops.map(({ pickup_id }: { pickup_id: string }) => pickup_id)).toEqual([early, late]);
    // 4.0 km straight, 5.2 km by road, 10.4 minutes at 30 km/h: leaves at 16:49 to be there at 17:00.
    expect(body.depart_at).toBe("2026-06-26T14:49:00Z");
    expect(body.stops[0]).toMatchObject({ scheduled_time: "17:00-17:25", lateness_minutes: 0, warning: null });
    expect(Date.parse(body.stops[0].eta)).toBeLessThanOrEqual(Date.parse("2026-06-26T15:00:00Z"));
    expect(body.stops[1].waiting_minutes).toBeGreaterThan(40);
    expect(body.legs.map(({ km }: { km: number }) => km)).toEqual([5.2, 3.9]);
    expect(body.totals).toMatchObject({ km: 9.1, lateness_minutes: 0, ends_at: "2026-06-26T16:05:00Z" });
    expect(body.map_links).toHaveLength(1);
    expect(body.map_links[0]).toContain("https://www.google.com/maps/dir/?api=1");
  });

  it("warns of a slot that cannot be met, and says which would fit", async () => {
    const customer = await makeCustomer(HOME);
    const [here, there] = [await makePlace(0), await makePlace(30, "17:00-20:00")]; // 39 km by road: 78 minutes
    await pickUp(here, customer, "17:00");
    const missed = await pickUp(there, customer, "17:00");
    const { body } = await route(customer, `date=${TOMORROW}&depart_at=2026-06-26T15:00:00Z`);
    const stop = body.stops.find(({ pickup_id }: { pickup_id: string }) => pickup_id === missed);
    expect(stop.lateness_minutes).toBeGreaterThan(20);
    expect(stop.warning).toMatch(/^You would arrive \d+ minutes after the slot has ended; another slot would fit$/);
    const arrival = new Date(Date.parse(stop.eta) + 2 * 3_600_000).toISOString().slice(11, 16);
    for (const { time } of stop.alternative_slots) expect(time.slice(6) >= arrival, `${time} at ${arrival}`).toBe(true);
    expect(stop.alternative_slots.map(({ time }: { time: string }) => time)).not.toContain("17:00-17:40");
    expect(stop.alternative_slots.length).toBeGreaterThan(0);
  });

  it("offers no slot of a listing that has ended, though another's booking keeps it open", async () => {
    const customer = await makeCustomer(HOME);
    const [here, there] = [await makePlace(0), await makePlace(30, "17:00-20:00")];
    await pickUp(here, customer, "17:00");
    await pickUp(there, customer, "17:00");
    const [last] = (await slotsOf(there)).slice(-1);
    await pickUp(there, await makeCustomer(), last?.start_time ?? "");
    const ask = () => get(`my-pickups/route/?date=${TOMORROW}`, { as: customer, now: "2026-06-26T15:00:00Z" });
    const offered = async () => (await ask()).body.stops.at(-1);
    expect((await offered()).alternative_slots).not.toEqual([]);
    const ended = { id: there.listingId, business_id: there.businessId, status: "active", name: "Pizza" };
    const event = domainEvent("listing.updated", { ...ended, expiry_date: "2026-06-26T14:59:00Z" });
    expect((await sendEvents(event, "2026-06-26T14:30:00Z")).status).toBe(202);
    expect(await offered()).toMatchObject({ alternative_slots: [], warning: /^You would arrive \d+ minutes after/ });
  });

  it("leaves early enough for every slot, not only for the first", async () => {
    const customer = await makeCustomer(HOME);
    const one = { totalSlots: 1, location: HOME };
    const here = await makeWorld({ ...one, window: "17:00-19:00" });
    const there = await makeWorld({ window: "17:10-17:40", totalSlots: 1, location: { ...HOME, longitude: "28.50" } });
    await pickUp(here, customer, "17:00");
    await pickUp(there, customer, "17:10");
    const { body } = await route(customer, `date=${TOMORROW}`);
    expect(body.totals.lateness_minutes).toBe(0);
    expect(body.depart_at < "2026-06-26T14:00:00Z").toBe(true);
  });

  it("offers slots that fit, however many nearer ones are over by then", async () => {
    const customer = await makeCustomer(HOME);
    const [here, there] = [
      await makePlace(0),
      await makeWorld({
        window: "15:00-21:00",
        totalSlots: 20,
        buffer: 0,
        location: { ...HOME, longitude: "28.50" },
      }),
    ];
    await pickUp(here, customer, "17:00");
    const missed = await pickUp(there, customer, "17:06");
    const { body } = await route(customer, `date=${TOMORROW}&depart_at=2026-06-26T15:00:00Z`);
    const stop = body.stops.find(({ pickup_id }: { pickup_id: string }) => pickup_id === missed);
    const arrival = new Date(Date.parse(stop.eta) + 2 * 3_600_000).toISOString().slice(11, 16);
    expect(stop.alternative_slots).toHaveLength(5);
    for (const { time } of stop.alternative_slots) expect(time.slice(6) >= arrival, `${time} at ${arrival}`).toBe(true);
  });

  it("names the pickups that are over before it sets out, and plans the others", async () => {
    const customer = await makeCustomer(HOME);
    const place = await makePlace(1);
    const [over, open] = [await pickUp(place, customer, "17:00"), await pickUp(place, customer, "18:30")];
    const { body } = await route(customer, `date=${TOMORROW}&depart_at=2026-06-26T15:56:00Z`);
    expect(body.too_late).toEqual([over]);
    expect(body.stops.map(({ pickup_id }: { pickup_id: string }) => pickup_id)).toEqual([open]);
    const under = await get(`my-pickups/route/?date=${TOMORROW}`, { as: customer, now: "2026-06-26T15:56:00Z" });
    expect(under.body).toMatchObject({ depart_at: "2026-06-26T15:56:00Z", too_late: [over] });
    const late = await get("my-pickups/route/", { as: customer, now: "2026-06-26T17:00:00Z" });
    expect(late.body).toMatchObject({ date: null, stops: [] });
  });

  it("of more than 200 pickups is refused", async () => {
    const { businessId, locationId, listingId } = await makePlace(1);
    const pickup = { date: "2026-07-01", start: "17:00", locationId, listingId, status: "scheduled" } as const;
    await writeHistory(businessId, { slots: [], pickups: Array.from({ length: 201 }, () => pickup) });
    const answer = await route({ role: "customer", id: "customer" }, "date=2026-07-01");
    expect(answer).toMatchObject({ status: 422, body: { error: { details: { rule: "tour_stops", stops: 201 } } } });
  });

  it("sets out from where it is asked to, else from the first stop", async () => {
    const customer = await makeCustomer();
    const place = await makePlace(2);
    await pickUp(place, customer, "17:00");
    expect((await route(customer)).body).toMatchObject({ date: TOMORROW, start: null, legs: [] });
    const { body } = await route(customer, "start_lat=-25.75&start_lng=28.20");
    expect(body.legs).toMatchObject([{ from: null, km: 2.6, minutes: 5.2 }]);
  });

  it("does not set out in another week", async () => {
    const customer = await makeCustomer(HOME);
    await pickUp(await makePlace(1), customer, "17:00");
    for (const departAt of ["9999-12-31T23:59:00Z", "2026-06-20T15:00:00Z"]) {
      const answer = await route(customer, `date=${TOMORROW}&depart_at=${departAt}`);
      expect(answer.body.error.details).toEqual({ depart_at: ["Must lie within 48 hours of a pickup"] });
    }
  });

  it("leaves out what is cancelled, of other days and of others", async () => {
    const customer = await makeCustomer(HOME);
    const place = await makePlace(1);
    const gone = await pickUp(place, customer, "17:00");
    await cancel(gone, customer);
    await makePickup(place);
    const nothing = { date: null, depart_at: null, stops: [], legs: [], totals: null, map_links: [] };
    expect((await route(customer)).body).toMatchObject(nothing);
    expect((await route(customer, "date=2026-07-30")).body).toMatchObject(nothing);
    const kept = await pickUp(place, customer, "17:30");
    const seen = (await route(admin, `customer_id=${customer.id}`)).body.stops;
    expect(seen.map(({ pickup_id }: { pickup_id: string }) => pickup_id)).toEqual([kept]);
  });

  it("is one's own: admins name whose, and businesses have none", async () => {
    const place = await makePlace(1);
    const [mine, theirs] = [await makeCustomer(), await makeCustomer()];
    await pickUp(place, theirs, "17:00");
    expect((await route(mine, `customer_id=${theirs.id}`)).body.stops).toEqual([]);
    expect((await route(admin)).status).toBe(400);
    expect((await route(place.provider)).status).toBe(403);
  });

  it.each([
    ["start_lat=-25.75", ["start_lng"]],
    ["start_lat=91&start_lng=0", ["start_lat"]],
    ["depart_at=tomorrow", ["depart_at"]],
    ["depart_at=2026-02-30T00:00:00Z", ["depart_at"]],
    ["date=2026-02-30", ["date"]],
  ])("refuses %s", async (rest, fields) => {
    const answer = await route({ role: "customer", id: freshId("customer") }, rest);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    expect(Object.keys(answer.body.error.details)).toEqual(fields);
  });
});

describe("a business's route", () => {
  const optimized = (as: Caller, rest = "") => get(`optimization/?optimization_type=route${rest}`, { as, now: NOW });

  it("visits the pickup points that have pickups, once each", async () => {
    const owner = await makeBusiness({ location: HOME });
    const { businessId, provider } = owner;
    const second = await makeBusinessLocation(provider, "East", "28.24");
    await makeBusinessLocation(provider, "Unused", "28.30");
    const places = await Promise.all(
      [owner.locationId, second].map(async (locationId) => {
        const listingId = await makeListing(businessId);
        await makeSchedule({ provider, locationId, listingId });
        return { ...owner, locationId, listingId, scheduleId: "" };
      }),
    );
    const [west, east] = places;
    if (!west || !east) throw new Error("two places are needed");
    await makePickup(west);
    await makePickup(west);
    await makePickup(east);
    const { body } = await optimized(provider);
    expect(body).toMatchObject({ date: TOMORROW, optimization_type: "route", data_quality: "sufficient" });
    expect(body.current_efficiency).toBeNull();
    const { route: tour } = body;
    expect(
      tour.stops
        .map(({ location, pickups }: { location: { id: string }; pickups: number }) => [location.id, pickups])
        .sort(),
    ).toEqual(
      [
        [west.locationId, 2],
        [east.locationId, 1],
      ].sort(),
    );
    expect(tour.timezone).toBe("Africa/Johannesburg");
    expect(tour.stops[0]).toMatchObject({ window: "17:00-17:25", lateness_minutes: 0 });
    expect(tour.totals.km).toBe(5.2);
    expect(tour.totals.km).toBeLessThanOrEqual(tour.baseline.km);
  });

  it("takes a busy pickup point for a stop like others", async () => {
    const { businessId, provider, locationId, listingId } = await makeWorld();
    const pickup = { date: "2026-07-02", start: "17:00", locationId, listingId, status: "confirmed" } as const;
    await writeHistory(businessId, { slots: [], pickups: Array.from({ length: 300 }, () => pickup) });
    const { status, body } = await optimized(provider, "&date=2026-07-02");
    expect(status).toBe(200);
    expect(body.route.stops).toMatchObject([{ pickups: 300, leaves_at: "2026-07-02T15:30:00Z" }]);
  });

  it("is none, and says so, without pickups", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer);
    const nothing = { route: null, data_quality: "insufficient", missing: ["No pickups are booked on this day"] };
    expect((await optimized(world.provider)).body).toMatchObject(nothing);
    const other = await makePickup(world);
    expect((await optimized(world.provider, "&date=2026-06-25")).body).toMatchObject(nothing);
    expect((await optimized(world.provider)).body.route.stops).toHaveLength(1);
    const foreign = await makeWorld();
    expect((await optimized(foreign.provider, `&business_id=${world.businessId}`)).body).toMatchObject(nothing);
    expect(other.id).toBeTruthy();
  });
});

async function makeBusinessLocation(provider: Caller, name: string, lng: string): Promise<string> {
  const made = await post("pickup-locations/", {
    as: provider,
    now: NOW,
    body: { ...mainCounter, ...HOME, longitude: lng, name },
  });
  return made.body.id;
}

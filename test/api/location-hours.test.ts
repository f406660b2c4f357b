import { describe, expect, it } from "vitest";
import { type Caller, get, patch, post } from "../support/api";
import { freshId, mainCounter, makeBusiness, makeListing, NOW, TOMORROW } from "../support/world";

const week = (hours: Record<string, string | null>) => ({
  monday: null,
  tuesday: null,
  wednesday: null,
  thursday: null,
  friday: null,
  saturday: null,
  sunday: null,
  ...hours,
});
const weekdays = (text: string) =>
  Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => [day, text]));

const create = (as: Caller, operating_hours: unknown) =>
  post("pickup-locations/", { as, now: NOW, body: { ...mainCounter, name: freshId("counter"), operating_hours } });

const printed = async (businessId: string) =>
  (await get(`public/locations/${businessId}/`)).body.locations[0].operating_hours;

describe("a location's operating hours", () => {
  it("are kept for each weekday; days left out are closed and names may be short", async () => {
    const { provider } = await makeBusiness();
    const { body } = await create(provider, { mon: "09:00-17:00", Saturday: "10:00-00:00", sunday: null });
    expect(body.operating_hours).toEqual(week({ monday: "09:00-17:00", saturday: "10:00-00:00" }));
  });

  it.each([
    ["text", "Mon-Sun: 17:00-20:00"],
    ["an unknown day", { someday: "09:00-17:00" }],
    ["an end before the start", { monday: "17:00-09:00" }],
    ["no range", { monday: "all day" }],
  ])("are refused as %s", async (_, hours) => {
    const { provider } = await makeBusiness();
    const { status, body } = await create(provider, hours);
    expect(status).toBe(400);
    expect(Object.keys(body.error.details)[0]).toMatch(/^operating_hours/);
  });

  it("lie inside the business's hours on each day that the location is open", async () => {
    const { provider } = await makeBusiness({ business: { operating_hours: weekdays("08:00-18:00") } });
    const inside = await create(provider, { monday: "08:00-18:00", friday: "09:00-12:00" });
    expect(inside.status).toBe(201);
    for (const hours of [{ monday: "07:59-12:00" }, { tuesday: "12:00-18:01" }, { saturday: "09:00-12:00" }]) {
      const { status, body } = await create(provider, hours);
      expect(status).toBe(400);
      expect(body.error.details.operating_hours[0]).toContain(Object.keys(hours)[0]);
    }
    const change = { as: provider, now: NOW, body: { operating_hours: { sunday: "09:00-12:00" } } };
    expect((await patch(`pickup-locations/${inside.body.id}/`, change)).status).toBe(400);
  });

  it.each([
    [{ ...weekdays("08:00-18:00"), saturday: "09:00-13:00" }, "Mon-Fri: 08:00-18:00, Sat: 09:00-13:00"],
    [{ monday: "17:00-20:00", wednesday: "17:00-20:00" }, "Mon: 17:00-20:00, Wed: 17:00-20:00"],
    [{ ...weekdays("17:00-20:00"), saturday: "17:00-20:00", sunday: "17:00-20:00" }, "Mon-Sun: 17:00-20:00"],
  ])("%j are printed as %s", async (operating_hours, text) => {
    const { businessId } = await makeBusiness({ location: { operating_hours } });
    expect(await printed(businessId)).toBe(text);
  });

  it("are printed as the business's where the location has none of its own", async () => {
    const { businessId } = await makeBusiness({ business: { operating_hours: weekdays("08:00-18:00") } });
    expect(await printed(businessId)).toBe("Mon-Fri: 08:00-18:00");
  });

  it("hold every slot: a window outside them is refused, and closed days get none", async () => {
    const { provider, businessId, locationId } = await makeBusiness({
      location: { operating_hours: { friday: "16:00-20:00", monday: "18:00-20:00" } },
    });
    const listingId = await makeListing(businessId);
    const plan = { food_listing_id: listingId, location_id: locationId };
    const asked = { as: provider, now: NOW };
    const outside = await post("pickup-schedules/", { ...asked, body: { ...plan, pickup_window: "15:30-17:00" } });
    expect(outside.status).toBe(400);
    expect(outside.body.error.details).toHaveProperty("pickup_window");

    const made = await post("pickup-schedules/", { ...asked, body: { ...plan, pickup_window: "17:00-19:00" } });
    expect(made.status).toBe(201);
    const slotsOn = async (date: string) =>
      (await get(`available-slots/?food_listing_id=${listingId}&date=${date}`, asked)).body;
    expect((await slotsOn("2026-06-25")).total_available_slots).toBe(0);
    expect((await slotsOn(TOMORROW)).total_available_slots).toBe(4);
    expect(await slotsOn("2026-06-29")).toMatchObject({ total_available_slots: 0, next_available_date: null });
  });
});

describe("public locations", () => {
  it("show the active ones only, without contact details, to callers without a token", async () => {
    const { provider, businessId, locationId } = await makeBusiness();
    const second = await create(provider, null);
    await patch(`pickup-locations/${locationId}/`, { as: provider, now: NOW, body: { is_active: false } });
    const { status, body } = await get(`public/locations/${businessId}/`);
    expect(status).toBe(200);
    expect(body.locations).toMatchObject([{ id: second.body.id, operating_hours: "", facilities: [] }]);
    expect(JSON.stringify(body)).not.toMatch(/contact|John Doe|\+27/);
  });

  it("are not found for an unknown business", async () => {
    expect((await get(`public/locations/${freshId("business")}/`)).status).toBe(404);
  });
});

import { describe, expect, it } from "vitest";
import { type Caller, del, get, patch, post } from "../support/api";
import { freshId, mainCounter, makeBusiness, NOW } from "../support/world";

const sideEntrance = { ...mainCounter, name: "Side Entrance", contact_person: "Jane Smith" };

const create = (as: Caller, body: Record<string, unknown> = {}, now = NOW) =>
  post("pickup-locations/", { as, now, body: { ...sideEntrance, ...body } });

const change = (as: Caller, id: string, body: Record<string, unknown>) =>
  patch(`pickup-locations/${id}/`, { as, now: NOW, body });

const read = async (as: Caller, id: string) => (await get(`pickup-locations/${id}/`, { as, now: NOW })).body;

describe("a new pickup location", () => {
  it.each(["name", "address", "contact_person", "contact_phone", "latitude", "longitude"])(
    "needs its %s",
    async (field) => {
      const { provider } = await makeBusiness();
      const { status, body } = await create(provider, { [field]: undefined });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: "VALIDATION_ERROR", details: { [field]: [expect.any(String)] } });
      expect(Object.keys(body.error.details)).toEqual([field]);
    },
  );

  it.each([
    ["name", "   "],
    ["contact_person", ""],
    ["contact_phone", "call me"],
    ["contact_phone", "12"],
    ["latitude", "90.1"],
    ["latitude", "south"],
    ["longitude", -180.5],
    ["facilities", "parking"],
    ["slot_capacity", 0],
    ["is_default", "yes"],
  ])("refuses %s %j", async (field, value) => {
    const { provider } = await makeBusiness();
    const { status, body } = await create(provider, { [field]: value });
    expect(status).toBe(400);
    expect(Object.keys(body.error.details)).toEqual([field]);
  });

  it.each([
    ["012 345 6789", "+27123456789"],
    ["+27 (12) 345-6789", "+27123456789"],
    ["+44 20 7946 0958", "+442079460958"],
  ])("keeps the phone number %s as %s", async (given, kept) => {
    const { provider } = await makeBusiness();
    const { body } = await create(provider, { contact_phone: given });
    expect(body.contact_phone).toBe(kept);
    expect(await read(provider, body.id)).toEqual(body);
  });

  it("takes coordinates as text, kept as written, or as numbers, and prints text", async () => {
    const { provider } = await makeBusiness();
    const text = await create(provider, { name: "A", latitude: "-25.7480", longitude: "28.2295" });
    expect(text.body).toMatchObject({ latitude: "-25.7480", longitude: "28.2295" });
    const numbers = await create(provider, { name: "B", latitude: -25.748, longitude: 28 });
    expect(numbers.body).toMatchObject({ latitude: "-25.748", longitude: "28" });
  });

  it("lists each facility once, in the order given", async () => {
    const { provider } = await makeBusiness();
    const { body } = await create(provider, { facilities: ["parking", "wheelchair_accessible", "parking"] });
    expect(body.facilities).toEqual(["parking", "wheelchair_accessible"]);
    expect((await create(provider, { name: "Plain" })).body.facilities).toEqual([]);
  });
});

describe("a location's name", () => {
  it("is unique among a business's active locations, in any case and spacing", async () => {
    const { provider } = await makeBusiness();
    const { status, body } = await create(provider, { name: " MAIN  counter " });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "VALIDATION_ERROR", details: { name: [expect.any(String)] } });
  });

  it("may be the name of another business's location", async () => {
    await makeBusiness();
    const { provider } = await makeBusiness();
    expect((await create(provider)).status).toBe(201);
  });

  it("is free again once its location is deactivated, which then cannot come back under it", async () => {
    const { provider, locationId } = await makeBusiness();
    await create(provider);
    expect((await del(`pickup-locations/${locationId}/`, { as: provider, now: NOW })).status).toBe(204);
    expect((await create(provider, { name: "Main Counter" })).status).toBe(201);
    const back = await change(provider, locationId, { is_active: true });
    expect(back.status).toBe(400);
    expect(back.body.error.details).toEqual({ name: [expect.any(String)] });
    expect((await change(provider, locationId, { is_active: true, name: "Old Counter" })).status).toBe(200);
  });

  it("cannot be changed to one that is taken", async () => {
    const { provider } = await makeBusiness();
    const { body } = await create(provider);
    expect((await change(provider, body.id, { name: "main counter" })).status).toBe(400);
    expect((await change(provider, body.id, { name: "SIDE ENTRANCE" })).body.name).toBe("SIDE ENTRANCE");
  });
});

describe("a business's locations", () => {
  it("are listed oldest first, by page and by whether they are active", async () => {
    const { provider, locationId } = await makeBusiness();
    const second = (await create(provider, {}, "2026-06-25T09:00:00Z")).body.id;
    const third = (await create(provider, { name: "Third" }, "2026-06-25T10:00:00Z")).body.id;
    await del(`pickup-locations/${second}/`, { as: provider, now: NOW });
    const idsOf = async (query: string) => {
      const { body } = await get(`pickup-locations/${query}`, { as: provider, now: NOW });
      return { count: body.count, ids: body.results.map(({ id }: { id: string }) => id) };
    };
    expect(await idsOf("")).toEqual({ count: 3, ids: [locationId, second, third] });
    expect(await idsOf("?is_active=true")).toEqual({ count: 2, ids: [locationId, third] });
    expect(await idsOf("?is_active=false")).toEqual({ count: 1, ids: [second] });
    expect(await idsOf("?page=2&page_size=2")).toEqual({ count: 3, ids: [third] });
  });

  it("have at most one default, which moves with the last call that asks for it", async () => {
    const { provider, locationId } = await makeBusiness({ location: { is_default: true } });
    const { body } = await create(provider, { is_default: true });
    expect((await read(provider, locationId)).is_default).toBe(false);
    expect((await read(provider, body.id)).is_default).toBe(true);
    await change(provider, locationId, { is_default: true });
    expect((await read(provider, locationId)).is_default).toBe(true);
    expect((await read(provider, body.id)).is_default).toBe(false);
  });

  it("do not keep a deactivated one as their default", async () => {
    const { provider } = await makeBusiness();
    const { body } = await create(provider, { is_default: true });
    await del(`pickup-locations/${body.id}/`, { as: provider, now: NOW });
    expect(await read(provider, body.id)).toMatchObject({ is_active: false, is_default: false });
  });

  it("are read and changed by id; fields left out stay as they are", async () => {
    const { provider, locationId } = await makeBusiness({ location: { facilities: ["parking"] } });
    const before = await read(provider, locationId);
    const { status, body } = await change(provider, locationId, { instructions: "", contact_phone: "0821234567" });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, instructions: "", contact_phone: "+27821234567" });
    expect(await read(provider, locationId)).toEqual(body);
    expect((await change(provider, locationId, { contact_phone: "" })).status).toBe(400);
    expect((await change(provider, locationId, { latitude: null })).status).toBe(400);
  });
});

describe("locations and their owners", () => {
  it("answers another business's location as it answers an unknown one", async () => {
    const { locationId } = await makeBusiness();
    const { provider } = await makeBusiness();
    const unknownId = crypto.randomUUID();
    const errorOf = async (call: typeof get, id: string) => {
      const { status, body } = await call(`pickup-locations/${id}/`, { as: provider, now: NOW, body: undefined });
      return { status, error: { ...body.error, request_id: "" } };
    };
    const patchEmpty: typeof get = (path, options) => patch(path, { ...options, body: { name: "Mine now" } });
    for (const method of [get, patchEmpty, del]) {
      const foreign = await errorOf(method, locationId);
      expect(foreign).toEqual(await errorOf(method, unknownId));
      expect(foreign).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
    }
  });

  it("never lists another business's locations, even when a provider names it", async () => {
    const other = await makeBusiness();
    const { provider, locationId } = await makeBusiness();
    const { body } = await get(`pickup-locations/?business_id=${other.businessId}`, { as: provider, now: NOW });
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual([locationId]);
    expect((await create(provider, { business_id: other.businessId })).body.business.id).not.toBe(other.businessId);
  });

  it("lets an admin act for the business it names, and asks which", async () => {
    const { businessId, locationId } = await makeBusiness();
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect((await get("pickup-locations/", { as: admin })).body.error.details).toHaveProperty("business_id");
    const { body } = await get(`pickup-locations/?business_id=${businessId}`, { as: admin });
    expect(body.results).toMatchObject([{ id: locationId }]);
    expect((await create(admin, { business_id: businessId })).body.business.id).toBe(businessId);
    expect((await read(admin, locationId)).id).toBe(locationId);
  });

  it.each(["customer", "ngo"] as const)("is closed to the role %s", async (role) => {
    const { locationId } = await makeBusiness();
    const as: Caller = { role, id: freshId(role) };
    expect((await get("pickup-locations/", { as })).status).toBe(403);
    expect((await get(`pickup-locations/${locationId}/`, { as })).status).toBe(403);
    expect((await create(as)).status).toBe(403);
  });
});

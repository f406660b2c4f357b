import { Hono } from "hono";
import type * as z from "zod";
import { type Business, findBusiness } from "../db/businesses";
import { isUniqueViolation } from "../db/client";
import { findLocation, insertLocation, type Location, listLocations, nameKey, updateLocation } from "../db/locations";
import { daysOutside, type OperatingHours } from "../domain/operating-hours";
import { normalisePhone } from "../domain/phone";
import { type FieldErrors, invalid, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf, canManage } from "../http/tenant";
import { body, query } from "../http/validate";
import { isUuid, uuidv7 } from "../ids";
import { closeLocation, relayLocation } from "../operations/change-location";
import type { Deps } from "../operations/deps";
import { locationFields } from "./location-fields";
import { LocationChange, LocationList, LocationQuery, LocationResponse, NewLocation } from "./schemas/pickup-locations";

export const pickupLocations = new Hono<SignedIn>()
  .get(
    "/",
    allow("provider", "admin"),
    query(LocationQuery),
    answers("A business's pickup locations", { 200: LocationList }),
    async (c) => {
      const { db } = c.get("deps");
      const { business_id, is_active, ...page } = c.req.valid("query");
      const businessId = businessOf(c.get("principal"), business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const filter = { businessId: businessId.value, isActive: is_active };
      const { count, rows } = await listLocations(db, filter, pageRequest(page));
      const results = rows.map(({ location, businessName }) => toResponse(location, businessName));
      return c.json(paginated(c, pageRequest(page), count, results), 200);
    },
  )
  .post(
    "/",
    allow("provider", "admin"),
    body(NewLocation),
    mayRefuse(404),
    answers("Create a pickup location", { 201: LocationResponse }),
    async (c) => {
      const { db, now } = c.get("deps");
      const input = c.req.valid("json");
      const businessId = businessOf(c.get("principal"), input.business_id);
      if (!businessId.ok) return refuse(c, businessId.error);
      const business = await findBusiness(db, businessId.value);
      if (!business) return refuse(c, notFound);
      const fields = await toFields(input, business, true);
      if (!fields.ok) return refuse(c, fields.error);
      const location: Location = {
        ...fields.value,
        id: uuidv7(now),
        businessId: business.id,
        isActive: true,
        isDefault: input.is_default,
        createdAt: now,
        updatedAt: now,
      };
      const refusal = await unlessNameIsTaken(insertLocation(db, location));
      return refusal ? refuse(c, refusal) : c.json(toResponse(location, business.name), 201);
    },
  )
  .get("/:id", allow("provider", "admin"), answers("One pickup location", { 200: LocationResponse }), async (c) => {
    const found = await findManaged(c.get("deps"), c.get("principal"), c.req.param("id"));
    return found ? c.json(toResponse(found.location, found.business.name), 200) : refuse(c, notFound);
  })
  .patch(
    "/:id",
    allow("provider", "admin"),
    body(LocationChange),
    answers("Change a pickup location", { 200: LocationResponse }),
    async (c) => {
      const deps = c.get("deps");
      const found = await findManaged(deps, c.get("principal"), c.req.param("id"));
      if (!found) return refuse(c, notFound);
      const { location, business } = found;
      const change = c.req.valid("json");
      const fields = await toFields(
        { ...toInput(location), ...change },
        business,
        change.operating_hours !== undefined,
      );
      if (!fields.ok) return refuse(c, fields.error);
      if (change.is_active === false) {
        const refusal = await closeLocation(deps, location);
        if (refusal) return refuse(c, refusal);
      }
      const isActive = change.is_active ?? location.isActive;
      const isDefault = isActive && (change.is_default ?? location.isDefault);
      const changed: Location = { ...location, ...fields.value, isActive, isDefault, updatedAt: deps.now };
      const refusal = await unlessNameIsTaken(
        updateLocation(deps.db, location, { ...difference(location, changed), updatedAt: deps.now }, deps.now),
      );
      if (refusal) return refuse(c, refusal);
      if (change.operating_hours !== undefined) await relayLocation(deps, location.id);
      return c.json(toResponse(changed, business.name), 200);
    },
  )
  .delete("/:id", allow("provider", "admin"), answers("Deactivate a pickup location", { 204: null }), async (c) => {
    const deps = c.get("deps");
    const found = await findManaged(deps, c.get("principal"), c.req.param("id"));
    if (!found) return refuse(c, notFound);
    const refusal = found.location.isActive ? await closeLocation(deps, found.location) : null;
    return refusal ? refuse(c, refusal) : c.body(null, 204);
  });

type Input = Omit<z.output<typeof NewLocation>, "business_id">;
type Fields = Omit<Location, "id" | "businessId" | "isActive" | "isDefault" | "createdAt" | "updatedAt">;

async function findManaged(
  { db }: Deps,
  principal: SignedIn["Variables"]["principal"],
  id: string,
): Promise<{ location: Location; business: Business } | null> {
  const location = isUuid(id) ? await findLocation(db, id) : undefined;
  if (!location || !canManage(principal, location.businessId)) return null;
  const business = await findBusiness(db, location.businessId);
  return business ? { location, business } : null;
}

/** The columns that changed, so that a change made meanwhile to another one is not undone. */
const difference = (before: Location, after: Location): Partial<Location> =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(before[key as keyof Location]) !== JSON.stringify(value),
    ),
  );

/** What the schema alone cannot judge: the phone number, and, where they are new, hours inside the business's. */
async function toFields(input: Input, business: Business, hasNewHours: boolean): Promise<Result<Fields, Refusal>> {
  const contactPhone = await normalisePhone(input.contact_phone);
  const details: FieldErrors = {};
  if (contactPhone === null) details.contact_phone = ["Must be a phone number"];
  const outside = hasNewHours ? hoursOutside(input.operating_hours, business) : null;
  if (outside) details.operating_hours = [outside];
  if (contactPhone === null || outside) return err({ kind: "validation", details });
  return ok({
    name: input.name,
    nameKey: nameKey(input.name),
    address: input.address,
    instructions: input.instructions,
    contactPerson: input.contact_person,
    contactPhone,
    latitude: input.latitude,
    longitude: input.longitude,
    operatingHours: input.operating_hours,
    facilities: input.facilities,
    slotCapacity: input.slot_capacity,
  });
}

function hoursOutside(hours: OperatingHours | null, business: Business): string | null {
  if (hours === null || business.operatingHours === null) return null;
  const days = daysOutside(hours, business.operatingHours);
  return days.length > 0 ? `Outside the business's hours on ${days.join(", ")}` : null;
}

function toInput(location: Location): Input {
  return {
    ...locationFields(location),
    operating_hours: location.operatingHours,
    facilities: location.facilities,
    is_default: location.isDefault,
    slot_capacity: location.slotCapacity,
  };
}

async function unlessNameIsTaken(write: Promise<void>): Promise<Refusal | null> {
  try {
    await write;
    return null;
  } catch (error) {
    if (isUniqueViolation(error)) return invalid("name", "Another active location has this name");
    throw error;
  }
}

function toResponse(location: Location, businessName: string): z.output<typeof LocationResponse> {
  return {
    id: location.id,
    ...locationFields(location),
    operating_hours: location.operatingHours,
    facilities: location.facilities,
    slot_capacity: location.slotCapacity,
    is_default: location.isDefault,
    is_active: location.isActive,
    business: { id: location.businessId, name: businessName },
    created_at: isoInstant(location.createdAt),
  };
}

import * as z from "zod";
import { LIMITS } from "../../config";
import { WEEKDAYS } from "../../domain/operating-hours";
import {
  foreignId,
  latitude,
  line,
  longitude,
  operatingHours,
  optionalLine,
  printedDegrees,
  printedInstant,
  queryFlag,
  whole,
} from "./fields";
import { listOf, PageQuery } from "./page";

const facilities = z
  .array(line(LIMITS.nameLength))
  .max(LIMITS.facilities)
  .transform((names) => [...new Set(names)]);

export const NewLocation = z.object({
  /** Only admins name the business; a provider's token does. */
  business_id: foreignId.optional(),
  name: line(LIMITS.nameLength),
  address: line(LIMITS.addressLength),
  instructions: optionalLine(LIMITS.instructionsLength).default(""),
  contact_person: line(LIMITS.nameLength),
  contact_phone: line(LIMITS.nameLength).meta({
    description: "Normalised to E.164; numbers without + are read as South African",
  }),
  latitude,
  longitude,
  operating_hours: operatingHours.nullable().default(null),
  facilities: facilities.default([]),
  is_default: z.boolean().default(false),
  slot_capacity: whole(1, LIMITS.maxSlotCapacity).nullable().default(null),
});

export const LocationChange = z.object({
  name: line(LIMITS.nameLength).optional(),
  address: line(LIMITS.addressLength).optional(),
  instructions: optionalLine(LIMITS.instructionsLength).optional(),
  contact_person: line(LIMITS.nameLength).optional(),
  contact_phone: line(LIMITS.nameLength).optional(),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
  operating_hours: operatingHours.nullable().optional(),
  facilities: facilities.optional(),
  is_default: z.boolean().optional(),
  is_active: z.boolean().optional(),
  slot_capacity: whole(1, LIMITS.maxSlotCapacity).nullable().optional(),
});

export const LocationQuery = PageQuery.extend({
  business_id: foreignId.optional(),
  is_active: queryFlag.optional(),
});

const printedHours = z.strictObject(
  Object.fromEntries(WEEKDAYS.map((day) => [day, z.string().nullable()])) as Record<
    (typeof WEEKDAYS)[number],
    z.ZodNullable<z.ZodString>
  >,
);

export const LocationResponse = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    address: z.string(),
    instructions: z.string(),
    contact_person: z.string(),
    contact_phone: z.string(),
    latitude: printedDegrees,
    longitude: printedDegrees,
    operating_hours: printedHours.nullable(),
    facilities: z.array(z.string()),
    slot_capacity: z.int().nullable(),
    is_default: z.boolean(),
    is_active: z.boolean(),
    business: z.strictObject({ id: z.string(), name: z.string() }),
    created_at: printedInstant,
  })
  .meta({ id: "PickupLocation" });

export const LocationList = listOf(LocationResponse);

export const PublicLocations = z.strictObject({
  business: z.strictObject({ id: z.string(), name: z.string(), address: z.string() }),
  locations: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      address: z.string(),
      latitude: printedDegrees,
      longitude: printedDegrees,
      operating_hours: z.string(),
      facilities: z.array(z.string()),
      instructions: z.string(),
    }),
  ),
});

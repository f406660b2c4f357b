/** Tours between pickup points, as they are printed. */
import * as z from "zod";
import {
  foreignId,
  instant,
  latitude,
  localDate,
  longitude,
  printedDate,
  printedDegrees,
  printedInstant,
  printedRange,
} from "./fields";

const totals = z.strictObject({
  km: z.number(),
  travel_minutes: z.number(),
  waiting_minutes: z.number(),
  lateness_minutes: z.number(),
  ends_at: printedInstant,
});

const leg = z.strictObject({
  from: z.string().nullable().meta({ description: "Null where the tour sets out" }),
  to: z.string().nullable(),
  km: z.number(),
  minutes: z.number(),
});

const visit = {
  eta: printedInstant,
  waiting_minutes: z.number().meta({ description: "Until the window opens" }),
  lateness_minutes: z.number().meta({ description: "After the window has closed" }),
  leaves_at: printedInstant,
};

const place = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  latitude: printedDegrees,
  longitude: printedDegrees,
});

const tour = {
  legs: z.array(leg),
  totals: totals.nullable(),
  baseline: z
    .strictObject({ km: z.number(), travel_minutes: z.number(), lateness_minutes: z.number() })
    .nullable()
    .meta({ description: "The same stops by nearest neighbour within clusters" }),
  map_links: z.array(z.url()).meta({ description: "Directions of Google Maps; a long tour needs several" }),
};

export const BusinessRoute = z.strictObject({
  timezone: z.string().meta({ description: "Of the business, where the windows are wall-clock times" }),
  depart_at: printedInstant.nullable(),
  stops: z.array(z.strictObject({ location: place, pickups: z.int(), window: printedRange, ...visit })),
  ...tour,
});

export const MyRouteQuery = z
  .object({
    date: localDate.optional().meta({ description: "The day of the next pickup when absent" }),
    start_lat: latitude.optional(),
    start_lng: longitude.optional(),
    depart_at: instant.optional().meta({ description: "When absent, in time for the first slot" }),
    customer_id: foreignId.optional().meta({ description: "Whose pickups; admins only" }),
  })
  .refine(({ start_lat, start_lng }) => (start_lat === undefined) === (start_lng === undefined), {
    path: ["start_lng"],
    message: "start_lat and start_lng go together",
  });

export const MyRoute = z.strictObject({
  date: printedDate.nullable().meta({ description: "Null when no pickup is to come" }),
  start: z.strictObject({ latitude: z.number(), longitude: z.number() }).nullable(),
  depart_at: printedInstant.nullable(),
  stops: z.array(
    z.strictObject({
      pickup_id: z.uuid(),
      business: z.string(),
      food_listing: z.string(),
      location: place,
      scheduled_time: printedRange,
      ...visit,
      warning: z.string().nullable().meta({ description: "Why the slot cannot be met" }),
      alternative_slots: z.array(
        z.strictObject({ slot_id: z.uuid(), date: printedDate, time: printedRange, available_spots: z.int() }),
      ),
    }),
  ),
  ...tour,
  too_late: z
    .array(z.uuid())
    .meta({ description: "Pickups whose counter is closed for them before the tour sets out" }),
});

import * as z from "zod";
import { foreignId, localDate, printedDate, printedDegrees, printedTime } from "./fields";

export const GenerateRequest = z.object({ food_listing_id: foreignId, date: localDate });

export const GenerateResponse = z.strictObject({
  message: z.string(),
  food_listing_id: z.string(),
  date: printedDate,
  slots_created: z.int(),
  adjusted: z.boolean(),
  slots: z.array(
    z.strictObject({
      id: z.uuid(),
      slot_number: z.int(),
      start_time: printedTime,
      end_time: printedTime,
      max_orders_per_slot: z.int(),
      current_bookings: z.int(),
      available_spots: z.int(),
      is_available: z.boolean(),
    }),
  ),
});

export const AvailabilityQuery = z.object({
  food_listing_id: foreignId,
  date: localDate.optional(),
  location_id: foreignId.optional(),
});

export const AvailabilityResponse = z.strictObject({
  food_listing: z.strictObject({
    id: z.string(),
    name: z.string(),
    business: z.strictObject({ name: z.string(), address: z.string() }),
  }),
  date: printedDate,
  available_slots: z.array(
    z.strictObject({
      id: z.uuid(),
      start_time: printedTime,
      end_time: printedTime,
      available_spots: z.int(),
      total_capacity: z.int(),
      location: z.strictObject({
        id: z.uuid(),
        name: z.string(),
        address: z.string(),
        instructions: z.string(),
        contact_person: z.string(),
        contact_phone: z.string(),
        latitude: printedDegrees,
        longitude: printedDegrees,
      }),
      estimated_wait_time: z.string().nullable(),
      popularity_score: z.number().min(0).max(1).nullable(),
    }),
  ),
  total_available_slots: z.int(),
  next_available_date: printedDate.nullable(),
});

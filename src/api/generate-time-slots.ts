import { Hono } from "hono";
import { availableSpots } from "../domain/capacity";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { body } from "../http/validate";
import { generateSlots } from "../operations/generate-slots";
import { GenerateRequest, GenerateResponse } from "./schemas/slots";

export const generateTimeSlots = new Hono<SignedIn>().post(
  "/",
  allow("provider", "admin"),
  body(GenerateRequest),
  mayRefuse(404),
  answers("Make a listing's slots for a day", { 200: GenerateResponse, 201: GenerateResponse }),
  async (c) => {
    const { food_listing_id, date } = c.req.valid("json");
    const { businessId } = c.get("principal");
    const deps = c.get("deps");
    const generated = await generateSlots(deps, { foodListingId: food_listing_id, date, businessId });
    if (!generated.ok) return refuse(c, generated.error);
    const { slots, createdCount, isAdjusted } = generated.value;
    const response = {
      message: createdCount > 0 ? "Time slots generated successfully" : "Time slots are up to date",
      food_listing_id,
      date,
      slots_created: createdCount,
      adjusted: isAdjusted,
      slots: slots.map(({ slot, listing }, index) => {
        const spots = availableSpots({ ...slot, listing });
        return {
          id: slot.id,
          slot_number: index + 1,
          start_time: slot.startTime,
          end_time: slot.endTime,
          max_orders_per_slot: listing.maxOrders,
          current_bookings: listing.maxOrders - spots,
          available_spots: spots,
          is_available: spots > 0 && slot.startsAt > deps.now,
        };
      }),
    };
    return createdCount > 0 ? c.json(response, 201) : c.json(response, 200);
  },
);

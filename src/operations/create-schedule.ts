/** Gives a listing its schedule at a location, and the slots that follow from it. */

import { findBusiness } from "../db/businesses";
import { isUniqueViolation } from "../db/client";
import { findListing } from "../db/listings";
import { findLocation } from "../db/locations";
import { deleteSchedule, insertSchedule, type Schedule, type ScheduleContext } from "../db/schedules";
import { isListingBookable } from "../domain/booking-rules";
import { conflict, invalid, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { uuidv7 } from "../ids";
import type { Deps } from "./deps";
import { fitsNowhere, horizonDates, lay, plan, windowTaken } from "./lay-slots";
import { checkPlan, hoursOf } from "./schedule-rules";

export type NewSchedule = Pick<
  Schedule,
  | "businessId"
  | "foodListingId"
  | "locationId"
  | "pickupWindow"
  | "totalSlots"
  | "maxOrdersPerSlot"
  | "slotBufferMinutes"
>;

export const alreadyScheduled = conflict("The food listing already has an active pickup schedule", {
  rule: "one_active_schedule",
});

export async function createSchedule(deps: Deps, request: NewSchedule): Promise<Result<ScheduleContext, Refusal>> {
  const { db, now } = deps;
  const [listing, location, business] = await Promise.all([
    findListing(db, request.foodListingId),
    findLocation(db, request.locationId),
    findBusiness(db, request.businessId),
  ]);
  if (!location || location.businessId !== request.businessId) {
    return err({ kind: "invalid_location", locationId: request.locationId, businessId: request.businessId });
  }
  if (!listing || !business || listing.businessId !== request.businessId) return err(notFound);
  if (!location.isActive) return err(invalid("location_id", "This location is not active"));
  if (!isListingBookable(listing, now)) {
    return err(
      conflict("Slots can only be created for active food listings", {
        rule: "listing_not_active",
        listing_status: listing.status,
      }),
    );
  }
  const schedule: Schedule = { id: uuidv7(now), ...request, isActive: true, createdAt: now, updatedAt: now };
  const context = { schedule, listing, location, business };
  const obstacle = checkPlan(schedule, hoursOf(location, business));
  if (obstacle) return err(obstacle);

  const dates = horizonDates(context, now);
  const planned = await plan(deps, context, dates);
  if (fitsNowhere(planned)) return err(windowTaken(planned));
  try {
    await insertSchedule(db, schedule);
  } catch (error) {
    if (isUniqueViolation(error)) return err(alreadyScheduled);
    throw error;
  }
  const laid = await lay(deps, context, dates);
  if (!fitsNowhere(laid)) return ok(context);
  await deleteSchedule(db, schedule.id); // another schedule took the whole window meanwhile
  return err(windowTaken(laid));
}

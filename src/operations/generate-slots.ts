/** Makes one day's slots of a listing on request. */
import { LIMITS } from "../config";
import { findListing } from "../db/listings";
import { findActiveSchedule } from "../db/schedules";
import { type ListingSlot, listingSlotsOn } from "../db/slots";
import { isListingBookable } from "../domain/booking-rules";
import { conflict, invalid, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { addDays, type LocalDate, localDate } from "../domain/time";
import type { Deps } from "./deps";
import { fitsNowhere, lay, windowTaken } from "./lay-slots";
import { tellFollowers } from "./tell-followers";

export interface GeneratedSlots {
  slots: ListingSlot[];
  createdCount: number;
  isAdjusted: boolean;
}

/** `businessId` is the caller's; null for an admin, who may generate for any. */
export async function generateSlots(
  deps: Deps,
  request: { foodListingId: string; date: LocalDate; businessId: string | null },
): Promise<Result<GeneratedSlots, Refusal>> {
  const { db, now } = deps;
  const listing = await findListing(db, request.foodListingId);
  if (!listing || (request.businessId !== null && listing.businessId !== request.businessId)) return err(notFound);
  if (!isListingBookable(listing, now)) {
    return err(
      conflict("Slots can only be created for active food listings", {
        rule: "listing_not_active",
        listing_status: listing.status,
      }),
    );
  }
  const context = await findActiveSchedule(db, listing.id);
  if (!context) {
    return err(conflict("The food listing has no active pickup schedule", { rule: "no_active_schedule" }));
  }
  const today = localDate(now, context.business.timezone);
  if (request.date < today) return err(invalid("date", "Must not lie in the past"));
  if (request.date > addDays(today, LIMITS.slotHorizonDays)) {
    return err(invalid("date", `Must be at most ${LIMITS.slotHorizonDays} days ahead`));
  }

  const days = await lay(deps, context, [request.date]);
  if (fitsNowhere(days)) return err(windowTaken(days));
  tellFollowers(deps, listing.id, [request.date]);
  const slots = await listingSlotsOn(db, listing.id, request.date);
  const laid = new Set(slots.map(({ slot }) => slot.id));
  return ok({
    slots,
    createdCount: days.flatMap((day) => day.slots).filter(({ id, isNew }) => isNew && laid.has(id)).length,
    isAdjusted: days.some(({ isAdjusted }) => isAdjusted),
  });
}

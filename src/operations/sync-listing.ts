/** Brings a listing's schedule and slots in line with what its events said. Safe to repeat. */

import { LIMITS } from "../config";
import { findOwner } from "../db/businesses";
import { type FoodListing, findListing } from "../db/listings";
import { activeLocations } from "../db/locations";
import { findActiveSchedule, hasSchedule } from "../db/schedules";
import { isListingBookable } from "../domain/booking-rules";
import { createSchedule } from "./create-schedule";
import type { Deps } from "./deps";
import { notify } from "./notify";
import { relaySchedule } from "./relay-schedule";

export async function syncListing(deps: Deps, listingId: string): Promise<void> {
  const listing = await findListing(deps.db, listingId);
  if (!listing) return;
  const context = await findActiveSchedule(deps.db, listingId);
  if (!context) return autoSchedule(deps, listing);
  await relaySchedule(deps, context);
}

/**
 * A listing that comes with a pickup window gets its schedule by itself, once: at the default location, else the
 * oldest, else the next where the window fits. One that a business closed is never brought back.
 */
async function autoSchedule(deps: Deps, listing: FoodListing): Promise<void> {
  const { pickupWindow, businessId } = listing;
  if (pickupWindow === null || !isListingBookable(listing, deps.now)) return;
  if (await hasSchedule(deps.db, listing.id)) return;
  for (const location of await activeLocations(deps.db, businessId)) {
    const created = await createSchedule(deps, {
      businessId,
      foodListingId: listing.id,
      locationId: location.id,
      pickupWindow,
      totalSlots: LIMITS.defaultTotalSlots,
      maxOrdersPerSlot: LIMITS.defaultMaxOrdersPerSlot,
      slotBufferMinutes: LIMITS.defaultSlotBufferMinutes,
    });
    if (created.ok) return;
  }
  await notify(deps, [
    {
      subject: listing.id,
      type: "listing_unscheduled",
      pickupId: null,
      businessId,
      userId: await findOwner(deps.db, businessId),
      dueAt: deps.now,
      expiresAt: null,
    },
  ]);
}

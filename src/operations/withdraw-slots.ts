/** Takes slots away from a listing: their objects first, so that no booking can slip in, then D1. */
import { withdrawListing } from "../booking/client";
import { closeSlots, type ListingSlot } from "../db/slots";
import type { Deps } from "./deps";
import { inBatches } from "./in-batches";

/** Not forced, slots with live bookings of the listing stay as they are. Forced, those bookings stand but no new one comes. */
export async function withdrawSlots(
  deps: Deps,
  slots: ListingSlot[],
  { isForced }: { isForced: boolean },
): Promise<void> {
  const answers = await inBatches(slots, async ({ slot, listing }) => ({
    slotId: slot.id,
    listingId: listing.foodListingId,
    ...(await withdrawListing(deps.env, {
      slotId: slot.id,
      listingId: listing.foodListingId,
      version: slot.configVersion + 1,
      isForced,
    })),
  }));
  const closed = answers.filter(({ live }) => isForced || live === 0);
  for (const [listingId, group] of Map.groupBy(closed, (answer) => answer.listingId)) {
    const booked = group.filter(({ live }) => live > 0);
    await closeSlots(
      deps.db,
      listingId,
      group.map(({ slotId }) => slotId),
      booked.map(({ slotId }) => slotId),
    );
  }
}

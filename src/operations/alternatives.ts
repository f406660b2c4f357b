/** Which other slots of a listing somebody could book instead. */
import { LIMITS } from "../config";
import { type Alternative, alternativesTo, type Wanted as WantedSlot } from "../db/slots";
import { type BookableListing, earliestStart, isListingBookable } from "../domain/booking-rules";
import { availableSpots } from "../domain/capacity";
import type { AlternativeSlot } from "../domain/refusal";
import type { Deps } from "./deps";

export type Wanted = Omit<WantedSlot, "foodListingId"> & { listing: BookableListing & { id: string } };

/** In the order of those who ask. */
export async function alternativeSlots({ db, now }: Deps, wanted: readonly Wanted[]): Promise<AlternativeSlot[][]> {
  const asked = wanted.filter(({ listing }) => isListingBookable(listing, now));
  const found =
    asked.length === 0
      ? []
      : await alternativesTo(
          db,
          asked.map(({ listing, ...slot }) => ({ ...slot, foodListingId: listing.id })),
          { from: earliestStart(now), limit: LIMITS.alternativeSlots },
        );
  return wanted.map((one) => (found[asked.indexOf(one)] ?? []).map(toAlternative));
}

const toAlternative = ({ slotId, date, startTime, endTime, ...seats }: Alternative): AlternativeSlot => ({
  slot_id: slotId,
  date,
  time: `${startTime}-${endTime}`,
  available_spots: availableSpots({ ...seats, listing: { maxOrders: seats.maxOrders, taken: seats.listingTaken } }),
});

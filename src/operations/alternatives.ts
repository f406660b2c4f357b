/** Which other slots of a listing somebody could book instead. */
import { LIMITS } from "../config";
import { alternativesTo } from "../db/slots";
import { type BookableListing, earliestStart, isListingBookable } from "../domain/booking-rules";
import { availableSpots } from "../domain/capacity";
import type { AlternativeSlot } from "../domain/refusal";
import type { EpochMs, LocalDate } from "../domain/time";
import type { Deps } from "./deps";

export interface Wanted {
  listing: BookableListing & { id: string };
  /** The one that it is not to be. */
  slotId: string;
  /** The nearer to this the better. */
  near: EpochMs;
  /** For who comes later: slots that are over by then are no alternative. */
  endsAfter?: EpochMs;
  lastDate: LocalDate;
}

export async function alternativeSlots({ db, now }: Deps, wanted: Wanted): Promise<AlternativeSlot[]> {
  const { listing, slotId, near, endsAfter, lastDate } = wanted;
  if (!isListingBookable(listing, now)) return [];
  const others = await alternativesTo(db, {
    foodListingId: listing.id,
    slotId,
    startsAt: near,
    from: earliestStart(now),
    endsAfter,
    lastDate,
    limit: LIMITS.alternativeSlots,
  });
  return others.map((other) => ({
    slot_id: other.slot.id,
    date: other.slot.date,
    time: `${other.slot.startTime}-${other.slot.endTime}`,
    available_spots: availableSpots({ ...other.slot, listing: other.listing }),
  }));
}

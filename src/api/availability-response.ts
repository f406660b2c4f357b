/** What can be booked of a listing now, for `available-slots` and the live feed alike. */
import type * as z from "zod";
import { LIMITS } from "../config";
import { type Availability, loadAvailability } from "../db/availability";
import type { Database } from "../db/client";
import { earliestStart, isListingBookable, latestDate } from "../domain/booking-rules";
import { availableSpots } from "../domain/capacity";
import {
  addDays,
  durationInWords,
  type EpochMs,
  type LocalDate,
  localDate,
  MINUTE_MS,
  weekdayIndex,
} from "../domain/time";
import { locationFields } from "./location-fields";
import type { AvailabilityResponse } from "./schemas/slots";

export type Known = Availability & { [K in "listing" | "business"]: NonNullable<Availability[K]> };

/** Null for a listing that nobody has told of. */
export async function readAvailability(db: Database, foodListingId: string, now: EpochMs): Promise<Known | null> {
  // No zone is more than a day from UTC, so this covers "today" wherever the business is.
  const utcDate = localDate(now, "UTC");
  const facts = await loadAvailability(db, {
    foodListingId,
    from: addDays(utcDate, -1),
    startingAt: earliestStart(now),
    since: addDays(utcDate, -7 * LIMITS.historyWeeks),
  });
  return facts.listing && facts.business ? (facts as Known) : null;
}

export function toAvailabilityResponse(
  facts: Known,
  { date: asked, locationId, now }: { date?: LocalDate; locationId?: string; now: EpochMs },
): z.infer<typeof AvailabilityResponse> {
  const { listing, business } = facts;
  const date = asked ?? localDate(now, business.timezone);
  const lastDate = latestDate(now, business.timezone);
  const bookable = isListingBookable(listing, now)
    ? facts.slots.flatMap((slot) => {
        const location = facts.locations.find(({ id }) => id === slot.locationId);
        const spots = availableSpots({ ...slot, listing: { maxOrders: slot.maxOrders, taken: slot.listingTaken } });
        const isOffered = spots > 0 && slot.date <= lastDate && (locationId ?? slot.locationId) === slot.locationId;
        return location && isOffered ? [{ slot, location, spots }] : [];
      })
    : [];
  const ofDay = bookable.filter(({ slot }) => slot.date === date);
  return {
    food_listing: {
      id: listing.id,
      name: listing.name,
      business: { name: business.name, address: business.address },
    },
    date,
    available_slots: ofDay.map(({ slot, location, spots }) => ({
      id: slot.id,
      start_time: slot.startTime,
      end_time: slot.endTime,
      available_spots: spots,
      total_capacity: slot.maxOrders,
      location: {
        id: location.id,
        ...locationFields(location),
      },
      estimated_wait_time: waitTime(facts, slot, location.id),
      popularity_score: popularity(facts, slot, location.id),
    })),
    total_available_slots: ofDay.length,
    next_available_date: bookable.find(({ slot }) => slot.date > date)?.slot.date ?? null,
  };
}

type SlotHour = Pick<Availability["slots"][number], "date" | "startTime">;

/** Share of seats booked at the location on this weekday and hour in the last weeks; null without history. */
function popularity({ history }: Availability, slot: SlotHour, locationId: string): number | null {
  const weekday = weekdayIndex(slot.date);
  const hour = slot.startTime.slice(0, 2);
  const cell = history.find((row) => row.locationId === locationId && row.weekday === weekday && row.hour === hour);
  return cell && cell.seats > 0 ? Math.min(1, Math.round((cell.taken / cell.seats) * 100) / 100) : null;
}

/** Measured time at the counter in this hour, from the check of the code to the hand-over; null where too few were measured. */
function waitTime({ history }: Availability, slot: SlotHour, locationId: string): string | null {
  const cells = history.filter((row) => row.locationId === locationId && row.hour === slot.startTime.slice(0, 2));
  const counted = cells.reduce((sum, cell) => sum + cell.counted, 0);
  if (counted < LIMITS.minWaitSamples) return null;
  const counterMs = cells.reduce((sum, cell) => sum + cell.counterMs, 0);
  return durationInWords(Math.max(MINUTE_MS, counterMs / counted));
}

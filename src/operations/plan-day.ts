/** A business's schedules as the plan of one day. */
import type { ScheduleContext } from "../db/schedules";
import { isListingBookable } from "../domain/booking-rules";
import { isOpenFor } from "../domain/operating-hours";
import type { DayPlan, PlannedSchedule } from "../domain/optimization/day-plan";
import { parseWindow } from "../domain/slot-grid";
import { instantAt, type LocalDate, localTime, MINUTES_PER_DAY, minuteOfDay, weekdayIndex } from "../domain/time";
import { hoursOf } from "./schedule-rules";

/** Leaves out what offers nothing on the day: listings that are over, closed locations, windows outside the hours. */
export function planDay(contexts: readonly ScheduleContext[], date: LocalDate): DayPlan {
  const schedules = contexts.flatMap((context) => planned(context, date));
  const used = new Set(schedules.map(({ locationId }) => locationId));
  const locations = new Map(contexts.map(({ location }) => [location.id, location]));
  return {
    schedules,
    locations: [...locations.values()]
      .filter(({ id }) => used.has(id))
      .map(({ id, name, slotCapacity }) => ({ id, name, slotCapacity })),
  };
}

function planned({ schedule, listing, location, business }: ScheduleContext, date: LocalDate): PlannedSchedule[] {
  const window = parseWindow(schedule.pickupWindow);
  const zone = business.timezone;
  if (window === null || !location.isActive || !isListingBookable(listing, instantAt(date, 0, zone))) return [];
  if (!isOpenFor(hoursOf(location, business), weekdayIndex(date), window)) return [];
  const isOverThatDay = listing.expiresAt !== null && listing.expiresAt < instantAt(date, MINUTES_PER_DAY, zone);
  const expires = isOverThatDay ? minuteOfDay(localTime(listing.expiresAt ?? 0, zone)) : null;
  return [
    {
      id: schedule.id,
      listingName: listing.name,
      locationId: location.id,
      window,
      totalSlots: schedule.totalSlots,
      maxOrders: schedule.maxOrdersPerSlot,
      bufferMinutes: schedule.slotBufferMinutes,
      lastMinute: expires ?? MINUTES_PER_DAY,
    },
  ];
}

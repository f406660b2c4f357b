/** Lays a schedule's slots on given days, around what its location already has. */
import { LIMITS } from "../config";
import type { ScheduleContext } from "../db/schedules";
import { type LaidSlot, laySlots, openSlotsBetween, type TimeSlot } from "../db/slots";
import { isListingBookable } from "../domain/booking-rules";
import { isOpenFor } from "../domain/operating-hours";
import { conflict, type Refusal } from "../domain/refusal";
import { parseWindow, planGrid } from "../domain/slot-grid";
import { slotId } from "../domain/slot-id";
import { layStretches, type Stretch } from "../domain/slot-laying";
import { addDays, instantAt, type LocalDate, localDate, localTime, weekdayIndex } from "../domain/time";
import type { Deps } from "./deps";
import { StoresUnreachable } from "./refusals";
import { hoursOf } from "./schedule-rules";

export interface DayPlan {
  date: LocalDate;
  /** `isNew` for stretches that the location does not have yet. */
  slots: (LaidSlot & { isNew: boolean })[];
  isAdjusted: boolean;
  conflicts: TimeSlot[];
}

/** From today to the horizon in the business's zone, none for a listing that is over. */
export function horizonDates({ listing, business }: ScheduleContext, now: number): LocalDate[] {
  if (!isListingBookable(listing, now)) return [];
  const today = localDate(now, business.timezone);
  return Array.from({ length: LIMITS.slotHorizonDays + 1 }, (_, days) => addDays(today, days));
}

/**
 * What laying would do. Stretches that have begun, end after the listing expires or lie outside the location's hours
 * that day are not asked for.
 */
function planDays(
  { schedule, listing, location, business }: ScheduleContext,
  dates: LocalDate[],
  existing: TimeSlot[],
  now: number,
): Promise<DayPlan[]> {
  const window = parseWindow(schedule.pickupWindow);
  if (window === null) throw new Error(`Schedule ${schedule.id} has no readable window`);
  const zone = business.timezone;
  const hours = hoursOf(location, business);
  const isOffered = ({ startsAt, endsAt }: Stretch) =>
    startsAt > now && (listing.expiresAt === null || endsAt <= listing.expiresAt);
  const grid = planGrid({ window, totalSlots: schedule.totalSlots, bufferMinutes: schedule.slotBufferMinutes });

  return Promise.all(
    dates.map(async (date): Promise<DayPlan> => {
      const isOpen = isOpenFor(hours, weekdayIndex(date), window);
      const asked = (isOpen ? grid : [])
        .map(({ start, end }) => ({ startsAt: instantAt(date, start, zone), endsAt: instantAt(date, end, zone) }))
        .filter((stretch) => stretch.endsAt > stretch.startsAt && isOffered(stretch));
      const theirs = existing.filter((slot) => slot.date === date);
      const bounds = { startsAt: instantAt(date, window.start, zone), endsAt: instantAt(date, window.end, zone) };
      const laying = layStretches(asked, theirs, bounds, isOpen ? theirs.filter(isOffered) : []);
      const slots = await Promise.all(
        laying.stretches.map(async ({ startsAt, endsAt, origin }) => ({
          id: await slotId(location.id, { startsAt, endsAt }),
          date,
          startTime: localTime(startsAt, zone),
          endTime: localTime(endsAt, zone),
          startsAt,
          endsAt,
          isNew: origin === "new",
        })),
      );
      const conflicts = theirs.filter((slot) => laying.conflicts.some(({ startsAt }) => startsAt === slot.startsAt));
      return { date, slots, isAdjusted: laying.isAdjusted, conflicts };
    }),
  );
}

/** Whether slots were asked for and every one of them was in another's way. */
export const fitsNowhere = (days: DayPlan[]): boolean =>
  days.every(({ slots }) => slots.length === 0) && days.some(({ conflicts }) => conflicts.length > 0);

export const windowTaken = (days: DayPlan[]): Refusal =>
  conflict("Other slots of this location take the whole window", {
    rule: "window_taken",
    conflicts: days.flatMap(({ conflicts }) =>
      conflicts.map((slot) => ({
        slot_id: slot.id,
        date: slot.date,
        start_time: slot.startTime,
        end_time: slot.endTime,
      })),
    ),
  });

async function layDays(deps: Deps, { schedule, location }: ScheduleContext, days: DayPlan[]): Promise<boolean> {
  const slots = days.flatMap((day) => day.slots);
  if (slots.length === 0) return true;
  const laid = await laySlots(deps.db, {
    businessId: schedule.businessId,
    locationId: location.id,
    scheduleId: schedule.id,
    foodListingId: schedule.foodListingId,
    maxOrders: schedule.maxOrdersPerSlot,
    now: deps.now,
    slots,
  });
  return laid === slots.length;
}

/**
 * Lays a schedule's slots on the days and answers what was laid. Safe to repeat. Another schedule may take the time
 * between planning and laying: then it is planned again around that one. */
export async function lay(deps: Deps, context: ScheduleContext, dates: LocalDate[]): Promise<DayPlan[]> {
  const newIds = new Set<string>();
  for (let tries = 1; tries <= LIMITS.layingAttempts; tries += 1) {
    const days = await plan(deps, context, dates);
    for (const { id, isNew } of days.flatMap(({ slots }) => slots)) if (isNew) newIds.add(id);
    if (await layDays(deps, context, days)) {
      return days.map((day) => ({ ...day, slots: day.slots.map((slot) => ({ ...slot, isNew: newIds.has(slot.id) })) }));
    }
  }
  throw new StoresUnreachable();
}

/** Lays from today to the horizon. */
export const layHorizon = (deps: Deps, context: ScheduleContext): Promise<DayPlan[]> =>
  lay(deps, context, horizonDates(context, deps.now));

/** What laying on the days would do now, were the slots `leaving` gone. */
export async function plan(
  deps: Deps,
  context: ScheduleContext,
  dates: LocalDate[],
  leaving: ReadonlySet<string> = new Set(),
): Promise<DayPlan[]> {
  const [first, last] = [dates.at(0), dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const existing = await openSlotsBetween(deps.db, context.location.id, first, last);
  return planDays(
    context,
    dates,
    existing.filter(({ id }) => !leaving.has(id)),
    deps.now,
  );
}

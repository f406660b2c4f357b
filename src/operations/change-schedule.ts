/** Changes or closes a schedule. Bookings stay where they are; unbooked slots are withdrawn and laid again. */
import { isUniqueViolation } from "../db/client";
import { findLocation } from "../db/locations";
import { findSchedule, type Schedule, type ScheduleContext, updateSchedule } from "../db/schedules";
import type { ScheduleState } from "../db/schema";
import { futureSlotsOf } from "../db/slots";
import { conflict, invalid, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { alreadyScheduled } from "./create-schedule";
import type { Deps } from "./deps";
import { fitsNowhere, horizonDates, windowTaken } from "./lay-slots";
import { planRelaying, relaySchedule } from "./relay-schedule";
import { checkPlan, hoursOf } from "./schedule-rules";
import { tellFollowers } from "./tell-followers";
import { withdrawSlots } from "./withdraw-slots";

export const scheduleChanged = conflict("The schedule has changed since", { rule: "schedule_changed" });

/** Refused once the schedule is not `expected` any more: it may have been changed since it was read. */
export async function changeSchedule(
  deps: Deps,
  context: ScheduleContext,
  change: Partial<ScheduleState>,
  expected?: ScheduleState,
): Promise<Result<ScheduleContext, Refusal>> {
  const { db, now } = deps;
  const schedule: Schedule = { ...context.schedule, ...change, updatedAt: now };
  const location = await findLocation(db, schedule.locationId);
  if (!location || location.businessId !== schedule.businessId) {
    return err({ kind: "invalid_location", locationId: schedule.locationId, businessId: schedule.businessId });
  }
  const isMoved = movesSlots(context.schedule, schedule);
  const obstacle = isMoved ? checkPlan(schedule, hoursOf(location, context.business)) : null;
  if (obstacle) return err(obstacle);
  if (schedule.isActive) {
    if (!location.isActive) return err(invalid("location_id", "This location is not active"));
    const { days } = await planRelaying(deps, { ...context, schedule, location });
    if (isMoved && fitsNowhere(days)) return err(windowTaken(days));
  }
  try {
    const isWritten = await updateSchedule(db, { id: schedule.id, expected }, { ...change, updatedAt: now });
    if (!isWritten) return err(scheduleChanged);
  } catch (error) {
    if (isUniqueViolation(error)) return err(alreadyScheduled);
    throw error;
  }
  // As it is stored: another change may have written other columns since this one read them.
  const changed = await findSchedule(db, schedule.id);
  if (!changed) return err(scheduleChanged);
  if (changed.schedule.isActive) await relaySchedule(deps, changed);
  else await closeSchedule(deps, changed);
  return ok(changed);
}

/** Stops offering a schedule's slots. Those that are booked stand until they are collected. */
export async function closeSchedule(deps: Deps, context: ScheduleContext): Promise<void> {
  const { schedule, listing } = context;
  const slots = await futureSlotsOf(deps.db, schedule.id, deps.now);
  await withdrawSlots(deps, { scheduleId: schedule.id, slotIds: slots.map(({ slot }) => slot.id), isOver: true });
  tellFollowers(deps, listing.id, horizonDates(context, deps.now));
}

const movesSlots = (before: Schedule, after: Schedule): boolean =>
  (["locationId", "pickupWindow", "totalSlots", "slotBufferMinutes"] as const).some(
    (key) => before[key] !== after[key],
  );

/** Changes or closes a schedule. Bookings stay where they are; unbooked slots are withdrawn and laid again. */
import { isUniqueViolation } from "../db/client";
import { findLocation } from "../db/locations";
import { type Schedule, type ScheduleContext, updateSchedule } from "../db/schedules";
import { futureSlotsOf } from "../db/slots";
import { invalid, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { alreadyScheduled } from "./create-schedule";
import type { Deps } from "./deps";
import {
  type DayPlan,
  existingSlots,
  fitsNowhere,
  horizonDates,
  layHorizon,
  planDays,
  relay,
  windowTaken,
} from "./lay-slots";
import { checkPlan, hoursOf } from "./schedule-rules";
import { withdrawSlots } from "./withdraw-slots";

export type ScheduleChange = Partial<
  Pick<Schedule, "locationId" | "pickupWindow" | "totalSlots" | "maxOrdersPerSlot" | "slotBufferMinutes" | "isActive">
>;

export async function changeSchedule(
  deps: Deps,
  context: ScheduleContext,
  change: ScheduleChange,
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
  const changed = { ...context, schedule, location };
  if (!schedule.isActive) return ok(await closeSchedule(deps, changed));
  if (!location.isActive) return err(invalid("location_id", "This location is not active"));

  if (isMoved) {
    const planned = await planAfterLeaving(deps, changed);
    if (fitsNowhere(planned)) return err(windowTaken(planned));
  }
  try {
    await updateSchedule(db, schedule);
  } catch (error) {
    if (isUniqueViolation(error)) return err(alreadyScheduled);
    throw error;
  }
  await (isMoved ? relay(deps, changed) : layHorizon(deps, changed));
  return ok(changed);
}

/** Stops offering a schedule's slots. Those that are booked stand until they are collected. */
export async function closeSchedule(deps: Deps, context: ScheduleContext): Promise<ScheduleContext> {
  const schedule = { ...context.schedule, isActive: false, updatedAt: deps.now };
  await updateSchedule(deps.db, schedule);
  await withdrawSlots(deps, await futureSlotsOf(deps.db, schedule.id, deps.now), { isForced: true });
  return { ...context, schedule };
}

const movesSlots = (before: Schedule, after: Schedule): boolean =>
  (["locationId", "pickupWindow", "totalSlots", "slotBufferMinutes"] as const).some(
    (key) => before[key] !== after[key],
  );

/** What the new grid would find once the schedule's own free slots, which no other listing uses, are gone. */
async function planAfterLeaving(deps: Deps, context: ScheduleContext): Promise<DayPlan[]> {
  const own = await futureSlotsOf(deps.db, context.schedule.id, deps.now);
  const leaving = new Set(own.filter(({ slot, isShared }) => slot.taken === 0 && !isShared).map(({ slot }) => slot.id));
  const dates = horizonDates(context, deps.now);
  const existing = await existingSlots(deps, context.location.id, dates);
  const staying = existing.filter(({ id }) => !leaving.has(id));
  return planDays(context, dates, staying, deps.now);
}

/** Changes or closes a schedule. Bookings stay where they are; unbooked slots are withdrawn and laid again. */
import { isUniqueViolation } from "../db/client";
import { findLocation } from "../db/locations";
import { type Schedule, type ScheduleContext, updateSchedule } from "../db/schedules";
import { futureSlotsOf } from "../db/slots";
import { conflict, invalid, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { alreadyScheduled } from "./create-schedule";
import type { Deps } from "./deps";
import { describeConflicts, existingSlots, fitsNowhere, horizonDates, layHorizon, planDays } from "./lay-slots";
import { checkPlan } from "./schedule-rules";
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
  if (!schedule.isActive) return ok(await closeSchedule(deps, { ...context, schedule }));

  const location = await findLocation(db, schedule.locationId);
  if (!location || location.businessId !== schedule.businessId) {
    return err({ kind: "invalid_location", locationId: schedule.locationId, businessId: schedule.businessId });
  }
  if (!location.isActive) return err(invalid("location_id", "This location is not active"));
  const obstacle = checkPlan(schedule, location);
  if (obstacle) return err(obstacle);

  const changed = { ...context, schedule, location };
  const own = await futureSlotsOf(db, schedule.id, now);
  const days = await planWithout(deps, changed, new Set(own.filter(isFree).map(({ slot }) => slot.id)));
  if (fitsNowhere(days)) {
    return err(conflict("Other slots of this location take the whole window", { conflicts: describeConflicts(days) }));
  }
  try {
    await updateSchedule(db, schedule);
  } catch (error) {
    if (isUniqueViolation(error)) return err(alreadyScheduled);
    throw error;
  }
  if (movesSlots(context.schedule, schedule)) await withdrawSlots(deps, own, { isForced: false });
  await layHorizon(deps, changed);
  return ok(changed);
}

/** Stops offering a schedule's slots. Those that are booked stand until they are collected. */
export async function closeSchedule(deps: Deps, context: ScheduleContext): Promise<ScheduleContext> {
  const schedule = { ...context.schedule, isActive: false, updatedAt: deps.now };
  await updateSchedule(deps.db, schedule);
  await withdrawSlots(deps, await futureSlotsOf(deps.db, schedule.id, deps.now), { isForced: true });
  return { ...context, schedule };
}

const isFree = ({ slot }: { slot: { taken: number } }) => slot.taken === 0;

const movesSlots = (before: Schedule, after: Schedule): boolean =>
  (["locationId", "pickupWindow", "totalSlots", "slotBufferMinutes"] as const).some(
    (key) => before[key] !== after[key],
  );

/** What the new grid would find once the schedule's own free slots are gone. */
async function planWithout(deps: Deps, context: ScheduleContext, leaving: Set<string>) {
  const dates = horizonDates(context, deps.now);
  const existing = await existingSlots(deps, context.location.id, dates);
  return planDays(
    context,
    dates,
    existing.filter(({ id }) => !leaving.has(id)),
    deps.now,
  );
}

/** What a schedule must satisfy by itself and at its location. */
import type { Location } from "../db/locations";
import type { Schedule } from "../db/schedules";
import { fitsSomeDay, printHours } from "../domain/operating-hours";
import { invalid, type Refusal } from "../domain/refusal";
import { parseWindow, slotDuration } from "../domain/slot-grid";

export type SchedulePlan = Pick<Schedule, "pickupWindow" | "totalSlots" | "slotBufferMinutes">;

/** Minutes each slot lasts, or why the plan makes no slots. */
export function checkPlan(plan: SchedulePlan, location: Location): Refusal | null {
  const window = parseWindow(plan.pickupWindow);
  if (window === null) return invalid("pickup_window", "Must read HH:MM-HH:MM and end after it starts");
  if (durationOf(plan) < 1) {
    return invalid("pickup_window", "Too short for so many slots and buffers: a slot would last under 1 minute");
  }
  if (!fitsSomeDay(location.operatingHours, window)) {
    return invalid("pickup_window", `Outside the location's operating hours (${printHours(location.operatingHours)})`);
  }
  return null;
}

export function durationOf({ pickupWindow, totalSlots, slotBufferMinutes }: SchedulePlan): number {
  const window = parseWindow(pickupWindow);
  return window === null ? 0 : slotDuration({ window, totalSlots, bufferMinutes: slotBufferMinutes });
}

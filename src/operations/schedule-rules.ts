/** What a schedule must satisfy by itself and at its location. */
import type { Business } from "../db/businesses";
import type { Location } from "../db/locations";
import type { Schedule } from "../db/schedules";
import { fitsSomeDay, type OperatingHours, printHours } from "../domain/operating-hours";
import { invalid, type Refusal } from "../domain/refusal";
import { parseWindow, slotDuration } from "../domain/slot-grid";

export type SchedulePlan = Pick<Schedule, "pickupWindow" | "totalSlots" | "slotBufferMinutes">;

/** A location without hours of its own keeps its business's. */
export const hoursOf = (location: Location, business: Business): OperatingHours | null =>
  location.operatingHours ?? business.operatingHours;

/** Why the plan makes no slots, or null. */
export function checkPlan(plan: SchedulePlan, hours: OperatingHours | null): Refusal | null {
  const window = parseWindow(plan.pickupWindow);
  if (window === null) return invalid("pickup_window", "Must read HH:MM-HH:MM and end after it starts");
  if (durationOf(plan) < 1) {
    return invalid("pickup_window", "Too short for so many slots and buffers: a slot would last under 1 minute");
  }
  if (!fitsSomeDay(hours, window)) {
    return invalid("pickup_window", `Outside the location's operating hours (${printHours(hours)})`);
  }
  return null;
}

/** Minutes each slot lasts. */
export function durationOf({ pickupWindow, totalSlots, slotBufferMinutes }: SchedulePlan): number {
  const window = parseWindow(pickupWindow);
  return window === null ? 0 : slotDuration({ window, totalSlots, bufferMinutes: slotBufferMinutes });
}

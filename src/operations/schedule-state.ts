/** What advice knows of a schedule, and whether it is still so. */
import type { Schedule } from "../db/schedules";
import type { ScheduleState } from "../db/schema";
import type { ScheduleEdit } from "../domain/optimization/day-plan";

export const stateOf = (schedule: Schedule): ScheduleState => ({
  locationId: schedule.locationId,
  pickupWindow: schedule.pickupWindow,
  totalSlots: schedule.totalSlots,
  maxOrdersPerSlot: schedule.maxOrdersPerSlot,
  slotBufferMinutes: schedule.slotBufferMinutes,
  isActive: schedule.isActive,
});

export const changeOf = ({ change }: ScheduleEdit): Partial<ScheduleState> => ({
  ...(change.totalSlots !== undefined && { totalSlots: change.totalSlots }),
  ...(change.maxOrders !== undefined && { maxOrdersPerSlot: change.maxOrders }),
});

export function isInState(schedule: Schedule, state: ScheduleState): boolean {
  const now = stateOf(schedule);
  return (Object.keys(now) as (keyof ScheduleState)[]).every((key) => now[key] === state[key]);
}

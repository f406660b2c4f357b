/** One day of a business as its schedules plan it: who offers what, and the slots that follow. */
import { type MinuteRange, planGrid, slotDuration } from "../slot-grid";

export interface PlannedLocation {
  id: string;
  name: string;
  /** Null where a slot holds what its schedules ask for. */
  slotCapacity: number | null;
}

export interface PlannedSchedule {
  id: string;
  listingName: string;
  locationId: string;
  window: MinuteRange;
  totalSlots: number;
  maxOrders: number;
  bufferMinutes: number;
  /** Slots end by this minute of the day: the listing expires then. */
  lastMinute: number;
}

export interface DayPlan {
  locations: readonly PlannedLocation[];
  /** In the order in which they were laid: a later one gives way. */
  schedules: readonly PlannedSchedule[];
}

export interface PlannedSlot extends MinuteRange {
  locationId: string;
  seats: number;
}

/** What a recommendation changes; as much of it as the API can change. */
export interface ScheduleEdit {
  scheduleId: string;
  change: { totalSlots?: number; maxOrders?: number };
}

export const hourOf = ({ start }: MinuteRange): number => Math.floor(start / 60);
export const cellKey = (locationId: string, hour: number): string => `${hour}@${locationId}`;

/** The grid of a schedule by itself, without what another has taken. */
export const gridOf = (schedule: PlannedSchedule): MinuteRange[] =>
  planGrid(schedule).filter(({ start, end }) => end > start && end <= schedule.lastMinute);

export const durationOf = (schedule: PlannedSchedule): number => slotDuration(schedule);

/** A changed schedule is laid again around the others, as it is when the change is made. */
export function withEdit({ locations, schedules }: DayPlan, { scheduleId, change }: ScheduleEdit): DayPlan {
  const changed = schedules.filter(({ id }) => id === scheduleId).map((schedule) => ({ ...schedule, ...change }));
  return { locations, schedules: [...schedules.filter(({ id }) => id !== scheduleId), ...changed] };
}

/** In order of time at each location. Slots of a location never overlap; equal stretches are one slot. */
export function layDay({ locations, schedules }: DayPlan): PlannedSlot[] {
  return locations.flatMap((location) => {
    const here = schedules.filter(({ locationId }) => locationId === location.id);
    const laid: MinuteRange[] = [];
    for (const stretch of here.flatMap(gridOf)) {
      if (!laid.some((other) => stretch.start < other.end && other.start < stretch.end)) laid.push(stretch);
    }
    return laid
      .map((stretch) => ({ ...stretch, locationId: location.id, seats: seatsOf(stretch, here, location) }))
      .sort((a, b) => a.start - b.start);
  });
}

/** Every schedule whose window holds a slot uses it, none beyond its own limit. */
function seatsOf(slot: MinuteRange, here: readonly PlannedSchedule[], { slotCapacity }: PlannedLocation): number {
  const users = here.filter(
    ({ window, lastMinute }) => slot.start >= window.start && slot.end <= Math.min(window.end, lastMinute),
  );
  const limits = users.map(({ maxOrders }) => maxOrders);
  if (slotCapacity === null) return Math.max(0, ...limits);
  return Math.min(
    slotCapacity,
    limits.reduce((sum, limit) => sum + limit, 0),
  );
}

/** The schedule that offers most seats in an hour, at one location or at any. */
export function carrierOf(
  { schedules }: DayPlan,
  hour: number,
  locationId?: string,
): { schedule: PlannedSchedule; slots: number } | null {
  const carriers = schedules
    .filter((schedule) => locationId === undefined || schedule.locationId === locationId)
    .map((schedule) => ({ schedule, slots: gridOf(schedule).filter((slot) => hourOf(slot) === hour).length }))
    .filter(({ slots }) => slots > 0)
    .sort(
      (a, b) =>
        b.slots * b.schedule.maxOrders - a.slots * a.schedule.maxOrders || (a.schedule.id < b.schedule.id ? -1 : 1),
    );
  return carriers[0] ?? null;
}

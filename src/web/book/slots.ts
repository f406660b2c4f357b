/** The times of a day while somebody looks at them. Pure. */
import type { Slot } from "./answers";

const OFFERED = 3;

/**
 * What is shown after news: a time that can no longer be booked stays, without spots, instead of vanishing under somebody's
 * finger.
 */
export function mergeSlots(shown: readonly Slot[], fresh: readonly Slot[]): Slot[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const gone = shown.filter(({ id }) => !ids.has(id)).map((slot) => ({ ...slot, available_spots: 0 }));
  return [...fresh, ...gone].sort((a, b) => a.start_time.localeCompare(b.start_time));
}

/** The bookable times nearest to the one that was wanted, in order of time. */
export function nearestFree(slots: readonly Slot[], wanted: Slot): Slot[] {
  const distance = (slot: Slot) => Math.abs(minutes(slot.start_time) - minutes(wanted.start_time));
  return slots
    .filter(({ id, available_spots }) => id !== wanted.id && available_spots > 0)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, OFFERED)
    .sort((a, b) => a.start_time.localeCompare(b.start_time));
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

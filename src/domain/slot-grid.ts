/** The plain grid of a pickup window: which stretches of the day a schedule asks for. */
import { MINUTES_PER_DAY, minuteOfDay } from "./time";

/** Minutes after local midnight; `end` is 1440 for a window that ends at midnight. */
export interface MinuteRange {
  start: number;
  end: number;
}

export interface GridPlan {
  window: MinuteRange;
  totalSlots: number;
  bufferMinutes: number;
}

/** Reads `HH:MM-HH:MM`; an end of `00:00` is midnight. Null when it is no window or ends before it starts. */
export function parseWindow(text: string): MinuteRange | null {
  const [from, to, ...rest] = text.split("-");
  if (from === undefined || to === undefined || rest.length > 0) return null;
  const start = minuteOfDay(from.trim());
  const end = to.trim() === "00:00" ? MINUTES_PER_DAY : minuteOfDay(to.trim());
  return start !== null && end !== null && end > start ? { start, end } : null;
}

/** Length of each slot in minutes; 0 or less means the window is too short for so many slots and buffers. */
export function slotDuration({ window, totalSlots, bufferMinutes }: GridPlan): number {
  return Math.floor((window.end - window.start) / totalSlots) - bufferMinutes;
}

/** Slot k starts at `window.start + k * pitch` and leaves the buffer free before the next. */
export function planGrid(plan: GridPlan): MinuteRange[] {
  const pitch = Math.floor((plan.window.end - plan.window.start) / plan.totalSlots);
  const duration = slotDuration(plan);
  return Array.from({ length: plan.totalSlots }, (_, k) => {
    const start = plan.window.start + k * pitch;
    return { start, end: start + duration };
  });
}

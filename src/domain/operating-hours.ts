/** Opening hours per weekday, their printed form, and whether a window lies inside them. */
import { type MinuteRange, parseWindow } from "./slot-grid";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `HH:MM-HH:MM` for each open weekday, null where closed. */
export type OperatingHours = Record<Weekday, string | null>;

export function hoursOn(hours: OperatingHours, weekday: number): MinuteRange | null {
  const name = WEEKDAYS[weekday];
  const text = name === undefined ? null : hours[name];
  return text === null ? null : parseWindow(text);
}

const inside = (inner: MinuteRange, outer: MinuteRange) => inner.start >= outer.start && inner.end <= outer.end;

/** Whether the whole window lies inside that weekday's hours. Unknown hours (null) set no limit. */
export function isOpenFor(hours: OperatingHours | null, weekday: number, window: MinuteRange): boolean {
  if (hours === null) return true;
  const open = hoursOn(hours, weekday);
  return open !== null && inside(window, open);
}

export const fitsSomeDay = (hours: OperatingHours | null, window: MinuteRange): boolean =>
  WEEKDAYS.some((_, weekday) => isOpenFor(hours, weekday, window));

/** Weekdays on which `inner` is open outside `outer`'s hours. */
export function daysOutside(inner: OperatingHours, outer: OperatingHours): Weekday[] {
  return WEEKDAYS.filter((_, weekday) => {
    const open = hoursOn(inner, weekday);
    return open !== null && !isOpenFor(outer, weekday, open);
  });
}

const shortName = (day: Weekday) => `${day.charAt(0).toUpperCase()}${day.slice(1, 3)}`;

/** "Mon-Sun: 17:00-20:00", "Mon-Fri: 08:00-18:00, Sat: 09:00-13:00"; "" when there are no hours to print. */
export function printHours(hours: OperatingHours | null): string {
  if (hours === null) return "";
  const runs: { from: Weekday; to: Weekday; text: string | null }[] = [];
  for (const day of WEEKDAYS) {
    const last = runs.at(-1);
    if (last && last.text === hours[day]) last.to = day;
    else runs.push({ from: day, to: day, text: hours[day] });
  }
  return runs
    .filter((run) => run.text !== null)
    .map(({ from, to, text }) => `${from === to ? shortName(from) : `${shortName(from)}-${shortName(to)}`}: ${text}`)
    .join(", ");
}

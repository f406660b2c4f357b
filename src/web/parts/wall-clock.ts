/** Wall-clock times of the business's zone and instants, by what the browser knows: a time library would outweigh the page. */

export interface WallClock {
  /** `YYYY-MM-DD` */
  date: string;
  /** `HH:MM` */
  time: string;
}

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export function wallClock(at: number, zone: string): WallClock {
  const text = printed(at, zone);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** The instant of a wall-clock minute. One that daylight saving skips moves forward; of one that comes twice, the earlier. */
export function instantOf(date: string, time: string, zone: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const [before, after] = [offsetAt(asUtc - DAY_MS, zone), offsetAt(asUtc + DAY_MS, zone)];
  const isAfterChange = offsetAt(asUtc - before, zone) !== before && offsetAt(asUtc - after, zone) === after;
  return asUtc - (isAfterChange ? after : before);
}

/** A slot's two ends. One that ends at or before its start ends on the next day: at midnight. */
export function slotInstants(date: string, start: string, end: string, zone: string): { start: number; end: number } {
  const lastDate = end > start ? date : new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
  return { start: instantOf(date, start, zone), end: instantOf(lastDate, end, zone) };
}

function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${printed(minute, zone).replace(" ", "T")}Z`) - minute;
}

/** `YYYY-MM-DD HH:MM:SS`: how Sweden writes it. */
const printed = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);

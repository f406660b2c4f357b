/** Days and times of a business as the service prints them, `YYYY-MM-DD` and `HH:MM`: no zone of the device enters. */

const DAY_MS = 86_400_000;

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Every day from one to another, both included; none when they are not in order or no days. */
export function daysBetween(from: string, to: string): string[] {
  const count = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS + 1;
  return count >= 1 ? Array.from({ length: count }, (_, n) => addDays(from, n)) : [];
}

const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const OF_YEAR = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const HERE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `24 Nov` */
export const shortDay = (date: string): string => SHORT.format(Date.parse(`${date}T00:00:00Z`));
/** `Tuesday 24 November` */
export const longDay = (date: string): string => LONG.format(Date.parse(`${date}T00:00:00Z`));
/** `24 Nov 2026` */
export const dayOfYear = (date: string): string => OF_YEAR.format(Date.parse(`${date}T00:00:00Z`));

/** An instant on this device's clock, for those who look after the service. */
export const onThisDevice = (instant: string): string => HERE.format(Date.parse(instant));

/** `HH:MM` of an instant on the clocks of a zone. */
export const timeIn = (zone: string, instant: string): string =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(Date.parse(instant));

/** `YYYY-MM-DD` of an instant on the clocks of a zone: Sweden writes dates so. */
export const dateIn = (zone: string, instant: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(Date.parse(instant));

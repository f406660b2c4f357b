/** Times and numbers as this page says them. Dates and times are the business's. */
import { dateIn, longDay, timeIn } from "../parts/dates";

const SHORT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/** `Fri 27 Nov` */
export const weekdayOf = (date: string): string => SHORT.format(Date.parse(`${date}T00:00:00Z`)).replace(",", "");

/** "17:00–17:25" */
export const rangeInWords = (start: string, end: string): string => `${start}–${end}`;

/** "16:00" on the day that is spoken of anyway, else "23:30 on Thursday 26 November"; on the clocks of a zone. */
export function momentInWords(instant: string, zone: string, day: string): string {
  const date = dateIn(zone, instant);
  return date === day ? timeIn(zone, instant) : `${timeIn(zone, instant)} on ${longDay(date)}`;
}

export const countInWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const spotsInWords = (spots: number): string =>
  spots === 0 ? "No longer free" : `${countInWords(spots, "spot")} left`;

/** From which share of seats booked in the last weeks a time counts as busy. */
const POPULARITY = [
  { from: 0.7, words: "Usually very busy" },
  { from: 0.35, words: "Usually fairly busy" },
  { from: 0, words: "Usually quiet" },
];

/** Null where the past says nothing. */
export const popularityInWords = (score: number | null): string | null =>
  score === null ? null : (POPULARITY.find(({ from }) => score >= from)?.words ?? null);

/** "45 seconds", "2 minutes": never less than there is to wait. */
export const waitInWords = (seconds: number): string =>
  seconds < 60 ? countInWords(Math.ceil(seconds), "second") : countInWords(Math.ceil(seconds / 60), "minute");

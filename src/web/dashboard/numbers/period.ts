/** The stretch of days that numbers are asked for, and its series for the charts. */
import type * as z from "zod";
import type { AnalyticsResponse } from "../../../api/schemas/analytics";
import { addDays, daysBetween, shortDay } from "../../parts/dates";
import type { Columns } from "../charts/columns";

export type Analytics = z.infer<typeof AnalyticsResponse>;

export const PRESET_DAYS = [7, 30, 90] as const;

export interface Period {
  from: string;
  to: string;
}

/** So many days up to yesterday, the last day that is over. */
export const lastDays = (today: string, days: number): Period => ({
  from: addDays(today, -days),
  to: addDays(today, -1),
});

/** Every day of the period: one without pickups is a day with none. */
export function dailyColumns({ period, by_date: days = [] }: Analytics): Columns {
  const dates = daysBetween(period.start_date, period.end_date);
  const known = new Map(days.map((day) => [day.date, day]));
  const values = (of: "scheduled" | "completed" | "missed") => dates.map((date) => known.get(date)?.[of] ?? 0);
  return {
    of: "Day",
    names: dates.map(shortDay),
    series: [
      { name: "Booked", look: "line", values: values("scheduled") },
      { name: "Completed", look: "dashed", values: values("completed") },
      { name: "Missed", look: "dotted", values: values("missed") },
    ],
  };
}

/** From the first hour with pickups to the last. */
export function hourlyColumns({ time_distribution: byHour }: Pick<Analytics, "time_distribution">): Columns {
  const known = Object.keys(byHour).map((time) => Number(time.slice(0, 2)));
  const first = Math.min(...known);
  const hours = known.length === 0 ? [] : Array.from({ length: Math.max(...known) - first + 1 }, (_, n) => first + n);
  const names = hours.map((hour) => `${String(hour).padStart(2, "0")}:00`);
  return {
    of: "Hour",
    names,
    series: [{ name: "Pickups", look: "bars", values: names.map((name) => byHour[name] ?? 0) }],
  };
}

/** What is too thin to be a number is said so. */
export const orNotYet = <T extends string | number>(value: T | null, print: (value: T) => string = String): string =>
  value === null ? "Not enough yet" : print(value);
export const percent = (value: number | null): string => orNotYet(value, (share) => `${share} %`);

/** A day's pickups, counted. */
import type * as z from "zod";
import type { OverviewResponse } from "../../../api/schemas/pickups";

export type Entry = z.infer<typeof OverviewResponse>["pickups_by_hour"][string][number];

export interface Counts {
  total: number;
  completed: number;
  pending: number;
  missed: number;
}

export interface Hour extends Counts {
  /** `HH:00` */
  hour: string;
  entries: Entry[];
}

/** Cancelled ones are left out, as the day's totals leave them out. */
export function count(entries: readonly Entry[]): Counts {
  const of = (...statuses: Entry["status"][]) => entries.filter(({ status }) => statuses.includes(status)).length;
  const counts = { completed: of("completed"), pending: of("scheduled", "confirmed"), missed: of("missed") };
  return { ...counts, total: counts.completed + counts.pending + counts.missed };
}

export function byHour(entries: readonly Entry[]): Hour[] {
  const hours = new Map<string, Entry[]>();
  for (const entry of [...entries].sort((a, b) => a.start_time.localeCompare(b.start_time))) {
    if (entry.status === "cancelled") continue;
    const hour = `${entry.start_time.slice(0, 2)}:00`;
    hours.set(hour, [...(hours.get(hour) ?? []), entry]);
  }
  return [...hours].map(([hour, entries]) => ({ hour, entries, ...count(entries) }));
}

export function countsInWords({ total, completed, pending, missed }: Counts): string {
  if (total === 0) return "No pickups";
  const parts = [`${completed} completed`, `${pending} to come`, ...(missed > 0 ? [`${missed} missed`] : [])];
  return `${total} ${total === 1 ? "pickup" : "pickups"}: ${parts.join(", ")}`;
}

import type * as z from "zod";
import type { OptimizationResponse } from "../../../api/schemas/optimization";
import { timeIn } from "../../parts/dates";

export type RouteAnswer = z.infer<typeof OptimizationResponse>;
export type Tour = NonNullable<RouteAnswer["route"]>;
export type Stop = Tour["stops"][number];

/** What is wrong with the time at a stop, or null. */
export function warningOf({ lateness_minutes, waiting_minutes }: Stop): string | null {
  if (lateness_minutes > 0) return `${Math.ceil(lateness_minutes)} minutes late`;
  return waiting_minutes > 0 ? `waits ${Math.ceil(waiting_minutes)} minutes` : null;
}

export function totalsInWords({ totals, baseline, timezone }: Tour): string {
  if (totals === null) return "";
  const tour = `${totals.km} km, ${Math.round(totals.travel_minutes)} minutes on the road, done at ${timeIn(timezone, totals.ends_at)}.`;
  if (baseline === null || baseline.km <= totals.km) return tour;
  return `${tour} From one stop to the next nearest it would be ${baseline.km} km.`;
}

/** Advice, its effects and its obstacles in words. */
import type * as z from "zod";
import type { OptimizationResponse } from "../../../api/schemas/optimization";
import { ApiError, inWords } from "../../calls/api";

export type Answer = z.infer<typeof OptimizationResponse>;
export type Recommendation = Answer["recommendations"][number];
export type Change = NonNullable<Recommendation["change"]>;
type State = Change["before"];

const FIELDS: Partial<Record<keyof State, string>> = {
  pickup_window: "Pickup window",
  total_slots: "Slots",
  max_orders_per_slot: "Orders per slot",
  slot_buffer_minutes: "Minutes between slots",
};

export interface Difference {
  name: string;
  before: string;
  after: string;
}

export const differences = ({ before, after }: Pick<Change, "before" | "after">): Difference[] =>
  (Object.entries(FIELDS) as [keyof State, string][])
    .filter(([field]) => before[field] !== after[field])
    .map(([field, name]) => ({ name, before: String(before[field]), after: String(after[field]) }));

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

/** `2.0 minutes` is `2.0 minutes shorter`, `-2.0 minutes` is `2.0 minutes longer`. */
const towards = (text: string | null, [better, worse]: readonly [string, string]): string | null =>
  text && (text.startsWith("-") ? `${text.slice(1)} ${worse}` : `${text} ${better}`);

/** Only what is known: the service says null where nothing tells. */
export function impactInWords({ impact }: Pick<Recommendation, "impact">): [name: string, value: string][] {
  const { additional_capacity: seats, additional_served: served, balanced_load: isBalanced } = impact;
  const all: [string, string | null][] = [
    ["Seats", seats === null ? null : signed(seats)],
    ["People served", served === null ? null : signed(served)],
    ["Wait", towards(impact.reduced_wait_time, ["shorter", "longer"])],
    ["Turned away", towards(impact.reduced_congestion, ["fewer", "more"])],
    ["Efficiency", towards(impact.improved_efficiency, ["better", "worse"])],
    ["Counters fill more evenly", isBalanced === null ? null : isBalanced ? "Yes" : "No"],
  ];
  return all.filter((entry): entry is [string, string] => entry[1] !== null);
}

/** `prepare_for_20%_increase`, as the service has it, for people. */
export const spelledOut = (word: string | null): string | null => word?.replaceAll("_", " ") ?? null;

const OBSTACLES: Record<string, string> = {
  schedule_changed: "The schedule was changed since this advice was given. Ask for advice again.",
  not_applied: "This was taken back already.",
  not_applicable: "The service cannot bring this about by itself: it is for you to do.",
  optimization_disabled: "Advice is switched off.",
};

/** Why advice was not applied or taken back. */
export function obstacleInWords(error: unknown): string {
  const rule = error instanceof ApiError ? error.details.rule : undefined;
  return (typeof rule === "string" ? OBSTACLES[rule] : undefined) ?? inWords(error);
}

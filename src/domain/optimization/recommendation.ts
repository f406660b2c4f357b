import type { Priority, RecommendationType } from "../vocabulary";
import type { DayOutcome } from "./day-outcome";
import type { ScheduleEdit } from "./day-plan";
import type { Scenario } from "./what-if";

export interface Implementation {
  effort: "low" | "medium";
  cost: "none" | "signage_update";
  timeline: "immediate" | "1-2 days";
}

/** A change that might help, before it was played. */
export interface Candidate {
  type: RecommendationType;
  priority: Priority;
  description: string;
  implementation: Implementation;
  /** The day as it would be. */
  scenario: Scenario;
  /** What it asks of a schedule; null where the API cannot bring it about. */
  edit: ScheduleEdit | null;
  /** Tells it from others of the day that have no edit. */
  about: string;
}

/** Preferred first: the first that helps is taken. */
export type Options = readonly Candidate[];

/** As the contract prints it. Null has no basis. */
export interface Impact {
  /** Seats more, or fewer, of the day. */
  additional_capacity: number;
  reduced_wait_time: string | null;
  increased_satisfaction: null;
  balanced_load: boolean | null;
  reduced_congestion: string | null;
  improved_efficiency: string | null;
  additional_served: number;
}

export interface Recommendation extends Omit<Candidate, "scenario"> {
  impact: Impact;
}

/** What the generators of candidates look at. */
export interface Evidence {
  scenario: Scenario;
  outcome: DayOutcome;
}

export const AT_ONCE: Implementation = { effort: "low", cost: "none", timeline: "immediate" };

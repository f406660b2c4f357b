import type { CallBudget } from "../operations/call-budget";
import type { Deps } from "../operations/deps";

export interface Tally {
  /** Rows or objects that were touched. */
  rows: number;
  /** Those that could not be. */
  failures: number;
}

/** Does its work, within what is left of the run's calls. */
export type Task = (deps: Deps, budget: CallBudget) => Promise<Tally>;

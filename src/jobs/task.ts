import type { Deps } from "../operations/deps";

/** Does its work and answers how many rows or objects it touched, and how many it could not. */
export type Task = (deps: Deps) => Promise<{ rows: number; failures: number }>;

import type { Config } from "../config";
import type { Database } from "../db/client";
import type { EpochMs } from "../domain/time";

/** What an operation works with. `now` is the instant its rules are judged at. */
export interface Deps {
  env: Env;
  config: Config;
  db: Database;
  now: EpochMs;
  /** Of the request that is served, for what is logged on its behalf; absent in jobs and consumers. */
  requestId?: string;
  /** Goes on after the answer. */
  defer(work: Promise<unknown>): void;
}

import type { Config } from "../config";
import type { Database } from "../db/client";
import type { Sessions } from "../db/sessions";
import type { EpochMs } from "../domain/time";

/** What an operation works with. `now` is the instant its rules are judged at. */
export interface Deps extends Pick<Sessions, "replica" | "noteBookmark"> {
  env: Env;
  config: Config;
  /** D1, starting at its primary: for what decides, for what is written, and for what staff has just set up. */
  db: Database;
  now: EpochMs;
  /** Of the request that is served, for what is logged on its behalf; absent in jobs and consumers. */
  requestId?: string;
  /** Goes on after the answer. */
  defer(work: Promise<unknown>): void;
}

import type { OverdueCursor } from "../db/pickups";
import type { EpochMs } from "../domain/time";

/** The queues, as wrangler.toml names them, and what travels on our own. */
export const QUEUES = {
  domainEvents: "domain-events",
  jobs: "jobs",
  pickupChanges: "pickup-changes",
  notifications: "notifications",
  webhookDeliveries: "webhook-deliveries",
  /** Each queue's dead letters go to the queue of that name with this ending. */
  deadLetters: "-dead-letters",
} as const;

/** Those whose messages become dead letters when they cannot be processed. */
export const WORKED_QUEUES: readonly string[] = Object.values(QUEUES).filter((name) => name !== QUEUES.deadLetters);

/** Work that a cron splits up; `at` is the run's instant. */
export type JobMessage = LaySchedules | RollUpAnalytics | TrainForecast | MarkMissed | SweepProjections;

export interface LaySchedules {
  job: "lay-schedules";
  at: EpochMs;
  scheduleIds: string[];
}

export interface RollUpAnalytics {
  job: "roll-up-analytics";
  at: EpochMs;
  businessId: string;
}

/** Follows the roll-up, whose sums it learns from. */
export interface TrainForecast {
  job: "train-forecast";
  at: EpochMs;
  businessId: string;
}

/** The rest of a run that had more to do than one invocation can. */
export interface MarkMissed {
  job: "mark-missed";
  at: EpochMs;
  after: OverdueCursor;
}

/** The same of the sweep; `after` is a slot's id. */
export interface SweepProjections {
  job: "sweep-projections";
  at: EpochMs;
  after: string;
}

import { LIMITS } from "../config";
import { type JobState, lastRuns } from "../db/jobs";
import { type EpochMs, MINUTE_MS } from "../domain/time";
import type { Deps } from "../operations/deps";

export interface Job {
  job: string;
  cron: string;
  everyMinutes: number;
}

export interface JobReport extends JobState {
  cron: string;
  /** No run has succeeded for longer than one period and a little grace, or none ever did. */
  isOverdue: boolean;
  /** A success before this was too long ago. */
  dueSince: EpochMs;
}

export async function reportJobs({ db, now }: Pick<Deps, "db" | "now">, jobs: readonly Job[]): Promise<JobReport[]> {
  const states = await lastRuns(
    db,
    jobs.map(({ job }) => job),
  );
  return jobs.map(({ job, cron, everyMinutes }) => {
    const state = states.find((one) => one.job === job);
    if (!state) throw new Error(`D1 did not answer for job ${job}`);
    const dueSince = now - (everyMinutes + LIMITS.jobGraceMinutes) * MINUTE_MS;
    return { ...state, cron, isOverdue: state.succeededAt === null || state.succeededAt < dueSince, dueSince };
  });
}

/** Overdue jobs that somebody should look at: one that never succeeded only once the others have run for longer. */
export const alarmingJobs = (reports: JobReport[]): JobReport[] =>
  reports.filter(
    ({ isOverdue, succeededAt, firstRunAt, dueSince }) =>
      isOverdue && (succeededAt !== null || (firstRunAt !== null && firstRunAt < dueSince)),
  );

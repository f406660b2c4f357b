import { desc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { Database } from "./client";
import { deadLetters, jobRuns } from "./schema";

export async function startRun(db: Database, run: { id: string; job: string; startedAt: number }): Promise<void> {
  await db.insert(jobRuns).values(run);
}

export async function endRun(
  db: Database,
  id: string,
  end: { endedAt: number; rows: number | null; error: string | null },
): Promise<void> {
  await db.update(jobRuns).set(end).where(eq(jobRuns.id, id));
}

export async function recordDeadLetter(db: Database, letter: typeof deadLetters.$inferInsert): Promise<void> {
  await db.insert(deadLetters).values(letter).onConflictDoNothing();
}

export interface JobState {
  job: string;
  startedAt: EpochMs | null;
  endedAt: EpochMs | null;
  rows: number | null;
  error: string | null;
  /** Start of the last run that ended without an error. */
  succeededAt: EpochMs | null;
  /** The oldest run of any job on record. */
  firstRunAt: EpochMs | null;
}

/** The last run of each job; all but `job` and `firstRunAt` is null for one that never ran. */
export const lastRuns = (db: Database, jobs: string[]): Promise<JobState[]> =>
  db.all<JobState>(sql`
    SELECT j.value AS job, r.started_at AS startedAt, r.ended_at AS endedAt, r.rows, r.error,
      (SELECT s.started_at FROM job_runs s WHERE s.job = j.value AND s.ended_at IS NOT NULL AND s.error IS NULL
        ORDER BY s.started_at DESC LIMIT 1) AS succeededAt,
      (SELECT min(f.started_at) FROM job_runs f) AS firstRunAt
    FROM json_each(${JSON.stringify(jobs)}) j
      LEFT JOIN job_runs r ON r.id = (SELECT l.id FROM job_runs l WHERE l.job = j.value ORDER BY l.started_at DESC LIMIT 1)`);

export interface DeadLetterCount {
  queue: string;
  count: number;
}

/** Counts the messages that could not be processed in a stretch of time, by queue, the busiest first. */
export const deadLettersByQueue = ({ since, now }: { since: EpochMs; now: EpochMs }): SQL => sql`
  SELECT queue, count(*) AS count FROM dead_letters WHERE at > ${since} AND at <= ${now}
  GROUP BY queue ORDER BY count DESC, queue`;

export const countDeadLetters = (db: Database, stretch: { since: EpochMs; now: EpochMs }): Promise<DeadLetterCount[]> =>
  db.all(deadLettersByQueue(stretch));

/** Without their contents. */
export const latestDeadLetters = (db: Database, since: EpochMs, limit: number) =>
  db
    .select({ id: deadLetters.id, queue: deadLetters.queue, attempts: deadLetters.attempts, at: deadLetters.at })
    .from(deadLetters)
    .where(gt(deadLetters.at, since))
    .orderBy(desc(deadLetters.at), desc(deadLetters.id))
    .limit(limit)
    .all();

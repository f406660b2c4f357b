import { eq } from "drizzle-orm";
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

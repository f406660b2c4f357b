import type { Database } from "./client";
import { verificationAttempts } from "./schema";

export type VerificationAttempt = typeof verificationAttempts.$inferInsert;

export async function recordAttempt(db: Database, attempt: VerificationAttempt): Promise<void> {
  await db.insert(verificationAttempts).values(attempt);
}

import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { Role } from "../domain/vocabulary";
import { type Database, runBatch } from "./client";
import { idempotencyKeys } from "./schema";

export type IdempotencyKey = typeof idempotencyKeys.$inferSelect;
/** How a caller is named in a key's scope. The same person at another business is another caller. */
export const callerOf = (role: Role, userId: string, businessId: string | null = null): string =>
  [role, businessId ?? "", userId].map(encodeURIComponent).join(":");

export type KeyScope = Pick<IdempotencyKey, "caller" | "target" | "key">;

const same = ({ caller, target, key }: KeyScope) =>
  and(eq(idempotencyKeys.caller, caller), eq(idempotencyKeys.target, target), eq(idempotencyKeys.key, key));

/**
 * Claims a key, in one statement so that only one of two calls can. A key whose day is over is free again; so is a claim
 * of the same body that was left without an answer before `staleBefore`: whoever made it is gone. Answers the key as it
 * stands when it is somebody else's.
 */
export async function claimKey(
  db: Database,
  claim: Omit<IdempotencyKey, "sealedAnswer" | "aboutUserId">,
  staleBefore: EpochMs,
): Promise<IdempotencyKey | "claimed"> {
  const claimed = await db
    .insert(idempotencyKeys)
    .values(claim)
    .onConflictDoUpdate({
      target: [idempotencyKeys.caller, idempotencyKeys.target, idempotencyKeys.key],
      set: { ...claim, sealedAnswer: null, aboutUserId: null },
      setWhere: sql`${idempotencyKeys.expiresAt} <= ${claim.claimedAt} OR (${idempotencyKeys.sealedAnswer} IS NULL
        AND ${idempotencyKeys.claimedAt} <= ${staleBefore} AND ${idempotencyKeys.bodyHash} = ${claim.bodyHash})`,
    })
    .returning({ key: idempotencyKeys.key });
  if (claimed.length > 0) return "claimed";
  const known = await db.select().from(idempotencyKeys).where(same(claim)).get();
  return known ?? claimKey(db, claim, staleBefore); // given up between the two statements
}

export async function keepAnswer(
  db: Database,
  scope: KeyScope,
  answer: Pick<IdempotencyKey, "sealedAnswer" | "aboutUserId">,
): Promise<void> {
  await db.update(idempotencyKeys).set(answer).where(same(scope));
}

/** Gives a key up, so that the call can be made again. */
export async function releaseKey(db: Database, scope: KeyScope): Promise<void> {
  await db.delete(idempotencyKeys).where(and(same(scope), isNull(idempotencyKeys.sealedAnswer)));
}

/** Kept answers hold what they answered, to a user and to others about them; who wants it gone wants it gone there too. */
export async function forgetAnswers(db: Database, userId: string): Promise<void> {
  const callers = [callerOf("customer", userId), callerOf("ngo", userId)];
  await runBatch(db, [
    db.delete(idempotencyKeys).where(inArray(idempotencyKeys.caller, callers)),
    db.delete(idempotencyKeys).where(eq(idempotencyKeys.aboutUserId, userId)),
  ]);
}

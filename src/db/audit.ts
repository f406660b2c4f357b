import { desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "./client";
import { accessLog, verificationAttempts } from "./schema";

export type VerificationAttempt = typeof verificationAttempts.$inferInsert;
export type Access = typeof accessLog.$inferInsert;

export async function recordAttempt(db: Database, attempt: VerificationAttempt): Promise<void> {
  await db.insert(verificationAttempts).values(attempt);
}

export async function recordAccess(db: Database, access: Access): Promise<void> {
  await insertAccess(db, access);
}

/** For a batch with the read that it is about: what was seen and the record of it are one transaction. */
export const insertAccess = (db: Database, access: Access) => db.insert(accessLog).values(access);

/** The same where the row that was looked at is there, and nothing where it is not. Values may be columns of that row. */
export function insertAccessTo(
  db: Database,
  access: { [Key in keyof Access]: Access[Key] | SQLiteColumn },
  { table, where }: { table: SQLiteTable; where: SQL | undefined },
) {
  const values = Object.entries(getTableColumns(accessLog)).map(([key, column]) => [
    key,
    sql`${access[key as keyof Access] ?? null}`.as(column.name),
  ]);
  return db.insert(accessLog).select(db.select(Object.fromEntries(values)).from(table).where(where));
}

/** One access to several pickups, in one statement; each entry has an id of its own. */
export async function recordAccesses(
  db: Database,
  { action, userId, role, at, ip, userAgent, requestId }: Omit<Access, "id" | "pickupId">,
  entries: { id: string; pickupId: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.run(sql`
    INSERT INTO access_log (id, pickup_id, action, user_id, role, at, ip, user_agent, request_id)
    SELECT j.value ->> 'id', j.value ->> 'pickupId', ${action}, ${userId}, ${role}, ${at}, ${ip}, ${userAgent}, ${requestId}
    FROM json_each(${JSON.stringify(entries)}) j`);
}

export async function recordOutcome(db: Database, id: string, outcome: string): Promise<void> {
  await db.update(accessLog).set({ outcome }).where(eq(accessLog.id, id));
}

/** Everything on record about a pickup, lists and exports that showed it included, the latest first. */
export async function auditTrail(
  db: Database,
  pickup: { id: string; businessId: string; customerId: string; date: string; createdAt: number },
  limit: number,
) {
  const [accesses, attempts] = await db.batch([
    db
      .select()
      .from(accessLog)
      .where(
        sql`${accessLog.at} >= ${pickup.createdAt} AND ${accessLog.id} IN (
          SELECT id FROM access_log WHERE pickup_id = ${pickup.id}
          UNION ALL SELECT id FROM access_log WHERE business_id = ${pickup.businessId} AND date = ${pickup.date}
            AND action = 'overview'
          UNION ALL SELECT id FROM access_log WHERE business_id = ${pickup.businessId} AND date <= ${pickup.date}
            AND until >= ${pickup.date} AND action = 'export'
          UNION ALL SELECT id FROM access_log WHERE customer_id = ${pickup.customerId})`,
      )
      .orderBy(desc(accessLog.at), desc(accessLog.id))
      .limit(limit),
    db
      .select()
      .from(verificationAttempts)
      .where(eq(verificationAttempts.pickupId, pickup.id))
      .orderBy(desc(verificationAttempts.at), desc(verificationAttempts.id))
      .limit(limit),
  ]);
  return { accesses, attempts };
}

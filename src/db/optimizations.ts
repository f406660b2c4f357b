/** Advice that was given, and what it rests on beyond other stores' rows. */
import { eq, sql } from "drizzle-orm";
import type { DailyTotal } from "../domain/forecast/trend";
import type { LocalDate } from "../domain/time";
import type { Database } from "./client";
import { optimizationResults, pickupOptimizations } from "./schema";

export type OptimizationRow = typeof pickupOptimizations.$inferSelect;
export type NewOptimization = Omit<OptimizationRow, "appliedAt" | "appliedBy" | "undoneAt">;

/** Pickups that were wanted on each summed day; days on which nothing was offered are left out. */
export const dailyTotals = (
  db: Database,
  { businessId, from, to }: { businessId: string; from: LocalDate; to: LocalDate },
): Promise<DailyTotal[]> =>
  db.all<DailyTotal>(sql`
    SELECT date, sum(scheduled - cancelled) AS total FROM pickup_analytics
    WHERE business_id = ${businessId} AND date >= ${from} AND date <= ${to} AND food_listing_id <> ''
    GROUP BY date ORDER BY date`);

/** In one statement. Advice that is given again is as new; what stands applied stays as it was given then. */
export async function saveOptimizations(db: Database, rows: readonly NewOptimization[]): Promise<void> {
  if (rows.length === 0) return;
  await db.run(sql`
    INSERT INTO pickup_optimizations (id, business_id, date, type, recommendation, schedule_id, before, change, created_at)
    SELECT j.value ->> 'id', j.value ->> 'businessId', j.value ->> 'date', j.value ->> 'type', j.value -> 'recommendation',
      j.value ->> 'scheduleId', nullif(j.value -> 'before', 'null'), nullif(j.value -> 'change', 'null'),
      j.value ->> 'createdAt'
    FROM json_each(${JSON.stringify(rows)}) j WHERE true
    ON CONFLICT (id) DO UPDATE SET date = excluded.date, type = excluded.type,
      recommendation = excluded.recommendation, created_at = excluded.created_at
    WHERE applied_at IS NULL OR undone_at IS NOT NULL`);
}

export const findOptimization = (db: Database, id: string): Promise<OptimizationRow | undefined> =>
  db.select().from(pickupOptimizations).where(eq(pickupOptimizations.id, id)).get();

export type Standing = Pick<OptimizationRow, "appliedAt" | "appliedBy" | "undoneAt">;

export async function setStanding(db: Database, id: string, standing: Standing): Promise<void> {
  await db.update(pickupOptimizations).set(standing).where(eq(pickupOptimizations.id, id));
}

/** Whether it is in force: applied, and not undone since. */
export const isInForce = ({ appliedAt, undoneAt }: Standing): boolean => appliedAt !== null && undoneAt === null;

/** In the place of the last answer to the same question. */
export async function saveResult(db: Database, row: typeof optimizationResults.$inferInsert): Promise<void> {
  const { result, createdAt } = row;
  await db
    .insert(optimizationResults)
    .values(row)
    .onConflictDoUpdate({
      target: [optimizationResults.businessId, optimizationResults.date, optimizationResults.type],
      set: { result, createdAt },
    });
}

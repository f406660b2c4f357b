import { purgeSlot } from "../booking/client";
import { LIMITS } from "../config";
import type { Database } from "../db/client";
import { deleteSlots } from "../db/retention";
import type { LocalDate } from "../domain/time";
import type { CallBudget } from "./call-budget";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";

/**
 * Deletes slots of days before `date` with all that hangs on them, in bounded rounds. Objects first: a row that is gone
 * leads nobody to its object any more. A slot whose object fails, or that the budget does not reach, stays for the next run.
 */
export async function purgeSlots(
  { db, env }: Deps,
  date: LocalDate,
  find: (db: Database, date: LocalDate, limit: number) => Promise<string[]>,
  budget: CallBudget,
): Promise<{ rows: number; failures: number }> {
  let rows = 0;
  const failed = new Set<string>();
  for (let round = 0; round < LIMITS.retentionRounds; round += 1) {
    const limit = Math.min(LIMITS.retentionBatch, budget.left);
    if (limit === 0) break;
    const slots = await find(db, date, limit);
    budget.left -= slots.length;
    const outcomes = await settleAll(slots, (id) => purgeSlot(env, id));
    const purged = slots.filter((_, index) => outcomes[index]?.status === "fulfilled");
    for (const [index, id] of slots.entries()) if (outcomes[index]?.status === "rejected") failed.add(id);
    await deleteSlots(db, purged, date);
    rows += purged.length;
    if (purged.length === 0 || slots.length < limit) break;
  }
  return { rows, failures: failed.size };
}

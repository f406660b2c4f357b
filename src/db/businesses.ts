import { asc, eq, gt } from "drizzle-orm";
import type { Database } from "./client";
import { businesses } from "./schema";

export type Business = typeof businesses.$inferSelect;

export const findBusiness = (db: Database, id: string): Promise<Business | undefined> =>
  db.select().from(businesses).where(eq(businesses.id, id)).get();

/** The user who hears of a business's affairs, null when none is on record. */
export async function findOwner(db: Database, id: string): Promise<string | null> {
  const row = await db
    .select({ ownerUserId: businesses.ownerUserId })
    .from(businesses)
    .where(eq(businesses.id, id))
    .get();
  return row?.ownerUserId ?? null;
}

/** Every business, in order of id, after a given one. */
export async function listBusinessIds(db: Database, page: { after: string; limit: number }): Promise<string[]> {
  const rows = await db
    .select({ id: businesses.id })
    .from(businesses)
    .where(gt(businesses.id, page.after))
    .orderBy(asc(businesses.id))
    .limit(page.limit)
    .all();
  return rows.map(({ id }) => id);
}

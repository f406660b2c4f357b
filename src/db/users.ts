import { and, eq, isNotNull } from "drizzle-orm";
import type { Database } from "./client";
import { users } from "./schema";

/** Whether the user is deleted as of now, whatever was said before. */
export async function isDeleted(db: Database, id: string): Promise<boolean> {
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, id), isNotNull(users.deletedAt)))
    .get();
  return found !== undefined;
}

export const findUser = (db: Database, id: string): Promise<typeof users.$inferSelect | undefined> =>
  db.select().from(users).where(eq(users.id, id)).get();

import { eq } from "drizzle-orm";
import type { Database } from "./client";
import { businesses } from "./schema";

export type Business = typeof businesses.$inferSelect;

export const findBusiness = (db: Database, id: string): Promise<Business | undefined> =>
  db.select().from(businesses).where(eq(businesses.id, id)).get();

import { eq } from "drizzle-orm";
import type { Database } from "./client";
import { foodListings } from "./schema";

export type FoodListing = typeof foodListings.$inferSelect;

export const findListing = (db: Database, id: string): Promise<FoodListing | undefined> =>
  db.select().from(foodListings).where(eq(foodListings.id, id)).get();

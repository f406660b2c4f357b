import { sql } from "drizzle-orm";
import { scheduledPickups } from "./schema";

/** Still to be collected. Written out, because a partial index is only used for the very words of its condition. */
export const isLivePickup = sql`${scheduledPickups.status} IN ('scheduled', 'confirmed')`;

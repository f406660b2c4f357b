import { and, eq } from "drizzle-orm";
import type { EpochMs } from "../domain/time";
import type { Feed } from "../live/feed";
import type { Database } from "./client";
import { followedFeeds } from "./schema";

/** From now on, whoever changes what the feed shows tells it. */
export async function noteFollowed(db: Database, { kind, subject, date }: Feed, until: EpochMs): Promise<void> {
  const { kind: k, subject: s, date: d } = followedFeeds;
  await db
    .insert(followedFeeds)
    .values({ kind, subject, date, until })
    .onConflictDoUpdate({ target: [k, s, d], set: { until } });
}

export async function noteUnfollowed(db: Database, { kind, subject, date }: Feed): Promise<void> {
  await db
    .delete(followedFeeds)
    .where(and(eq(followedFeeds.kind, kind), eq(followedFeeds.subject, subject), eq(followedFeeds.date, date)));
}

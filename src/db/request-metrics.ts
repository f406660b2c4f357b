/** Counts of answered requests, added up over all isolates. */
import { sql } from "drizzle-orm";
import type { Database } from "./client";

/** Requests of one method, route, status and class of duration. */
export interface RequestCount {
  method: string;
  route: string;
  status: number;
  /** Lower end of the class, in milliseconds. */
  aboveMs: number;
  requests: number;
  durationMs: number;
}

/** One statement, however many. */
export async function addRequestCounts(db: Database, counts: RequestCount[]): Promise<void> {
  await db.run(sql`
    INSERT INTO request_metrics (method, route, status, above_ms, requests, duration_ms)
    SELECT j.value ->> 'method', j.value ->> 'route', j.value ->> 'status', j.value ->> 'aboveMs',
      j.value ->> 'requests', j.value ->> 'durationMs'
    FROM json_each(${JSON.stringify(counts)}) j WHERE true
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, duration_ms = duration_ms + excluded.duration_ms`);
}

/** In order of method, route and status. */
export const requestCounts = (db: Database, limit: number): Promise<RequestCount[]> =>
  db.all<RequestCount>(sql`
    SELECT method, route, status, above_ms AS aboveMs, requests, duration_ms AS durationMs FROM request_metrics
    WHERE method > '' ORDER BY method, route, status, above_ms LIMIT ${limit}`);

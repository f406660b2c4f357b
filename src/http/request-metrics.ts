/**
 * Counts every answered request by route, status and duration, and logs each change and each refusal in a line: reads that
 * went well are nearly all of the requests, and a line costs more than many an answer. Counts are gathered in the
 * isolate's memory and written to D1 every few seconds, after the answer: no request waits for it, none fails by it, and
 * an isolate that is ended loses no more than those seconds.
 */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { LIMITS } from "../config";
import type { Database } from "../db/client";
import { addRequestCounts, type RequestCount } from "../db/request-metrics";
import { classOf } from "../domain/prometheus";
import type { AppEnv } from "./context";
import { routePattern } from "./route-pattern";

/** Other methods are counted together: a caller must not be able to make up series. */
const METHODS = ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD = "other";

const gathered = new Map<string, RequestCount>();
let flushingSince: number | null = null;

/** A Worker's clock stands still while it computes: a duration is the time that was waited for stores and others. */
export const requestMetrics = createMiddleware<AppEnv>(async function requestMetrics(c, next) {
  const began = Date.now();
  await next();
  const durationMs = Math.max(0, Date.now() - began);
  const about = { method: methodOf(c), route: routePattern(c), status: c.res.status };
  gather({ ...about, aboveMs: classOf(durationMs, LIMITS.durationBucketsMs), requests: 1, durationMs });
  if (!isPlainRead(about)) {
    console.log(
      JSON.stringify({ level: "info", event: "request", request_id: c.get("requestId"), ...about, ms: durationMs }),
    );
  }
  flushSoon(c);
});

const isPlainRead = ({ method, status }: { method: string; status: number }): boolean =>
  status < 400 && ["GET", "HEAD", "OPTIONS"].includes(method);

const methodOf = ({ req }: Context): string => (METHODS.includes(req.method) ? req.method : OTHER_METHOD);

function gather(count: RequestCount): void {
  const key = `${count.method} ${count.route} ${count.status} ${count.aboveMs}`;
  const known = gathered.get(key);
  if (known) {
    known.requests += count.requests;
    known.durationMs += count.durationMs;
  } else gathered.set(key, count);
}

function flushSoon(c: Context<AppEnv>): void {
  const now = Date.now();
  if (flushingSince !== null && now - flushingSince < LIMITS.countsFlushLostMs) return;
  flushingSince = now;
  const { db, defer } = c.get("deps");
  defer(flushAfterPause(db));
}

async function flushAfterPause(db: Database): Promise<void> {
  await scheduler.wait(LIMITS.countsFlushMs);
  flushingSince = null;
  const counts = [...gathered.values()];
  gathered.clear();
  try {
    await addRequestCounts(db, counts);
  } catch {
    for (const count of counts) gather(count);
    console.warn(JSON.stringify({ level: "warn", event: "request_counts_not_written", series: counts.length }));
  }
}

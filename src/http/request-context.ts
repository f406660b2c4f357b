/** Gives each request its id, its instant and its dependencies. */
import { createMiddleware } from "hono/factory";
import { readConfig } from "../config";
import { type Database, primary } from "../db/client";
import { invalid } from "../domain/refusal";
import { parseInstant } from "../domain/time";
import { uuidv7 } from "../ids";
import type { AppEnv } from "./context";
import { RefusalError } from "./errors";

export const requestContext = createMiddleware<AppEnv>(async function requestContext(c, next) {
  c.set("requestId", uuidv7(Date.now()));
  c.header("X-Request-Id", c.get("requestId"));
  const config = readConfig(c.env);
  let db: Database | undefined;
  c.set("deps", {
    env: c.env,
    config,
    // Not every answer needs it.
    get db() {
      db ??= primary(c.env);
      return db;
    },
    now: config.isLocal ? adjustedNow(c.req.header("X-Now")) : Date.now(),
    requestId: c.get("requestId"),
    defer: (work) => c.executionCtx.waitUntil(work),
  });
  await next();
});

/** With `LOCAL_CLOCK=allow` a header may set the instant that business rules see. */
function adjustedNow(header: string | undefined): number {
  if (header === undefined) return Date.now();
  const now = parseInstant(header);
  if (now === null) throw new RefusalError(invalid("X-Now", "Must be an ISO 8601 instant"));
  return now;
}

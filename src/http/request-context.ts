/** Gives each request its id, its instant and its dependencies, and each answer the bookmark of what it shows. */
import { createMiddleware } from "hono/factory";
import { readConfig } from "../config";
import { openSessions } from "../db/sessions";
import { invalid } from "../domain/refusal";
import { parseInstant } from "../domain/time";
import { BOOKMARK_HEADER, shownBookmark } from "./bookmark-header";
import type { AppEnv } from "./context";
import { RefusalError } from "./errors";

export const requestContext = createMiddleware<AppEnv>(async function requestContext(c, next) {
  c.set("requestId", crypto.randomUUID());
  c.header("X-Request-Id", c.get("requestId"));
  const config = readConfig(c.env);
  const sessions = openSessions(c.env.DB, shownBookmark(c.req.header(BOOKMARK_HEADER)));
  c.set("sessions", sessions);
  c.set("deps", {
    env: c.env,
    config,
    // Not every answer needs them.
    get db() {
      return sessions.primary;
    },
    get replica() {
      return sessions.replica;
    },
    noteBookmark: sessions.noteBookmark,
    now: config.isLocal ? adjustedNow(c.req.header("X-Now")) : Date.now(),
    requestId: c.get("requestId"),
    defer: (work) => c.executionCtx.waitUntil(work),
  });
  await next();
  const seen = sessions.seen();
  if (seen !== null) c.res.headers.set(BOOKMARK_HEADER, seen);
});

/** With `LOCAL_CLOCK=allow` a header may set the instant that business rules see. */
function adjustedNow(header: string | undefined): number {
  if (header === undefined) return Date.now();
  const now = parseInstant(header);
  if (now === null) throw new RefusalError(invalid("X-Now", "Must be an ISO 8601 instant"));
  return now;
}

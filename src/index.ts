/** The Worker: requests, crons and queues, and the classes of its Durable Objects. */
import { forgetAvailability } from "./api/recent-availability";
import { app } from "./app";
import { readConfig } from "./config";
import { openSessions, type Sessions } from "./db/sessions";
import { consume } from "./jobs/consumer";
import { runCron } from "./jobs/cron";
import type { Deps } from "./operations/deps";

export { BoardFeed } from "./api/board-feed";
export { SlotFeed } from "./api/slot-feed";
export type { AppType } from "./app";
export { PickupSlot } from "./booking/pickup-slot";
export { AttemptCounter } from "./limits/attempt-counter";

const depsOf = (env: Env, ctx: ExecutionContext, sessions: Sessions, now: number): Deps => ({
  env,
  config: readConfig(env),
  db: sessions.primary,
  replica: sessions.replica,
  noteBookmark: sessions.noteBookmark,
  now,
  defer: (work) => ctx.waitUntil(work),
});

export default {
  fetch: app.fetch,
  async scheduled(controller, env, ctx) {
    const sessions = openSessions(env.DB);
    await runCron(depsOf(env, ctx, sessions, Number(controller.scheduledTime)), controller.cron);
    forgetAvailability(env, sessions.reached());
  },
  async queue(batch, env, ctx) {
    const sessions = openSessions(env.DB);
    await consume(depsOf(env, ctx, sessions, Date.now()), batch);
    forgetAvailability(env, sessions.reached());
  },
} satisfies ExportedHandler<Env, unknown>;

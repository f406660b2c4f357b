/** The Worker: requests, crons and queues, and the classes of its Durable Objects. */
import { forgetAvailability } from "./api/recent-availability";
import { app } from "./app";
import { readConfig } from "./config";
import { primary } from "./db/client";
import { consume } from "./jobs/consumer";
import { runCron } from "./jobs/cron";
import type { Deps } from "./operations/deps";

export { BoardFeed } from "./api/board-feed";
export { SlotFeed } from "./api/slot-feed";
export type { AppType } from "./app";
export { PickupSlot } from "./booking/pickup-slot";
export { AttemptCounter } from "./limits/attempt-counter";

const depsOf = (env: Env, ctx: ExecutionContext, now: number): Deps => ({
  env,
  config: readConfig(env),
  db: primary(env),
  now,
  defer: (work) => ctx.waitUntil(work),
});

export default {
  fetch: app.fetch,
  async scheduled(controller, env, ctx) {
    await runCron(depsOf(env, ctx, Number(controller.scheduledTime)), controller.cron);
    forgetAvailability(env);
  },
  async queue(batch, env, ctx) {
    await consume(depsOf(env, ctx, Date.now()), batch);
    forgetAvailability(env);
  },
} satisfies ExportedHandler<Env, unknown>;

import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "../../src/index";

/** The cron of wrangler.toml that most jobs hang on. */
export const HALF_HOURLY = "*/30 * * * *";

/** Fires a cron of wrangler.toml as the platform does, at any instant. */
export async function fire(cron: string, at: string, bindings: Env = env): Promise<void> {
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ cron, scheduledTime: new Date(at) }), bindings, ctx);
  await waitOnExecutionContext(ctx);
}

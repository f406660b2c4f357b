/** Which task each cron of wrangler.toml runs. Every run is recorded; a task is safe to run twice or late. */
import { LIMITS } from "../config";
import { endRun, startRun } from "../db/jobs";
import { errorName } from "../domain/error-name";
import { uuidv7 } from "../ids";
import type { Deps } from "../operations/deps";
import type { Job } from "./overdue";
import type { Tally, Task } from "./task";
import { applyRetention } from "./tasks/apply-retention";
import { callLastOrders } from "./tasks/call-last-orders";
import { cleanUp } from "./tasks/clean-up";
import { evaluateAlerts } from "./tasks/evaluate-alerts";
import { finishWithdrawals } from "./tasks/finish-withdrawals";
import { generateHorizon } from "./tasks/generate-horizon";
import { markMissed } from "./tasks/mark-missed";
import { queueReminders } from "./tasks/queue-reminders";
import { requeueNotifications } from "./tasks/requeue-notifications";
import { requeueWebhooks } from "./tasks/requeue-webhooks";
import { sweepProjections } from "./tasks/sweep-projections";
import { updateAnalytics } from "./tasks/update-analytics";

interface Cron {
  everyMinutes: number;
  tasks: Record<string, Task>;
}

const DAY_MINUTES = 24 * 60;

const CRONS: Record<string, Cron> = {
  "*/30 * * * *": {
    everyMinutes: 30,
    tasks: {
      "requeue-notifications": requeueNotifications,
      "requeue-webhooks": requeueWebhooks,
      "queue-reminders": queueReminders,
      "call-last-orders": callLastOrders,
      // Before those that can go on in messages when the run has no calls left.
      "finish-withdrawals": finishWithdrawals,
      "mark-missed": markMissed,
      "sweep-projections": sweepProjections,
      "evaluate-alerts": (deps) =>
        evaluateAlerts(
          deps,
          JOBS.filter(({ job }) => job !== "evaluate-alerts"), // whose run is this one
        ),
    },
  },
  "30 0 * * *": { everyMinutes: DAY_MINUTES, tasks: { "generate-horizon": generateHorizon } },
  "0 23 * * *": { everyMinutes: DAY_MINUTES, tasks: { "update-analytics": updateAnalytics } },
  "0 2 * * *": { everyMinutes: DAY_MINUTES, tasks: { "clean-up": cleanUp, "apply-retention": applyRetention } },
};

/** Every job with the cron that runs it. */
export const JOBS: readonly Job[] = Object.entries(CRONS).flatMap(([cron, { everyMinutes, tasks }]) =>
  Object.keys(tasks).map((job) => ({ job, cron, everyMinutes })),
);

export async function runCron(deps: Deps, cron: string): Promise<void> {
  const tasks = CRONS[cron]?.tasks;
  if (!tasks) throw new Error(`No task for cron ${cron}`);
  const budget = { left: LIMITS.callsPerRun };
  for (const [job, task] of Object.entries(tasks)) await runTask(deps, job, (one) => task(one, budget));
}

/**
 * One task's failure is recorded and does not keep the next from running, nor does a record that cannot be written: its
 * job shows as overdue.
 */
async function runTask(deps: Deps, job: string, task: (deps: Deps) => Promise<Tally>): Promise<void> {
  const id = uuidv7(deps.now);
  const began = Date.now();
  await record(job, () => startRun(deps.db, { id, job, startedAt: deps.now }));
  let rows: number | null = null;
  let failure: string | null = null;
  try {
    const outcome = await task(deps);
    rows = outcome.rows;
    if (outcome.failures > 0) failure = `${outcome.failures} failed`;
  } catch (error) {
    failure = errorName(error);
    console.error(JSON.stringify({ level: "error", event: "job_failed", job, error: failure }));
  }
  await record(job, () => endRun(deps.db, id, { endedAt: deps.now + Date.now() - began, rows, error: failure }));
}

async function record(job: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch {
    console.error(JSON.stringify({ level: "error", event: "job_not_recorded", job }));
  }
}

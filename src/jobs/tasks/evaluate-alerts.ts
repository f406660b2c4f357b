import { measure } from "../../db/monitoring";
import type { Deps } from "../../operations/deps";
import { evaluateRules, readingsOf } from "../../operations/evaluate-alerts";
import { sendAlerts } from "../../operations/send-alerts";
import { alarmingJobs, type Job, reportJobs } from "../overdue";
import type { Tally } from "../task";

/** Judges what is watched, the other jobs among it, and tells what changed, or what an earlier run could not tell. */
export async function evaluateAlerts(deps: Deps, others: readonly Job[]): Promise<Tally> {
  const [measurements, jobs] = await Promise.all([measure(deps.db, deps.now), reportJobs(deps, others)]);
  await evaluateRules(deps, readingsOf(measurements, alarmingJobs(jobs).length));
  return sendAlerts(deps);
}

import { measure } from "../../db/monitoring";
import { evaluateRules, readingsOf } from "../../operations/evaluate-alerts";
import { sendAlerts } from "../../operations/send-alerts";
import { alarmingJobs, reportJobs } from "../overdue";
import type { Task } from "../task";

/** Judges what is watched, and tells what changed, or what an earlier run could not tell. */
export const evaluateAlerts: Task = async (deps) => {
  const [measurements, jobs] = await Promise.all([measure(deps.db, deps.now), reportJobs(deps)]);
  const others = jobs.filter(({ job }) => job !== "evaluate-alerts"); // whose run is this one
  const late = alarmingJobs(others);
  await evaluateRules(deps, readingsOf(measurements, late.length));
  return sendAlerts(deps);
};

import { Hono } from "hono";
import { isoInstant } from "../domain/time";
import type { AppEnv } from "../http/context";
import { answers } from "../http/route-facts";
import { JOBS } from "../jobs/cron";
import { alarmingJobs, reportJobs } from "../jobs/overdue";
import { HealthResponse } from "./schemas/health";

/** For load balancers and monitors: one statement, no token, nothing that is nobody's business. */
export const health = new Hono<AppEnv>().get(
  "/",
  answers("Whether the service answers and its jobs run", { 200: HealthResponse }),
  async (c) => {
    const { replica: db, now } = c.get("deps");
    const jobs = await reportJobs({ db, now }, JOBS);
    return c.json({ status: "ok" as const, time: isoInstant(now), jobs_overdue: alarmingJobs(jobs).length > 0 }, 200);
  },
);

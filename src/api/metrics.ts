import { Hono } from "hono";
import { LIMITS } from "../config";
import { loadAlerts } from "../db/alerts";
import { measure, platformHours } from "../db/monitoring";
import { requestCounts } from "../db/request-metrics";
import { exposition, PROMETHEUS_CONTENT_TYPE } from "../domain/prometheus";
import { notFound } from "../domain/refusal";
import { addDays, type EpochMs, type LocalDate, localDate } from "../domain/time";
import type { AppEnv } from "../http/context";
import { refuse } from "../http/errors";
import { isMetricsToken } from "../http/metrics-token";
import { answers, mayRefuse } from "../http/route-facts";
import { JOBS } from "../jobs/cron";
import { reportJobs } from "../jobs/overdue";
import { metricsOf } from "./metrics-exposition";

/** For Prometheus and what reads its format. Without a token of its own in the configuration it is not there. */
export const metrics = new Hono<AppEnv>().get(
  "/",
  mayRefuse(401, 404),
  answers("Metrics in the text format of Prometheus (bearer METRICS_TOKEN)", { 200: null }, "text/plain"),
  async (c) => {
    const { config, now } = c.get("deps");
    if (config.metricsToken === null) return refuse(c, notFound);
    if (!(await isMetricsToken(c.req.header("Authorization"), config.metricsToken))) {
      c.header("WWW-Authenticate", "Bearer");
      return refuse(c, { kind: "unauthorized", message: "The token is missing or wrong" });
    }
    const { db, replica } = c.get("deps");
    const [measurements, hours, requests, jobs, alerts] = await Promise.all([
      measure(replica, now),
      platformHours(replica, newestSummedDay(now)),
      // A replica may lag behind what was printed before, and a counter that falls reads as a restart.
      requestCounts(db, LIMITS.requestSeries),
      reportJobs({ db: replica, now }, JOBS),
      loadAlerts(replica),
    ]);
    const text = exposition(metricsOf({ now, measurements, hours, requests, jobs, alerts }));
    return c.body(text, 200, { "Content-Type": PROMETHEUS_CONTENT_TYPE });
  },
);

/** The newest day that every zone had finished when the last nightly run summed it up, at 23:00 UTC. */
const newestSummedDay = (now: EpochMs): LocalDate => addDays(localDate(now, "UTC"), -2);

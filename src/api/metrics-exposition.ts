/** What the numbers of monitoring are called, and how they are explained. The first four names are the contract's (13.2). */
import { LIMITS } from "../config";
import type { Alert } from "../db/alerts";
import type { Measurements, platformHours } from "../db/monitoring";
import type { RequestCount } from "../db/request-metrics";
import { type Outcomes, optimizationScore, type Seats, share } from "../domain/metrics";
import { histogramSamples, type Metric, type Sample } from "../domain/prometheus";
import type { EpochMs } from "../domain/time";
import { WORKED_QUEUES } from "../jobs/messages";
import type { JobReport } from "../jobs/overdue";

export interface Monitored {
  now: EpochMs;
  measurements: Measurements;
  hours: Awaited<ReturnType<typeof platformHours>>;
  requests: RequestCount[];
  jobs: JobReport[];
  alerts: Alert[];
}

export const metricsOf = (monitored: Monitored): Metric[] => [
  ...ofPickups(monitored),
  ...ofDelays(monitored),
  ...ofJobs(monitored),
  ofRequests(monitored.requests),
];

const gauge = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: "gauge", samples });
const one = (name: string, help: string, value: number | null): Metric => gauge(name, help, [{ value }]);
const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

function ofPickups({ measurements, hours }: Monitored): Metric[] {
  const { slotsToday, slotsBooked, pickupsOver, pickupsCompleted, codeChecks, codeFailures } = measurements;
  return [
    one(
      "scheduling_slot_utilization_rate",
      "Share of today's open slots with a booking, today in each business's zone; 0 without slots.",
      slotsToday === 0 ? 0 : slotsBooked / slotsToday,
    ),
    one(
      "scheduling_pickup_success_rate",
      "Completed of the pickups whose slot ended in the last 24 hours and that are over.",
      share(pickupsCompleted, pickupsOver),
    ),
    one(
      "scheduling_qr_verification_failures",
      "Share of the code checks of the last 24 hours that did not confirm a pickup.",
      share(codeFailures, codeChecks),
    ),
    one(
      "scheduling_optimization_performance",
      "Optimisation score (0 to 100) of all businesses' pickups and seats of the day before yesterday (UTC), the newest that is over in every zone and summed up.",
      platformScore(hours),
    ),
    one("scheduling_pickups_over", "Pickups that the success rate is of.", pickupsOver),
    one("scheduling_code_checks", "Code checks that the share of failures is of.", codeChecks),
  ];
}

function platformScore(hours: (Outcomes & Seats)[]): number | null {
  const sum = (field: keyof Outcomes) => hours.reduce((total, hour) => total + hour[field], 0);
  const outcomes = { completed: sum("completed"), missed: sum("missed"), cancelled: sum("cancelled") };
  return optimizationScore(outcomes, hours);
}

function ofDelays({ now, measurements }: Monitored): Metric[] {
  const { notificationDueAt, deliveryDueAt, bookingWaitsSince, projectionLagMs, deadLetters } = measurements;
  const { reminderLatenessMaxMs, reminderLatenessMeanMs, remindersSent } = measurements;
  const age = (queue: string, dueAt: EpochMs | null): Sample => ({
    labels: { queue },
    value: dueAt === null ? 0 : (now - dueAt) / 1_000,
  });
  const letters = (queue: string): number => deadLetters.find((one) => one.queue === queue)?.count ?? 0;
  return [
    gauge("scheduling_queue_age_seconds", "How long the longest overdue of a queue is overdue; 0 when none is.", [
      age("notifications", notificationDueAt),
      age("webhook-deliveries", deliveryDueAt),
      age("pickup-changes", bookingWaitsSince),
    ]),
    one(
      "scheduling_projection_lag_seconds",
      "Longest time, in the last hour, from a pickup's change until its follow-ups were written to D1, or since a booking that still waits for them.",
      seconds(projectionLagMs),
    ),
    one(
      "scheduling_reminder_lateness_max_seconds",
      "How late the latest of the reminders due in the last 24 hours was sent.",
      seconds(reminderLatenessMaxMs),
    ),
    one("scheduling_reminder_lateness_mean_seconds", "The same on average.", seconds(reminderLatenessMeanMs)),
    one("scheduling_reminders_sent", "Reminders that the lateness is of.", remindersSent),
    gauge(
      "scheduling_dead_letters",
      "Messages that could not be processed in the last 24 hours.",
      WORKED_QUEUES.map((queue) => ({ labels: { queue }, value: letters(queue) })),
    ),
  ];
}

function ofJobs({ now, jobs, alerts }: Monitored): Metric[] {
  return [
    gauge(
      "scheduling_job_age_seconds",
      "Time since the last run of a job that succeeded; none for one that never did.",
      jobs.map(({ job, succeededAt }) => ({
        labels: { job },
        value: succeededAt === null ? null : seconds(now - succeededAt),
      })),
    ),
    gauge(
      "scheduling_job_overdue",
      "1 for a job that did not succeed when it should have.",
      jobs.map(({ job, isOverdue }) => ({ labels: { job }, value: Number(isOverdue) })),
    ),
    gauge(
      "scheduling_alert_firing",
      "1 for an alert rule that fires.",
      alerts.map(({ rule, state: { state } }) => ({ labels: { rule: rule.name }, value: Number(state === "firing") })),
    ),
  ];
}

function ofRequests(requests: RequestCount[]): Metric {
  const bySeries = Map.groupBy(requests, ({ method, route, status }) => `${method} ${route} ${status}`);
  const samples = [...bySeries.values()].flatMap((counts) => {
    const [{ method, route, status } = { method: "", route: "", status: 0 }] = counts;
    const classes = new Map(
      counts.map(({ aboveMs, requests: count, durationMs }) => [aboveMs, { count, sumMs: durationMs }]),
    );
    return histogramSamples({ labels: { method, route, status: String(status) }, classes }, LIMITS.durationBucketsMs);
  });
  return {
    name: "scheduling_http_request_duration_seconds",
    help: "Time until the answer began, by route and status; its count is how many requests there were.",
    type: "histogram",
    samples,
  };
}

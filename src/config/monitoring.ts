/** Monitoring's limits, and its variables: who may scrape, and who hears of alerts. All of them may be left out. */
import { ConfigurationError, matching, readUrl } from "./variables";

export const MONITORING_LIMITS = {
  /** Upper ends of the classes that requests' durations are counted in. */
  durationBucketsMs: [25, 50, 100, 250, 500, 1_000, 2_500, 5_000],
  /** How long an isolate gathers counts before it writes them; a request may be waited for 30 seconds after its answer. */
  countsFlushMs: 5_000,
  /** After this a flush counts as lost, and the next request starts another. */
  countsFlushLostMs: 60_000,
  /** Routes, statuses and duration classes together make up less than half of this. */
  requestSeries: 10_000,
  monitoredHours: 24,
  lagMinutes: 60,
  /** Good evaluations in a row that end an alert. */
  calmEvaluations: 2,
  alertReminderHours: 24,
  /** What could not be told for so long is old news. */
  alertNoticeHours: 24,
} as const;

export interface MonitoringConfig {
  /** Null closes `/metrics/`. */
  metricsToken: string | null;
  alertEmail: string | null;
  alertWebhookUrl: string | null;
}

export interface MonitoringVariables {
  METRICS_TOKEN?: string;
  ALERT_EMAIL?: string;
  ALERT_WEBHOOK_URL?: string;
}

const MIN_TOKEN_LENGTH = 32;

/** Throws ConfigurationError for a token that could be guessed and for what is no address. */
export const readMonitoring = (env: MonitoringVariables, isLocal: boolean): MonitoringConfig => ({
  metricsToken: readToken(env.METRICS_TOKEN),
  alertEmail: env.ALERT_EMAIL ? matching("ALERT_EMAIL", env.ALERT_EMAIL, /^[^\s@<>]+@[^\s@<>]+$/) : null,
  alertWebhookUrl: env.ALERT_WEBHOOK_URL ? readUrl("ALERT_WEBHOOK_URL", env.ALERT_WEBHOOK_URL, isLocal) : null,
});

function readToken(token: string | undefined): string | null {
  if (!token) return null;
  if (token.length < MIN_TOKEN_LENGTH) {
    throw new ConfigurationError(`METRICS_TOKEN is shorter than ${MIN_TOKEN_LENGTH} characters`);
  }
  return token;
}

/** The variables of monitoring: who may scrape, and who hears of alerts. All of them may be left out. */
import { ConfigurationError, matching } from "./variables";

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
  alertWebhookUrl: env.ALERT_WEBHOOK_URL
    ? matching("ALERT_WEBHOOK_URL", env.ALERT_WEBHOOK_URL, isLocal ? /^https?:\/\/./ : /^https:\/\/./)
    : null,
});

function readToken(token: string | undefined): string | null {
  if (!token) return null;
  if (token.length < MIN_TOKEN_LENGTH) {
    throw new ConfigurationError(`METRICS_TOKEN is shorter than ${MIN_TOKEN_LENGTH} characters`);
  }
  return token;
}

/** Speaks to the providers' server (`providers.ts`) from within a test. */
import { env } from "cloudflare:workers";
import { inject } from "vitest";
import { providerSecrets as secrets } from "./provider-secrets";
import type { PlannedAnswer, RecordedRequest } from "./providers";

const address = inject("providers");

/** Variables of the Worker that lead to the providers' server, for `env: {...}` of a call or of a consumer. */
export const providerVariables = {
  EMAIL_API_URL: `${address}/emails`,
  EMAIL_API_KEY: secrets.emailKey,
  EMAIL_FROM: secrets.emailFrom,
  TWILIO_URL: address,
  TWILIO_ACCOUNT_SID: secrets.twilioSid,
  TWILIO_AUTH_TOKEN: secrets.twilioToken,
  TWILIO_FROM: secrets.twilioFrom,
  PUSH_SERVICE_URL: address,
  VAPID_PUBLIC_KEY: secrets.vapidPublicKey,
  VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
  VAPID_SUBJECT: secrets.vapidSubject,
};

/** Changes the Worker's own variables, so that what the queues deliver by themselves goes to the providers too. */
export const useProviders = (): void => void Object.assign(env, providerVariables);

/** No channel has a provider. */
export const noProviders = Object.fromEntries(Object.keys(providerVariables).map((name) => [name, ""]));

export interface BrowserSubscription {
  endpoint: string;
  expirationTime: null;
  keys: { p256dh: string; auth: string };
}

export async function makeBrowser(): Promise<BrowserSubscription> {
  return (await fetch(`${address}/browsers`, { method: "POST" })).json();
}

/** What arrived for an e-mail address, a phone number in E.164 or a push endpoint, in order. */
export async function requestsTo(to: string): Promise<RecordedRequest[]> {
  return (await fetch(`${address}/requests?${new URLSearchParams({ to })}`)).json();
}

export async function answerWith(plan: PlannedAnswer): Promise<void> {
  await fetch(`${address}/answers`, { method: "POST", body: JSON.stringify(plan) });
}

/** Addresses that no other test has. */
export const freshEmail = (): string => `${crypto.randomUUID()}@example.com`;
export const freshPhone = (): string =>
  `+2782${String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
    .padStart(10, "0")
    .slice(-7)}`;

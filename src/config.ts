/** Every limit with its unit in its name, and the Worker's variables read once. */

import { ATTEMPT_LIMITS } from "./config/attempts";
import { type ChannelConfig, type ChannelVariables, readChannels } from "./config/channels";
import { LIVE_LIMITS } from "./config/live";
import { MEMORY_LIMITS } from "./config/memory";
import {
  MONITORING_LIMITS,
  type MonitoringConfig,
  type MonitoringVariables,
  readMonitoring,
} from "./config/monitoring";
import { readSwitches, type Switches, type SwitchVariables } from "./config/switches";
import { ConfigurationError, decodeBase64, required } from "./config/variables";

export { ConfigurationError };

export const LIMITS = {
  // Booking (contract 4.1)
  minAdvanceMinutes: 30,
  maxAdvanceDays: 7,
  cancellationLeadMinutes: 60,
  /** One day more than can be booked, so that the last bookable day is always there. */
  slotHorizonDays: 8,
  alternativeSlots: 5,

  // Counter
  verificationMarginMinutes: 30,
  /** How far a tablet's clock may run ahead of ours. */
  clockSkewMinutes: 5,
  /** A counter that was offline may complete a missed pickup this long after it was marked. */
  lateCompletionHours: 24,

  // Schedules
  defaultTotalSlots: 4,
  defaultMaxOrdersPerSlot: 5,
  defaultSlotBufferMinutes: 5,
  maxTotalSlots: 20,
  maxOrdersPerSlot: 50,
  maxSlotBufferMinutes: 60,
  maxSlotCapacity: 1_000,
  /** Plans made anew when another schedule takes the time meanwhile. */
  layingAttempts: 5,

  ...ATTEMPT_LIMITS,

  // HTTP
  bodyBytes: 64 * 1024,
  eventBodyBytes: 1024 * 1024,
  jsonDepth: 16,
  eventsPerCall: 100,
  pageSize: 20,
  maxPageSize: 100,
  /** A page number past this is a mistake or a probe; SQLite would walk every row before it. */
  maxPage: 10_000,
  idLength: 64,
  nameLength: 120,
  addressLength: 300,
  instructionsLength: 1_000,
  notesLength: 500,
  urlLength: 2_000,
  userAgentLength: 300,
  descriptionLength: 4_000,
  eventIdLength: 200,
  /** Over four times what D1 gives today. */
  bookmarkLength: 256,
  facilities: 20,
  orderItems: 100,
  maxQuantity: 10_000,
  retryAfterSeconds: 5,

  /** How long known keys are trusted without asking again, and so how long they outlive an outage of the key set. */
  keySetCacheMinutes: 60,

  // Idempotency keys
  idempotencyKeyLength: 255,
  idempotencyKeyHours: 24,
  /** Longer than any request runs: a claim without an answer after this was left by a crash. */
  idempotencyClaimMs: 60_000,

  // Events in
  eventToleranceMinutes: 5,

  // Travel (no route service)
  roadFactor: 1.3,
  townSpeedKmh: 30,
  /** What a stop of a tour takes for each pickup (contract 9.1). */
  handOverMinutes: 5,
  maxStopMinutes: 30,
  /** A tour that sets out further from the day's pickups than this is a mistake. */
  departureHours: 48,
  routeServiceTimeoutMs: 2_000,

  // Derived values
  historyWeeks: 8,
  maxAnalyticsDays: 365,
  peakHours: 2,
  /** Fewer pickups or seats than this say nothing about a rate. */
  minEvidence: 10,
  minDayEvidence: 5,
  /** More of a day's pickups than this in one hour is a peak (contract 10.1). */
  peakShare: 0.4,
  /** Rows that an export reads at a time. */
  exportBatch: 500,
  /** Fewer measured hand-overs than this say nothing about an hour. */
  minWaitSamples: 5,

  // Projection of a slot's object to D1
  outboxBatch: 100,
  projectionAttempts: 3,
  projectionTimeoutMs: 2_000,
  projectionBackoffMs: 50,
  alarmDelayMs: 5_000,
  maxAlarmDelayMs: 60_000,

  // Notifications
  /** What falls due until the next half-hourly run, and a little more in case that one is late. */
  reminderAheadMinutes: 35,
  /** A claim whose sender has died is taken again after this. */
  sendLeaseSeconds: 120,
  /** Waits between attempts at a provider that is out of reach: a little over four hours in all. */
  sendDelaysSeconds: [60, 120, 300, 600, 1_200, 1_800, 3_600, 3_600, 3_600],
  providerTimeoutMs: 10_000,
  /** How soon and how rarely a customer that no event has told of yet is looked for again. */
  minLookAgainSeconds: 60,
  maxLookAgainSeconds: 3_600,
  /** An order that was confirmed longer ago than this, brought in late, invites nobody any more. */
  invitationHours: 24,
  /** A paid order without a pickup is reminded this long before its last bookable slot starts. */
  lastCallMinutes: 180,
  /**
   * Pickups that one call of `send-reminders` sends by itself, at up to 20 statements each, of the 1,000 that D1 allows an
   * invocation; the queue sends the rest.
   */
  remindersPerCall: 40,
  pushSubscriptionsPerUser: 10,
  notificationDays: 30,
  /**
   * Nights without clean-up that a later one makes up for: what is looked through beside the reminders that stay. What a
   * longer outage leaves goes after `retentionDays`.
   */
  notificationCatchUpDays: 14,

  // Events out
  webhooksPerBusiness: 10,
  webhookTimeoutMs: 10_000,
  /** Waits between attempts at a subscriber: 27 hours and a half in all, as Standard Webhooks proposes. */
  webhookDelaysSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000],
  webhookDeliveryDays: 30,

  // Retention
  retentionDays: 365,
  /** How long an event is remembered as seen, a job's run as recorded, and a message that could not be processed. */
  eventMemoryDays: 30,
  /** A day more than any zone is behind UTC. */
  withdrawnSlotDays: 2,
  /** Longer than a pickup can be booked ahead and then completed late; an image that is asked for again is drawn again. */
  imageDays: 10,
  /** Rows that one statement deletes at the most, and how often a run repeats it. */
  retentionBatch: 500,
  retentionRounds: 20,
  /** The same for rows without an object to empty: a day of 10,000 pickups leaves over 100,000 notifications. */
  expiredBatch: 5_000,
  expiredRounds: 40,

  // Jobs
  sweepBackMinutes: 60,
  sweepAheadMinutes: 120,
  /** How late a run may be before its job counts as overdue. */
  jobGraceMinutes: 35,
  /** Days that one transaction sums up. */
  rollUpDays: 31,
  deadLetterDays: 7,
  deadLettersShown: 20,
  jobBatch: 500,
  /**
   * Calls to objects and to the image store that one cron run makes at the most, of the 10,000 requests that the platform
   * allows an invocation; the rest is for D1 and the queues. What is left over is the next run's or goes on in messages.
   */
  callsPerRun: 8_000,
  /** The same for a message that goes on with a run; two share an invocation. */
  callsPerMessage: 4_000,
  schedulesPerMessage: 25,
  reconcileBatch: 200,
  resealBatch: 200,

  ...MEMORY_LIMITS,
  ...MONITORING_LIMITS,
  ...LIVE_LIMITS,

  /** Entries of each kind that an audit trail shows at the most. */
  auditEntries: 500,
  /** Messages that a queue takes in one call. */
  queueBatch: 100,
  /** The longest that a queue holds a message back. */
  queueDelaySeconds: 43_200,
} as const;

/** Where a phone number without a country code is from. */
export const DEFAULT_COUNTRY = "ZA";
/** The zone of a business that names none. */
export const DEFAULT_TIMEZONE = "Africa/Johannesburg";

export interface Config extends ChannelConfig, MonitoringConfig, Switches {
  jwt: { secret: Uint8Array | null; jwksUrl: URL | null; issuer: string; audience: string };
  /** Decoded `whsec_` secrets, newest first. */
  eventSecrets: Uint8Array<ArrayBuffer>[];
  qrKeys: Keyring;
  encryptionKeys: Keyring;
  /** Key of the logo in the QR bucket, or null. */
  qrLogoPath: string | null;
  googleMaps: { key: string; url: string } | null;
  /** Sites whose pages may call the API from a browser. */
  corsOrigins: string[];
  /** A developer's machine: `X-Now` is honoured and local addresses may be called. Only ever set in `.dev.vars`. */
  isLocal: boolean;
}

/** Keys by id; the current one signs and seals, all of them verify and open. */
export interface Keyring {
  current: string;
  keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Variables a deployment may leave out; the required ones stand in wrangler.toml. */
interface OptionalVariables extends ChannelVariables, MonitoringVariables, SwitchVariables {
  JWT_SECRET?: string;
  JWKS_URL?: string;
  QR_CODE_LOGO_PATH?: string;
  GOOGLE_MAPS_API_KEY?: string;
  GOOGLE_ROUTES_URL?: string;
  CORS_ORIGINS?: string;
  LOCAL_CLOCK?: string;
}

const GOOGLE_ROUTES_URL = "https://routes.googleapis.com/directions/v2:computeRoutes";
const MIN_SECRET_BYTES = 32;
const configs = new WeakMap<object, Config>();

/** Reads the variables of `env` once. Throws ConfigurationError, naming the variable and never its value. */
export function readConfig(env: Env & OptionalVariables): Config {
  const known = configs.get(env);
  if (known) return known;
  const isLocal = env.LOCAL_CLOCK === "allow";
  const config: Config = {
    jwt: readJwt(env),
    eventSecrets: required("EVENTS_SECRET", env.EVENTS_SECRET)
      .split(",")
      .map((secret) => decodeBase64("EVENTS_SECRET", secret.trim().replace(/^whsec_/, ""))),
    qrKeys: readKeyring("QR_SECRET", env.QR_SECRET),
    encryptionKeys: readKeyring("ENCRYPTION_KEY", env.ENCRYPTION_KEY),
    qrLogoPath: env.QR_CODE_LOGO_PATH || null,
    googleMaps: env.GOOGLE_MAPS_API_KEY
      ? { key: env.GOOGLE_MAPS_API_KEY, url: env.GOOGLE_ROUTES_URL || GOOGLE_ROUTES_URL }
      : null,
    ...readChannels(env, isLocal),
    ...readMonitoring(env, isLocal),
    ...readSwitches(env),
    corsOrigins: (env.CORS_ORIGINS ?? "")
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
    isLocal,
  };
  configs.set(env, config);
  return config;
}

function readJwt(env: Env & OptionalVariables): Config["jwt"] {
  const secret = env.JWT_SECRET ? new TextEncoder().encode(env.JWT_SECRET) : null;
  if (secret && secret.length < MIN_SECRET_BYTES) throw new ConfigurationError("JWT_SECRET is shorter than 32 bytes");
  if (!secret && !env.JWKS_URL) throw new ConfigurationError("JWT_SECRET or JWKS_URL is missing");
  return {
    secret,
    jwksUrl: env.JWKS_URL ? new URL(env.JWKS_URL) : null,
    issuer: required("JWT_ISSUER", env.JWT_ISSUER),
    audience: required("JWT_AUDIENCE", env.JWT_AUDIENCE),
  };
}

/** Reads `id:base64[,id:base64…]`; the first is the current key. */
function readKeyring(name: string, text: string | undefined): Keyring {
  const entries = required(name, text)
    .split(",")
    .map((entry): [string, Uint8Array<ArrayBuffer>] => {
      const [id, key] = entry.trim().split(":");
      if (!id || !key || !/^\w{1,8}$/.test(id)) throw new ConfigurationError(`${name} must read id:base64[,id:base64]`);
      const bytes = decodeBase64(name, key);
      if (bytes.length !== MIN_SECRET_BYTES) throw new ConfigurationError(`${name} needs keys of 32 bytes`);
      return [id, bytes];
    });
  return { current: entries[0]?.[0] ?? "", keys: new Map(entries) };
}

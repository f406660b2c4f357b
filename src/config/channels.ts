/** The variables of whoever carries notifications. A channel is configured as a whole or not at all. */
import { ConfigurationError, matching, readUrl, required } from "./variables";

/** Null for each channel that nobody serves. */
export interface ChannelConfig {
  /** Without `api`, the EMAIL binding sends. */
  email: { from: string; api: { key: string; url: string } | null } | null;
  sms: { accountSid: string; authToken: string; from: string; url: string } | null;
  /** VAPID keys. `serviceUrl` takes the place of every push service on a developer's machine. */
  push: { publicKey: string; privateKey: string; subject: string; serviceUrl: string | null } | null;
}

export interface ChannelVariables {
  EMAIL?: SendEmail;
  EMAIL_FROM?: string;
  EMAIL_API_KEY?: string;
  EMAIL_API_URL?: string;
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  TWILIO_FROM?: string;
  TWILIO_URL?: string;
  VAPID_PUBLIC_KEY?: string;
  VAPID_PRIVATE_KEY?: string;
  VAPID_SUBJECT?: string;
  PUSH_SERVICE_URL?: string;
}

const EMAIL_API_URL = "https://api.resend.com/emails";
const TWILIO_URL = "https://api.twilio.com";

/** Throws ConfigurationError for a channel with a part missing. */
export const readChannels = (env: ChannelVariables, isLocal: boolean): ChannelConfig => ({
  email: readEmail(env, isLocal),
  sms: readSms(env, isLocal),
  push: readPush(env, isLocal),
});

function readEmail(env: ChannelVariables, isLocal: boolean): ChannelConfig["email"] {
  const { EMAIL: binding, EMAIL_API_KEY: key } = env;
  if (!binding && !key) {
    if (env.EMAIL_FROM) throw new ConfigurationError("EMAIL_API_KEY or the EMAIL binding is missing");
    return null;
  }
  const from = matching("EMAIL_FROM", env.EMAIL_FROM, /@/);
  return {
    from,
    api: key ? { key, url: readUrl("EMAIL_API_URL", env.EMAIL_API_URL || EMAIL_API_URL, isLocal) } : null,
  };
}

function readSms(env: ChannelVariables, isLocal: boolean): ChannelConfig["sms"] {
  if (!env.TWILIO_ACCOUNT_SID && !env.TWILIO_AUTH_TOKEN && !env.TWILIO_FROM) return null;
  return {
    accountSid: matching("TWILIO_ACCOUNT_SID", env.TWILIO_ACCOUNT_SID, /^AC\w+$/),
    authToken: required("TWILIO_AUTH_TOKEN", env.TWILIO_AUTH_TOKEN),
    from: required("TWILIO_FROM", env.TWILIO_FROM),
    url: readUrl("TWILIO_URL", env.TWILIO_URL || TWILIO_URL, isLocal),
  };
}

function readPush(env: ChannelVariables, isLocal: boolean): ChannelConfig["push"] {
  if (!env.VAPID_PUBLIC_KEY && !env.VAPID_PRIVATE_KEY && !env.VAPID_SUBJECT) return null;
  const serviceUrl = isLocal ? env.PUSH_SERVICE_URL : undefined;
  return {
    // In base64url: 65 bytes, of which the first says that the point is uncompressed, and 32 bytes.
    publicKey: matching("VAPID_PUBLIC_KEY", env.VAPID_PUBLIC_KEY, /^B[\w-]{86}$/),
    privateKey: matching("VAPID_PRIVATE_KEY", env.VAPID_PRIVATE_KEY, /^[\w-]{43}$/),
    subject: matching("VAPID_SUBJECT", env.VAPID_SUBJECT, /^(mailto:|https:\/\/)./),
    serviceUrl: serviceUrl ? readUrl("PUSH_SERVICE_URL", serviceUrl, isLocal) : null,
  };
}

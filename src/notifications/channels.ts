/** Who serves each channel, as the variables of the deployment say. */
import type { Config } from "../config";
import type { NotificationChannel } from "../domain/vocabulary";
import type { Channel } from "./channel";
import { emailApi, emailApiName } from "./channels/email-api";
import { EMAIL_BINDING_NAME, emailBinding } from "./channels/email-binding";
import { LOG_PROVIDER, log } from "./channels/log";
import { PUSH_PROVIDER, push } from "./channels/push";
import { SMS_PROVIDER, sms } from "./channels/sms";

interface Service {
  provider: string;
  send: Channel;
}

export const channelOf = (env: Env, config: Config, channel: NotificationChannel): Channel =>
  serviceOf(env, config, channel).send;

/** The name of who serves each channel; "none" where nobody does. */
export const providersOf = (env: Env, config: Config): Record<NotificationChannel, string> => ({
  email: serviceOf(env, config, "email").provider,
  sms: serviceOf(env, config, "sms").provider,
  push: serviceOf(env, config, "push").provider,
});

function serviceOf(env: Env, config: Config, channel: NotificationChannel): Service {
  const configured = { email: emailService, sms: smsService, push: pushService }[channel](config, env);
  if (configured) return configured;
  return config.isLocal ? { provider: LOG_PROVIDER, send: log(channel) } : NOBODY;
}

const NOBODY: Service = {
  provider: "none",
  send: async () => ({ kind: "skipped", reason: "channel_not_configured" }),
};

function emailService({ email }: Config, { EMAIL }: Env & { EMAIL?: SendEmail }): Service | null {
  if (email?.api) {
    const { from, api } = email;
    return { provider: emailApiName(api), send: emailApi({ from, api }) };
  }
  return email && EMAIL ? { provider: EMAIL_BINDING_NAME, send: emailBinding(EMAIL, email.from) } : null;
}

const smsService = ({ sms: config }: Config): Service | null => config && { provider: SMS_PROVIDER, send: sms(config) };

const pushService = ({ push: config }: Config): Service | null =>
  config && { provider: PUSH_PROVIDER, send: push(config) };

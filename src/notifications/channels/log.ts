import type { NotificationChannel } from "../../domain/vocabulary";
import type { Channel } from "../channel";

export const LOG_PROVIDER = "log";

/** Stands in for a provider on a developer's machine. Logs neither address nor text. */
export const log =
  (channel: NotificationChannel): Channel =>
  async (_env, _config, { type, subject, to }) => {
    const hasAddress = { email: to.email !== null, sms: to.phone !== null, push: to.subscriptions.length > 0 }[channel];
    if (!hasAddress) return { kind: "skipped", reason: "no_address" };
    console.warn(JSON.stringify({ level: "warn", event: "notification_logged", type, channel, subject }));
    return { kind: "sent", provider: LOG_PROVIDER };
  };

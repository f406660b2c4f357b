/** What the channels are given to send, and the variables they are configured by. */
import { env } from "cloudflare:workers";
import { readConfig } from "../../src/config";
import type { NotificationChannel } from "../../src/domain/vocabulary";
import type { Envelope, Recipient, SendOutcome } from "../../src/notifications/channel";
import { channelOf, providersOf } from "../../src/notifications/channels";
import { noProviders } from "../support/provider-client";
import { freshId } from "../support/world";

export function envelope(to: Partial<Recipient>, overrides: Partial<Envelope> = {}): Envelope {
  const subject = freshId("pickup");
  return {
    key: `${subject}:pickup_booked`,
    type: "pickup_booked",
    subject,
    to: { email: null, phone: null, subscriptions: [], ...to },
    message: {
      subject: "Your pickup at Mario's is booked",
      text: "Hello Jané,\n\nYour pickup is booked.",
      html: "<p>Hello Jané,</p><p>Your pickup is booked.</p>",
      short: "Pickup booked: Pizza & Co, Fri 26 Jun, 17:00-17:25. Code ABC234.",
    },
    attempt: 1,
    usefulSeconds: 1_800,
    ...overrides,
  };
}

const environment = (variables: object): Env => ({ ...env, ...noProviders, ...variables }) as Env;

/** Sends by the channel that these variables, and no others, configure. */
export function send(channel: NotificationChannel, variables: object, letter: Envelope): Promise<SendOutcome> {
  const worker = environment(variables);
  const config = readConfig(worker);
  return channelOf(worker, config, channel)(worker, config, letter);
}

export function providersWith(variables: object): Record<NotificationChannel, string> {
  const worker = environment(variables);
  return providersOf(worker, readConfig(worker));
}

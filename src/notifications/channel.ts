/** What every way to a person has in common. */
import type { Config } from "../config";
import type { NotificationType } from "../domain/vocabulary";
import type { Message } from "./message";

export interface Recipient {
  email: string | null;
  phone: string | null;
  subscriptions: Subscription[];
}

/** A browser's push subscription, as its `PushSubscription.toJSON()` gives it. */
export interface Subscription {
  /** Id of its row in D1. */
  id: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface Envelope {
  /** The same for every attempt, for providers that know a repeat by it. */
  key: string;
  type: NotificationType;
  subject: string;
  to: Recipient;
  message: Message;
  /** Counted from 1. */
  attempt: number;
  /** For how long it is of use, in seconds; null when for good. */
  usefulSeconds: number | null;
}

export type SendOutcome =
  /** `goneSubscriptionIds` exist no longer at the push service. */
  | { kind: "sent"; provider: string; goneSubscriptionIds?: string[] }
  /** There was nothing to send it to or with. */
  | { kind: "skipped"; reason: string; goneSubscriptionIds?: string[] }
  /** The provider refused it: trying again would not help. */
  | { kind: "rejected"; provider: string | null; reason: string; goneSubscriptionIds?: string[] }
  /** The provider is out of reach or overloaded, or what is needed to ask it is (then `provider` is null). */
  | {
      kind: "unavailable";
      provider: string | null;
      reason: string;
      retryAfterSeconds: number | null;
      goneSubscriptionIds?: string[];
    };

/** Never rejects for what a provider does. */
export type Channel = (env: Env, config: Config, envelope: Envelope) => Promise<SendOutcome>;

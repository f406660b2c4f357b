/** Web Push (RFC 8030) with VAPID (RFC 8292); only the browser can read the message (RFC 8291). */
import { buildPushPayload } from "@block65/webcrypto-web-push";
import type { Config } from "../../config";
import { sha256 } from "../../crypto/digest";
import { toBase64Url } from "../../crypto/encoding";
import { CHANNELS_OF } from "../../domain/notifications";
import { isPublicHttpsUrl } from "../../domain/public-url";
import type { Channel, Envelope, SendOutcome, Subscription } from "../channel";
import { askProvider, discard, outcomeOf } from "./provider";

export const PUSH_PROVIDER = "web-push";

const DAY_SECONDS = 86_400;
const TOPIC_LENGTH = 32;

const ADDRESS_REFUSED: SendOutcome = { kind: "rejected", provider: PUSH_PROVIDER, reason: "address_refused" };

type PushConfig = NonNullable<Config["push"]>;
type Push = { subscription: Subscription; outcome: SendOutcome | "gone" };

/** To all of the user's browsers; sent when any took it. */
export const push =
  (config: PushConfig): Channel =>
  async (_env, { isLocal }, envelope) => {
    const topic = await topicOf(envelope);
    const pushes = await Promise.all(
      envelope.to.subscriptions.map(async (subscription): Promise<Push> => {
        const mayCall = isPublicHttpsUrl(subscription.endpoint, { isLocal });
        const outcome = mayCall ? await pushTo(config, subscription, envelope, topic) : ADDRESS_REFUSED;
        return { subscription, outcome };
      }),
    );
    const goneSubscriptionIds = pushes.flatMap(({ subscription, outcome }) =>
      outcome === "gone" ? [subscription.id] : [],
    );
    return { ...combined(pushes), goneSubscriptionIds };
  };

function combined(pushes: Push[]): SendOutcome {
  const outcomes = pushes.flatMap(({ outcome }) => (outcome === "gone" ? [] : [outcome]));
  const of = (kind: SendOutcome["kind"]) => outcomes.find((outcome) => outcome.kind === kind);
  return of("sent") ?? of("unavailable") ?? of("rejected") ?? { kind: "skipped", reason: "no_address" };
}

async function pushTo(
  { publicKey, privateKey, subject, serviceUrl }: PushConfig,
  { endpoint, keys }: Subscription,
  { type, subject: about, message, usefulSeconds }: Envelope,
  topic: string,
): Promise<SendOutcome | "gone"> {
  const ttl = Math.max(1, Math.ceil(usefulSeconds ?? DAY_SECONDS));
  // What is worth a text message may wake a phone that saves its battery.
  const urgency = CHANNELS_OF[type].includes("sms") ? "high" : "normal";
  const data = { title: message.subject, body: message.short, type, subject: about };
  try {
    const { method, headers, body } = await buildPushPayload(
      { data, options: { ttl, urgency, topic } },
      { endpoint, expirationTime: null, keys },
      { publicKey, privateKey, subject },
    );
    const answer = await askProvider(addressOf(endpoint, serviceUrl), { method: method.toUpperCase(), headers, body });
    await discard(answer);
    const isGone = typeof answer !== "string" && (answer.status === 404 || answer.status === 410);
    return isGone ? "gone" : outcomeOf(PUSH_PROVIDER, answer);
  } catch {
    return { kind: "rejected", provider: PUSH_PROVIDER, reason: "not_encryptable" };
  }
}

/** One for each subject: while a browser is offline, the newest word about a pickup takes the place of older ones. */
async function topicOf({ subject }: Envelope): Promise<string> {
  return toBase64Url(await sha256(subject)).slice(0, TOPIC_LENGTH);
}

function addressOf(endpoint: string, serviceUrl: string | null): string {
  if (serviceUrl === null) return endpoint;
  const { pathname, search } = new URL(endpoint);
  return new URL(pathname + search, serviceUrl).href;
}

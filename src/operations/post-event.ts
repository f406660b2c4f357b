/** One request to a subscriber, signed as the Standard Webhooks convention (v1, HMAC-SHA-256) has it. */
import { type Config, LIMITS } from "../config";
import { toBase64 } from "../crypto/encoding";
import { sign } from "../crypto/mac";
import { isPublicHttpsUrl } from "../domain/public-url";

/** The HTTP status, or why there is none. */
export type SubscriberAnswer = number | "timeout" | "network" | "address_refused";

export interface Subscriber {
  url: string;
  /** `whsec_` and base64. */
  secret: string;
}

const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;
const USER_AGENT = "save-n-bite-scheduling";

export const drawSecret = (): string =>
  `${SECRET_PREFIX}${toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;

/**
 * Never rejects for what the subscriber does. Redirects are not followed: they could lead into a private network. The
 * address is judged again, for the rules may have become stricter since it was given.
 */
export async function postEvent(
  config: Pick<Config, "isLocal">,
  { url, secret }: Subscriber,
  { id, body }: { id: string; body: string },
): Promise<SubscriberAnswer> {
  if (!isPublicHttpsUrl(url, config)) return "address_refused";
  // The true time, whatever the rules' clock says: subscribers refuse what is signed long ago.
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    "content-type": "application/cloudevents+json",
    "user-agent": USER_AGENT,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${toBase64(await sign(bytesOf(secret), `${id}.${timestamp}.${body}`))}`,
  };
  try {
    const signal = AbortSignal.timeout(LIMITS.webhookTimeoutMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel().catch(() => {}); // nobody reads it
    return response.status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network";
  }
}

const bytesOf = (secret: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (char) => char.charCodeAt(0));

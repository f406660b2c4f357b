/** Signatures of incoming events, as the Standard Webhooks convention (v1, HMAC-SHA-256) has them. */
import { LIMITS } from "../config";
import { sign } from "../crypto/mac";
import { type EpochMs, MINUTE_MS } from "../domain/time";

export interface SignedMessage {
  id: string | undefined;
  /** Seconds since the epoch, as sent. */
  timestamp: string | undefined;
  /** Space-separated `v1,<base64>`; one valid signature is enough. */
  signature: string | undefined;
  body: string;
}

/** `clock` is the true time: a signature's age is no business rule. */
export async function isSigned(
  { id, timestamp, signature, body }: SignedMessage,
  secrets: Uint8Array<ArrayBuffer>[],
  clock: EpochMs,
): Promise<boolean> {
  if (!id || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(clock - Number(timestamp) * 1_000) > LIMITS.eventToleranceMinutes * MINUTE_MS) return false;
  const message = `${id}.${timestamp}.${body}`;
  const claimed = signature.split(" ").slice(0, MAX_SIGNATURES).flatMap(readMac);
  for (const secret of secrets) {
    const expected = await sign(secret, message);
    if (claimed.some((mac) => crypto.subtle.timingSafeEqual(mac, expected))) return true;
  }
  return false;
}

/** A sender that rotates its secret signs twice; more than a few are no sender's. */
const MAX_SIGNATURES = 5;
const MAC_BYTES = 32;

function readMac(part: string): Uint8Array[] {
  if (!part.startsWith("v1,")) return [];
  try {
    const mac = Uint8Array.from(atob(part.slice(3)), (char) => char.charCodeAt(0));
    return mac.length === MAC_BYTES ? [mac] : [];
  } catch {
    return [];
  }
}

/** Signatures of incoming events, as the Standard Webhooks convention (v1, HMAC-SHA-256) has them. */
import { LIMITS } from "../config";
import { verify } from "../crypto/mac";
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
  const macs = signature.split(" ").flatMap((part) => (part.startsWith("v1,") ? [decode(part.slice(3))] : []));
  for (const secret of secrets) {
    for (const mac of macs) if (mac.length === 32 && (await verify(secret, message, mac))) return true;
  }
  return false;
}

function decode(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

import { sha256 } from "../crypto/digest";
import { fromBase64Url, toBase64Url } from "../crypto/encoding";

/** RFC 8291: an uncompressed point of P-256, and a secret. */
const POINT_BYTES = 65;
const AUTH_BYTES = 16;

/** The address itself is a key to the browser, so a hash of it serves as id. */
export async function subscriptionId(endpoint: string): Promise<string> {
  return toBase64Url(await sha256(endpoint));
}

/** Whether `p256dh` is a point of the curve P-256, uncompressed, so that a message can be encrypted for it. */
export async function isPoint(p256dh: string): Promise<boolean> {
  const bytes = fromBase64Url(p256dh);
  if (bytes?.length !== POINT_BYTES) return false;
  try {
    await crypto.subtle.importKey("raw", bytes, { name: "ECDH", namedCurve: "P-256" }, false, []);
    return true;
  } catch {
    return false;
  }
}

export const isAuthSecret = (auth: string): boolean => fromBase64Url(auth)?.length === AUTH_BYTES;

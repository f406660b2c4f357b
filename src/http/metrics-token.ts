/** The bearer token of scrapers: a shared secret, not a user's. */
import { sha256 } from "../crypto/digest";

const SCHEME = /^Bearer +(\S+) *$/i;

/** Compares digests in constant time, so that neither the token's text nor its length shows in how long it takes. */
export async function isMetricsToken(header: string | undefined, token: string): Promise<boolean> {
  const claimed = SCHEME.exec(header ?? "")?.[1] ?? "";
  const [a, b] = await Promise.all([sha256(claimed), sha256(token)]);
  return crypto.subtle.timingSafeEqual(a, b);
}

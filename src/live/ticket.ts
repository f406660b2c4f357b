/**
 * Tickets to live feeds. A browser's WebSocket carries no headers, and a token does not belong in an address, which others
 * may log: a ticket does, since it is good for one feed, once, for seconds. It reads `LT1.<key id>.<claims>.<mac>`.
 */
import type { Keyring } from "../config";
import { fromBase64Url, toBase64Url } from "../crypto/encoding";
import { isMac, macOf } from "../crypto/mac";
import type { Feed } from "./feed";
import type { Pass } from "./pass";

const VERSION = "LT1";

/** `holder` is who it was given to, in the words of who gave it. */
export interface Ticket<Holder> extends Pass {
  feed: Feed;
  holder: Holder;
}

const message = (keyId: string, claims: string) => `live-ticket|${VERSION}|${keyId}|${claims}`;

export async function signTicket<Holder>(ring: Keyring, ticket: Ticket<Holder>): Promise<string> {
  const claims = toBase64Url(new TextEncoder().encode(JSON.stringify(ticket)));
  return [VERSION, ring.current, claims, await macOf(ring, ring.current, message(ring.current, claims))].join(".");
}

/** Null when it is altered, forged, of an unknown key or past its time. */
export async function readTicket<Holder>(ring: Keyring, text: string, now: number): Promise<Ticket<Holder> | null> {
  const [version, keyId = "", claims = "", mac = "", ...rest] = text.split(".");
  if (version !== VERSION || rest.length > 0 || !(await isMac(ring, keyId, message(keyId, claims), mac))) return null;
  const ticket = JSON.parse(new TextDecoder().decode(fromBase64Url(claims) ?? undefined)) as Ticket<Holder>;
  return ticket.expiresAt > now ? ticket : null;
}

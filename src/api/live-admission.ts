/** Who may follow a feed: a WebSocket comes with a ticket, every other call with a token. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { LIMITS } from "../config";
import type { Role } from "../domain/vocabulary";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import type { Principal } from "../http/principal";
import { factsOf, withFacts } from "../http/route-facts";
import { isAddressFlooding, tooManyRequests } from "../http/sieve";
import { joinFeed } from "../live/client";
import { type Feed, isSameFeed } from "../live/feed";
import { readTicket, type Ticket } from "../live/ticket";

export type LiveTicket = Ticket<Principal>;

export interface Following extends SignedIn {
  Variables: SignedIn["Variables"] & {
    /** Of a call that wants to become a WebSocket. */
    ticket?: LiveTicket;
  };
}

const badTicket = { kind: "unauthorized", message: "A fresh ticket for this feed is required" } as const;

/** As `allow`, save that an upgrade is admitted by its ticket: a browser cannot send a token with it. */
export function allowFollowers(...roles: Role[]) {
  const byToken = allow(...roles);
  const middleware = createMiddleware<Following>(async function allowFollowers(c, next) {
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") return byToken(c, next);
    if (await isAddressFlooding(c)) return refuse(c, tooManyRequests);
    const { qrKeys } = c.get("deps").config;
    const ticket = await readTicket<Principal>(qrKeys, c.req.query("ticket") ?? "", Date.now());
    if (!ticket) return refuse(c, badTicket);
    c.set("ticket", ticket);
    c.set("principal", ticket.holder);
    await next();
  });
  return withFacts(middleware, factsOf(byToken) ?? {});
}

/** The socket, for a ticket that is for this feed and was not used before. */
export async function follow(c: Context<Following>, feed: Feed, ticket: LiveTicket) {
  if (!isSameFeed(ticket.feed, feed)) return refuse(c, badTicket);
  const { status, webSocket } = await joinFeed(c.env, feed, ticket);
  // Made anew: middleware adds headers, and those of another object's answer cannot be changed.
  if (webSocket) return new Response(null, { status, webSocket });
  if (status === 401) return refuse(c, badTicket);
  return refuse(c, {
    kind: "rate_limited",
    message: "Too many are following already",
    retryAfterSeconds: LIMITS.liveRetryAfterSeconds,
  });
}

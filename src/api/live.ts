/** Live feeds: snapshots for those who poll, WebSockets for those who follow, and the tickets to them. */

import type { Context } from "hono";
import { Hono } from "hono";
import type * as z from "zod";
import { LIMITS } from "../config";
import { findBusiness } from "../db/businesses";
import { findListing } from "../db/listings";
import { readOverview } from "../db/pickups";
import { notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { isoInstant, type LocalDate } from "../domain/time";
import { allow } from "../http/auth";
import { jsonIfChanged } from "../http/conditional";
import { absoluteUrl, actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { businessOf } from "../http/tenant";
import { body, query } from "../http/validate";
import { uuidv7 } from "../ids";
import type { Feed } from "../live/feed";
import { signTicket } from "../live/ticket";
import { accessOf, auditAccess } from "../operations/audit";
import { readAvailability, toAvailabilityResponse } from "./availability-response";
import { allowFollowers, type Following, follow, type LiveTicket } from "./live-admission";
import { openEntry, toSealedEntry } from "./overview-entry";
import { BoardQuery, BoardResponse, SlotFeedQuery, TicketRequest, TicketResponse } from "./schemas/live";
import { AvailabilityResponse } from "./schemas/slots";

export const live = new Hono<Following>()
  .post(
    "/ticket",
    allow(),
    body(TicketRequest),
    mayRefuse(404),
    answers("A ticket to follow a feed with: for one WebSocket, within seconds", { 201: TicketResponse }),
    async (c) => {
      c.set("changedSlotsOf", null);
      const feed = await feedOf(c, c.req.valid("json"));
      if (!feed.ok) return refuse(c, feed.error);
      const expiresAt = Date.now() + LIMITS.liveTicketSeconds * 1_000;
      const claims: LiveTicket = { feed: feed.value, holder: c.get("principal"), nonce: uuidv7(expiresAt), expiresAt };
      const ticket = await signTicket(c.get("deps").config.qrKeys, claims);
      return c.json({ ticket, expires_at: isoInstant(expiresAt), url: addressOf(c, feed.value, ticket) }, 201);
    },
  )
  .get(
    "/slots",
    allowFollowers(),
    query(SlotFeedQuery),
    mayRefuse(404),
    answers("What can be booked now, as it changes", { 200: AvailabilityResponse, 304: null, 101: null }),
    async (c) => {
      const { food_listing_id: subject, date } = c.req.valid("query");
      const ticket = c.get("ticket");
      if (ticket) return follow(c, { kind: "slots", subject, date }, ticket);
      const { replica, now } = c.get("deps");
      const facts = await readAvailability(replica, subject, now);
      return facts ? jsonIfChanged(c, toAvailabilityResponse(facts, { date, now })) : refuse(c, notFound);
    },
  )
  .get(
    "/board",
    allowFollowers("provider", "admin"),
    query(BoardQuery),
    mayRefuse(404),
    answers("A business's day at the counter, as it changes", { 200: BoardResponse, 304: null, 101: null }),
    async (c) => {
      const { date, business_id } = c.req.valid("query");
      const named = businessOf(c.get("principal"), business_id);
      if (!named.ok) return refuse(c, named.error);
      const businessId = named.value;
      const deps = c.get("deps");
      const what = { action: "overview", businessId, date } as const;
      const ticket = c.get("ticket");
      if (ticket) {
        await auditAccess(deps, actorOf(c), what);
        return follow(c, { kind: "board", subject: businessId, date }, ticket);
      }
      const overview = await readOverview(deps.replica, { businessId, date }, accessOf(deps, actorOf(c), what));
      if (!overview) return refuse(c, notFound);
      const keys = deps.config.encryptionKeys;
      const pickups = await Promise.all(overview.rows.map((row) => openEntry(keys, toSealedEntry(row))));
      return jsonIfChanged(c, { date, pickups });
    },
  );

type Asker = Context<SignedIn>;

/** The feed that is asked for, once it is there for the caller. */
async function feedOf(c: Asker, request: z.infer<typeof TicketRequest>): Promise<Result<Feed, Refusal>> {
  if (request.feed === "board") {
    const { role } = c.get("principal");
    if (role !== "provider" && role !== "admin") return err({ kind: "forbidden" });
    return boardOf(c, request.business_id, request.date);
  }
  const { food_listing_id: subject, date } = request;
  return (await findListing(c.get("deps").replica, subject)) ? ok({ kind: "slots", subject, date }) : err(notFound);
}

async function boardOf(c: Asker, named: string | undefined, date: LocalDate): Promise<Result<Feed, Refusal>> {
  const businessId = businessOf(c.get("principal"), named);
  if (!businessId.ok) return businessId;
  const business = await findBusiness(c.get("deps").replica, businessId.value);
  return business ? ok({ kind: "board", subject: business.id, date }) : err(notFound);
}

function addressOf(c: Asker, { kind, subject, date }: Feed, ticket: string): string {
  const url = new URL(absoluteUrl(c, `/api/scheduling/live/${kind}/`));
  url.protocol = url.protocol.replace("http", "ws");
  url.search = new URLSearchParams({
    [kind === "slots" ? "food_listing_id" : "business_id"]: subject,
    date,
    ticket,
  }).toString();
  return url.href;
}

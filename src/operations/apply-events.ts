/** Takes in other services' events: each is recorded with its effect, once, and changes nothing that is newer. */

import type * as z from "zod";
import { type CloudEvent, EVENT_TYPES, KnownEvent } from "../api/schemas/events";
import { sealOptional } from "../crypto/cipher";
import { isUniqueViolation } from "../db/client";
import { applyWrite, type CopyWrite, findProcessed, settleEvent } from "../db/events";
import { livePickupsOfCancelledOrder } from "../db/pickups";
import { isDeleted } from "../db/users";
import { err, ok, type Result } from "../domain/result";
import { cancelPickups } from "./cancel-pickups";
import type { Deps } from "./deps";
import { inviteToSchedule } from "./invite-to-schedule";
import { anonymizeUser } from "./privacy";
import { syncListing } from "./sync-listing";

export interface EventTally {
  accepted: number;
  duplicates: number;
  stale: number;
}

export interface ParsedEvent {
  envelope: CloudEvent;
  /** Null for a type that this service does not act on. */
  known: KnownEvent | null;
}

/** Reads an event's data by its type. */
export function parseEvent(envelope: CloudEvent): Result<ParsedEvent, z.ZodError> {
  if (!EVENT_TYPES.includes(envelope.type)) return ok({ envelope, known: null });
  const known = KnownEvent.safeParse({ type: envelope.type, data: envelope.data });
  return known.success ? ok({ envelope, known: known.data }) : err(known.error);
}

/** Applies events one after the other. Rejects when a store fails; what was applied by then counts as seen. */
export async function applyEvents(deps: Deps, events: ParsedEvent[]): Promise<EventTally> {
  const tally: EventTally = { accepted: 0, duplicates: 0, stale: 0 };
  for (const event of events) {
    const outcome = await applyEvent(deps, event);
    tally[outcome] += 1;
  }
  return tally;
}

async function applyEvent(deps: Deps, { envelope, known }: ParsedEvent): Promise<keyof EventTally> {
  const { source, id, type, time } = envelope;
  const write = known === null ? null : await toWrite(deps, known);
  const followUp = known === null ? null : followUpOf(known);
  const stamp = { source, id, type, time, receivedAt: deps.now, isPending: followUp !== null };
  let isRepeat = false;
  try {
    if ((await applyWrite(deps.db, stamp, write)) === "stale") return "stale";
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Seen before. If what follows it was cut short, that is done now.
    if (!(await findProcessed(deps.db, source, id))?.isPending) return "duplicates";
    isRepeat = true;
  }
  if (followUp) {
    await followUp(deps);
    await settleEvent(deps.db, source, id);
  }
  return isRepeat ? "duplicates" : "accepted";
}

/** What an event sets off beyond its own row. Must be safe to repeat: a crash half-way leaves it to the redelivery. */
function followUpOf(event: KnownEvent): ((deps: Deps) => Promise<void>) | null {
  const { id } = event.data;
  switch (event.type) {
    case "listing.created":
    case "listing.updated":
    case "listing.expired":
      return (deps) => syncListing(deps, id);
    case "order.confirmed":
      return (deps) => inviteToSchedule(deps, id);
    case "order.cancelled":
      return async (deps) => cancelPickups(deps, await livePickupsOfCancelledOrder(deps.db, id), "order");
    case "user.deleted":
      return async (deps) => {
        if (await isDeleted(deps.db, id)) await anonymizeUser(deps, id, null);
      };
    default:
      return null;
  }
}

async function toWrite({ config }: Deps, event: KnownEvent): Promise<CopyWrite> {
  switch (event.type) {
    case "business.upserted": {
      const { owner_user_id: ownerUserId, operating_hours: operatingHours, ...row } = event.data;
      return { table: "businesses", row: { ...row, ownerUserId, operatingHours } };
    }
    case "user.upserted": {
      const { user_type: userType, email, phone, ...row } = event.data;
      const [sealedEmail, sealedPhone] = await Promise.all([
        sealOptional(config.encryptionKeys, email),
        sealOptional(config.encryptionKeys, phone),
      ]);
      return { table: "users", row: { ...row, userType, sealedEmail, sealedPhone } };
    }
    case "user.deleted":
      return { table: "users", remove: event.data.id };
    case "listing.created":
    case "listing.updated": {
      const {
        business_id: businessId,
        price,
        expiry_date: expiresAt,
        pickup_window: pickupWindow,
        ...row
      } = event.data;
      return { table: "food_listings", row: { ...row, businessId, priceCents: price, expiresAt, pickupWindow } };
    }
    case "listing.expired":
      return { table: "food_listings", expire: event.data.id };
    case "order.confirmed": {
      const { id, kind, status } = event.data;
      const row = {
        id,
        kind,
        status,
        customerId: event.data.customer_id,
        businessId: event.data.business_id,
        interactionId: event.data.interaction_id,
        paymentStatus: event.data.payment_status,
        totalCents: event.data.total_amount,
      };
      return { table: "orders", row, items: mergeItems(event.data.items) };
    }
    case "order.cancelled":
      return { table: "orders", cancel: event.data.id };
    case "review.created": {
      const { interaction_id: interactionId, order_id: orderId, ...row } = event.data;
      return { table: "reviews", row: { ...row, interactionId, orderId } };
    }
  }
}

type OrderLine = Extract<KnownEvent, { type: "order.confirmed" }>["data"]["items"][number];

/** One row for each listing: lines of the same listing add up, at the price of the first. */
function mergeItems(lines: OrderLine[]) {
  return [...Map.groupBy(lines, (item) => item.food_listing_id)].map(([foodListingId, group]) => ({
    foodListingId,
    quantity: group.reduce((sum, item) => sum + item.quantity, 0),
    pricePerItemCents: group[0]?.price_per_item ?? 0,
    totalCents: group.reduce((sum, item) => sum + item.quantity * item.price_per_item, 0),
  }));
}

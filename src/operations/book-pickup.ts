/** Books a seat: judge by D1, decide in the slot's object, answer when D1 has it. */
import { bookSeat } from "../booking/client";
import { sealOptional } from "../crypto/cipher";
import { type BookingFacts, loadBookingFacts } from "../db/booking-facts";
import { findPickup } from "../db/pickups";
import { checkHorizon, checkOrder, checkSlotBelongs, isListingBookable, latestDate } from "../domain/booking-rules";
import { availableSpots } from "../domain/capacity";
import { promiseReminders, type Reach, type ReminderPromise } from "../domain/notifications";
import type { Pickup } from "../domain/pickup";
import { conflict, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import type { LocalDate } from "../domain/time";
import type { NotificationChannel } from "../domain/vocabulary";
import { countBooking } from "../limits/client";
import { providersOf } from "../notifications/channels";
import { alternativeSlots } from "./alternatives";
import type { Deps } from "./deps";
import { storesUnreachable, tooManyAttempts } from "./refusals";

export interface BookRequest {
  customerId: string;
  orderId: string;
  foodListingId: string;
  slotId: string;
  date: LocalDate;
  notes: string;
}

/** What a booking is about, once it is known that all of it exists and belongs together. */
type Subject = {
  [K in "order" | "listing" | "business" | "slot" | "location"]: NonNullable<BookingFacts[K]>;
} & Pick<BookingFacts, "item" | "slotListing">;

export interface Booking {
  pickup: Pickup;
  listing: Subject["listing"];
  business: Subject["business"];
  location: Subject["location"];
  warnings: string[];
  reminders: ReminderPromise;
}

export async function bookPickup(deps: Deps, request: BookRequest): Promise<Result<Booking, Refusal>> {
  const { env, db, now } = deps;
  const [attempt, facts] = await Promise.all([
    countBooking(env, request.customerId, now),
    loadBookingFacts(db, request),
  ]);
  if (!attempt.isAllowed) return err(tooManyAttempts("Too many booking attempts", attempt.retryAfterMs));

  const subject = identify(facts, request);
  if (subject === null) return err(notFound);
  const answer = (pickup: Pickup): Result<Booking, Refusal> =>
    ok({
      pickup,
      listing: subject.listing,
      business: subject.business,
      location: subject.location,
      reminders: promiseReminders(pickup, reachOf(deps, facts.customer), now),
      warnings: facts.overlapping.map(
        ({ startTime, locationName }) => `You have another pickup at ${startTime} at ${locationName}, at the same time`,
      ),
    });

  const misplaced = checkSlotBelongs({ date: subject.slot.date, isOfListing: subject.slotListing !== null }, request);
  if (misplaced) return err(misplaced);
  if (facts.holding && facts.holding.customerId !== request.customerId) return err(heldByAnother);
  if (facts.holding) {
    return facts.holding.slotId === request.slotId ? answer(facts.holding) : err(heldElsewhere(facts.holding.id));
  }
  const obstacle = await checkRules(deps, subject);
  if (obstacle) return err(obstacle);

  const outcome = await bookSeat(env, await toCommand(deps, subject, request), subject.location);
  deps.noteBookmark(outcome.bookmark);
  switch (outcome.kind) {
    case "booked":
      return answer(outcome.pickup);
    case "repeat":
      return outcome.pickup.customerId === request.customerId ? answer(outcome.pickup) : err(heldByAnother);
    case "unavailable":
      return err(await unavailable(deps, subject, outcome));
    case "refused":
      return err(await refusedBy(deps, outcome.rivalPickupId, request.customerId));
    case "pending":
      return err(storesUnreachable);
  }
}

/** Through which channels the customer can be told anything: there is an address, they want it, and someone to send it. */
function reachOf({ env, config }: Deps, customer: BookingFacts["customer"]): Reach {
  const providers = providersOf(env, config);
  const isOpen = (channel: NotificationChannel, address: string | boolean | null | undefined) =>
    Boolean(address) && customer?.notifications?.[channel] !== false && providers[channel] !== "none";
  return {
    email: isOpen("email", customer?.sealedEmail),
    sms: isOpen("sms", customer?.sealedPhone),
    push: isOpen("push", customer?.hasPush),
  };
}

/** Null when something does not exist or the order is someone else's: the caller is told no more than that. */
function identify(facts: BookingFacts, { customerId }: BookRequest): Subject | null {
  const { order, item, listing, business, slot, location, slotListing } = facts;
  if (!order || order.customerId !== customerId || !listing || !business || !slot || !location) return null;
  return { order, item, listing, business, slot, location, slotListing };
}

async function checkRules(deps: Deps, subject: Subject): Promise<Refusal | null> {
  const { now } = deps;
  const { order, item, listing, business, slot, location, slotListing } = subject;
  if (slot.startsAt <= now) return unavailable(deps, subject, shownSeats(subject));
  const isOffered =
    slot.status === "open" && slotListing?.isOpen === true && location.isActive && isListingBookable(listing, now);
  return (
    checkHorizon(slot, business.timezone, now) ??
    checkOrder(order, item?.quantity ?? null) ??
    (isOffered ? null : unavailable(deps, subject, shownSeats(subject)))
  );
}

async function toCommand(deps: Deps, { order, item, slot, slotListing }: Subject, request: BookRequest) {
  if (!item || !slotListing) throw new Error("A booking without item or listing passed the rules");
  const { status: _, taken: _taken, ...place } = slot;
  return {
    now: deps.now,
    slot: {
      ...place,
      listing: { id: request.foodListingId, maxOrders: slotListing.maxOrders },
    },
    orderId: request.orderId,
    customerId: request.customerId,
    quantity: item.quantity,
    pricePerItemCents: item.pricePerItemCents,
    totalCents: item.totalCents,
    isPaidPurchase: order.kind === "purchase",
    customerNotes: await sealOptional(deps.config.encryptionKeys, request.notes),
  };
}

interface Seats {
  availableSpots: number;
  maxOrders: number;
}

function shownSeats({ slot, slotListing }: Subject): Seats {
  const mine = slotListing ?? { maxOrders: 0, taken: 0 };
  return { availableSpots: availableSpots({ ...slot, listing: mine }), maxOrders: mine.maxOrders };
}

async function unavailable(deps: Deps, { listing, business, slot }: Subject, seats: Seats): Promise<Refusal> {
  const wanted = {
    listing,
    slotId: slot.id,
    startsAt: slot.startsAt,
    lastDate: latestDate(deps.now, business.timezone),
  };
  const [alternatives = []] = await alternativeSlots(deps, [wanted]);
  return {
    kind: "slot_unavailable",
    slotId: slot.id,
    currentCapacity: seats.maxOrders - seats.availableSpots,
    maxCapacity: seats.maxOrders,
    alternatives,
  };
}

/**
 * Why D1 did not take a booking: another pickup holds its order, or the order changed meanwhile. The slot's object has just
 * read of the rival, which the session of before may not show.
 */
async function refusedBy({ replica }: Deps, rivalId: string | null, customerId: string): Promise<Refusal> {
  if (rivalId === null) return orderChanged;
  const rival = await findPickup(replica, rivalId);
  return rival?.customerId === customerId ? heldElsewhere(rivalId) : heldByAnother;
}

const heldElsewhere = (pickupId: string): Refusal =>
  conflict("This order already has a pickup for this food listing", {
    rule: "one_pickup_per_order",
    pickup_id: pickupId,
  });

const orderChanged = conflict("The order is no longer confirmed", { rule: "order_not_confirmed" });

/** The order was moved to this customer after another had booked it; that pickup is not theirs to see. */
const heldByAnother = conflict("This order already has a pickup for this food listing", {
  rule: "one_pickup_per_order",
});

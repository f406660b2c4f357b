/** Holds what callers were told against what the object and D1 have once everything is quiet. */
import { expect } from "vitest";
import { inSlot, pickupsInD1 } from "../support/slot";
import type { Configuration } from "./model";
import { expectConsistent, expectSame } from "./simulated-slot";
import { type Attempt, PLACEHOLDER, type Run, SHAPE } from "./simulator";

const STATUS_AFTER = { verify: "confirmed", complete: "completed", cancel: "cancelled", miss: "missed" } as const;
/** Verbs that leave a status behind. */
type Move = keyof typeof STATUS_AFTER;
const EVENT_AFTER = {
  scheduled: "pickup.scheduled",
  confirmed: "pickup.verified",
  completed: "pickup.completed",
  cancelled: "pickup.cancelled",
  missed: "pickup.missed",
} as const;

const pairOf = ({ orderId, listingId }: Pick<Attempt, "orderId" | "listingId">) => `${orderId} ${listingId}`;

export async function judge({ slot, history, published, world }: Run): Promise<void> {
  const own = await inSlot(slot.id, (object) => object.inspect());
  expectConsistent(own);
  const counts = [...world.batches.map(([, sent]) => sent), ...(own.counts ? [own.counts] : [])];
  for (const { taken, listings, revision } of counts) {
    expect(taken, `seats taken at revision ${revision}`).toBeLessThanOrEqual(SHAPE.capacity);
    for (const listing of listings) {
      expect(listing.taken, `seats of a listing taken at revision ${revision}`).toBeLessThanOrEqual(SHAPE.maxOrders);
    }
  }
  expect(world.overbooked).toEqual([]);
  await expectConfigured(slot.id, published);
  expectWithdrawn(history);
  expectOwnAnswers(history);
  const held = new Map(own.pickups.map((pickup) => [pickup.id, pickup]));
  const inD1 = new Set((await pickupsInD1(slot.id)).map(({ id }) => id));
  const books = history.filter(({ verb }) => verb === "book");
  const promised = new Set(books.flatMap(({ outcome, pickupId }) => (outcome === "ok" ? [pickupId] : [])));
  for (const id of promised) {
    expect(id !== null && held.has(id), `promised pickup ${id} is in the object`).toBe(true);
    expect(id !== null && inD1.has(id), `promised pickup ${id} is in D1`).toBe(true);
  }
  for (const { foodListingId: listingId, orderId, id } of own.pickups) {
    const isOpen = books.some((b) => pairOf(b) === pairOf({ orderId, listingId }) && b.outcome === "unknown");
    expect(promised.has(id) || isOpen, `pickup ${id} was promised, or its caller never heard`).toBe(true);
  }
  for (const { id, status, customerNotes } of own.pickups) {
    const changes = history.filter(({ pickupId, verb }) => pickupId === id && verb !== "book");
    expectExplained(id, status, changes);
    const isAnonymized = changes.some(({ verb, outcome }) => verb === "anonymize" && outcome === "ok");
    if (isAnonymized) expect(customerNotes, `the texts of ${id} are gone`).toBe(PLACEHOLDER);
    const events = world.events.filter(({ subject }) => subject === id).map(({ type }) => type);
    expect(events, `what followed pickup ${id}`).toEqual(
      expect.arrayContaining(["pickup.scheduled", EVENT_AFTER[status]]),
    );
  }
  await expectSame(slot, own);
  expect(own.hasOutbox).toBe(false);
}

/** A confirmed change stands, and no change stands that was definitely refused. */
function expectExplained(id: string, status: keyof typeof EVENT_AFTER, changes: Attempt[]): void {
  const could = (verb: Move) => changes.some((c) => c.verb === verb && c.outcome !== "refused");
  const did = (verb: Move) => changes.some((c) => c.verb === verb && c.outcome === "ok");
  if (did("complete")) expect(status, `pickup ${id} was completed`).toBe("completed");
  if (did("cancel")) expect(status, `pickup ${id} was cancelled`).toBe("cancelled");
  if (did("miss")) expect(["missed", "completed"], `pickup ${id} was missed`).toContain(status);
  if (did("verify")) expect(status, `pickup ${id} was verified`).not.toBe("scheduled");
  for (const verb of ["verify", "complete", "cancel", "miss"] as const) {
    if (status === STATUS_AFTER[verb]) expect(could(verb), `somebody may have made ${id} ${status}`).toBe(true);
  }
}

/** The configuration the object goes by is one that there was, by its own number. */
async function expectConfigured(slotId: string, published: Configuration[]): Promise<void> {
  const [own] = await inSlot(slotId, (_, { storage }) =>
    storage.sql.exec<{ version: number; capacity: number }>("SELECT version, capacity FROM slot").toArray(),
  );
  if (own && own.version > 0) expect(own.capacity, "capacity kept").toBe(published[own.version - 1]?.capacity);
}

/**
 * Nobody gets a new seat by news that are no newer than a withdrawal acknowledged before they asked, unless somebody
 * with newer news may have come between: those open the listing again, for everybody and whatever their answer.
 */
function expectWithdrawn(history: Attempt[]): void {
  const withdrawals = history.filter(({ verb, outcome }) => verb === "withdraw" && outcome === "ok");
  for (const { listingId, version, answeredAt } of withdrawals) {
    const bookings = history.filter((one) => one.verb === "book" && one.listingId === listingId);
    const late = bookings.filter(
      (one) =>
        one.isNew &&
        one.version <= version &&
        one.askedAt > answeredAt &&
        !bookings.some((newer) => newer.version > version && newer.askedAt < one.answeredAt),
    );
    expect(late, `bookings by news from before the listing was withdrawn`).toEqual([]);
  }
}

/**
 * A change that was left open and is asked again is not refused for having been done, unless another change of the
 * pickup, or the answer to another of the same kind, may have come between.
 */
function expectOwnAnswers(history: Attempt[]): void {
  for (const [id, ofPickup] of Map.groupBy(history, ({ pickupId }) => pickupId)) {
    const changes = ofPickup.filter(({ verb }) => verb in STATUS_AFTER || verb === "anonymize");
    const denied = changes.filter((repeat) => {
      const isFirst = (one: Attempt) =>
        one.asked === repeat.asked && one.outcome === "unknown" && one.answeredAt < repeat.askedAt;
      const isInWay = (one: Attempt) =>
        one.askedAt < repeat.answeredAt &&
        (one.verb === repeat.verb ? one.outcome === "ok" : one.outcome !== "refused");
      return repeat.outcome === "refused" && changes.some(isFirst) && !changes.some(isInWay);
    });
    const story = changes.map(
      (one) => `${one.verb} ${one.outcome}${one.isCut ? " (cut off)" : ""} ${one.askedAt}-${one.answeredAt}`,
    );
    expect(denied.length, `pickup ${id}: a repeat gets its own answer, not of ${story.join(", ")}`).toBe(0);
  }
}

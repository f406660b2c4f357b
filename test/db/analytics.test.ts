import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnalyticsFilter, outstandingDays, rollUpDays, sumsOf } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { PICKUP_STATUSES } from "../../src/domain/vocabulary";
import { type PastPickup, type PastSlot, writeHistory } from "../support/history";
import { domainEvent, freshId, sendEvents } from "../support/world";

const db = primary(env);
const DAYS = ["2026-06-01", "2026-06-02", "2026-06-03"];
const stretch = { from: "2026-06-01", to: "2026-06-30" };
const place = {
  date: fc.constantFrom(...DAYS),
  start: fc.constantFrom("00:00", "17:00", "17:30", "23:30"),
  locationId: fc.constantFrom("front", "back"),
};

const pickup: fc.Arbitrary<PastPickup> = fc.record(
  {
    ...place,
    listingId: fc.constantFrom("pizza", "soup"),
    status: fc.constantFrom(...PICKUP_STATUSES),
    after: fc.integer({ min: -30, max: 60 }),
    checkedBefore: fc.integer({ min: -1, max: 30 }),
    rating: fc.option(fc.integer({ min: 1, max: 5 })),
    cents: fc.nat(10_000),
  },
  { requiredKeys: ["date", "start", "locationId", "listingId", "status"] },
);

const slot: fc.Arbitrary<PastSlot> = fc.record({
  ...place,
  capacity: fc.integer({ min: 1, max: 9 }),
  listings: fc.dictionary(fc.constantFrom("pizza", "soup"), fc.integer({ min: 1, max: 9 })),
  isWithdrawn: fc.boolean(),
});

const history = fc.record({
  slots: fc.uniqueArray(slot, { selector: (one) => `${one.date}${one.start}${one.locationId}`, maxLength: 12 }),
  pickups: fc.array(pickup, { maxLength: 40 }),
});

const filters = (businessId: string): AnalyticsFilter[] => [
  { businessId, ...stretch },
  { businessId, from: "2026-06-02", to: "2026-06-02" },
  { businessId, ...stretch, locationId: "front" },
  { businessId, ...stretch, foodListingId: "soup" },
  { businessId, ...stretch, locationId: "back", foodListingId: "pizza" },
];
const sums = (businessId: string) => Promise.all(filters(businessId).map((filter) => sumsOf(db, filter)));
const outstanding = (businessId: string) => outstandingDays(db, { businessId, ...stretch }, 100);

describe("sums in the table", () => {
  it("are those of the rows, to the unit, for any history and however many days stand there", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.subarray(DAYS), async (past, days) => {
        const businessId = freshId("business");
        await writeHistory(businessId, past);
        const direct = await sums(businessId);
        await rollUpDays(db, businessId, days, 1);
        expect(await sums(businessId)).toEqual(direct);
        await rollUpDays(db, businessId, DAYS, 2);
        await rollUpDays(db, businessId, DAYS, 3);
        expect(await sums(businessId)).toEqual(direct);
        expect(await outstanding(businessId)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("are what the pickups say, worked out another way", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (past) => {
        const businessId = freshId("business");
        await writeHistory(businessId, past);
        await rollUpDays(db, businessId, DAYS, 1);
        const rows = await sumsOf(db, { businessId, ...stretch });
        const total = (name: "scheduled" | "completed" | "onTime" | "rated" | "ratings" | "valueCents" | "waitMs") =>
          rows.reduce((sum, row) => sum + row[name], 0);
        const done = past.pickups.filter(({ status }) => status === "completed");
        const rated = done.flatMap(({ rating }) => (rating === undefined || rating === null ? [] : [rating]));
        expect(total("scheduled")).toBe(past.pickups.length);
        expect(total("completed")).toBe(done.length);
        expect(total("onTime")).toBe(done.filter(({ after = 0 }) => after <= 25).length);
        expect([total("rated"), total("ratings")]).toEqual([rated.length, rated.reduce((sum, one) => sum + one, 0)]);
        expect(total("valueCents")).toBe(done.reduce((sum, { cents = 1_000 }) => sum + cents, 0));
        expect(total("waitMs")).toBe(done.reduce((sum, { after = 0 }) => sum + Math.max(0, after) * 60_000, 0));
        const seats = rows.filter(({ foodListingId }) => foodListingId === "").reduce((sum, row) => sum + row.seats, 0);
        expect(seats).toBe(past.slots.filter((one) => !one.isWithdrawn).reduce((sum, one) => sum + one.capacity, 0));
      }),
      { numRuns: 30 },
    );
  });
});

describe("a day in the table", () => {
  const day = { date: "2026-06-01", start: "17:00", locationId: "front" };
  const listings = { pizza: 5 };
  const missed: PastPickup = { ...day, listingId: "pizza", status: "missed" };

  /** A business with one pickup on one day, which stands in the table. */
  async function makeRolledUp(pickups = [missed]) {
    const businessId = freshId("business");
    const ids = await writeHistory(businessId, { slots: [{ ...day, capacity: 5, listings }], pickups });
    await rollUpDays(db, businessId, [day.date], 1);
    expect(await outstanding(businessId)).toEqual([]);
    return { businessId, id: ids[0] ?? "" };
  }

  it.each([
    [
      "a late completion",
      "UPDATE scheduled_pickups SET status = 'completed', actual_pickup_at = starts_at WHERE id = ?1",
    ],
    [
      "a change of its slot",
      "UPDATE time_slots SET capacity = 7 WHERE id = (SELECT slot_id FROM scheduled_pickups WHERE id = ?1)",
    ],
    [
      "a change of a listing's share",
      "UPDATE slot_listings SET max_orders = 7 WHERE slot_id = (SELECT slot_id FROM scheduled_pickups WHERE id = ?1)",
    ],
  ])("is open again after %s, and shown as it is at once", async (_, statement) => {
    const { businessId, id } = await makeRolledUp();
    const before = await sums(businessId);
    await env.DB.prepare(statement).bind(id).run();
    expect(await outstanding(businessId)).toEqual([day.date]);
    const now = await sums(businessId);
    expect(now).not.toEqual(before);
    await rollUpDays(db, businessId, [day.date], 2);
    expect(await sums(businessId)).toEqual(now);
    expect(await outstanding(businessId)).toEqual([]);
  });

  it("is open again after a review, by its order or by its interaction", async () => {
    const { businessId, id } = await makeRolledUp([{ ...missed, status: "completed" }]);
    const interactionId = freshId("interaction");
    await sendEvents(
      domainEvent("review.created", { id: freshId("review"), interaction_id: interactionId, rating: 4 }),
    );
    expect(await outstanding(businessId)).toEqual([]);
    const order = {
      id: `order-${id}`,
      customer_id: "customer",
      business_id: businessId,
      interaction_id: interactionId,
      kind: "purchase",
      status: "confirmed",
      payment_status: "paid",
      total_amount: "1.00",
      items: [{ food_listing_id: "pizza", quantity: 1, price_per_item: "1.00" }],
    };
    await sendEvents(domainEvent("order.confirmed", { ...order, interaction_id: null }));
    await sendEvents(domainEvent("order.confirmed", order, "2026-06-25T07:00:00Z"));
    expect(await outstanding(businessId)).toEqual([day.date]);
    const rated = async () => (await sumsOf(db, { businessId, ...stretch })).reduce((sum, row) => sum + row.ratings, 0);
    expect(await rated()).toBe(4);
    await rollUpDays(db, businessId, [day.date], 2);
    const review = { id: freshId("review"), interaction_id: interactionId, rating: 2 };
    await sendEvents(domainEvent("review.created", review, "2026-06-25T08:00:00Z"));
    expect(await outstanding(businessId)).toEqual([day.date]);
    expect(await rated()).toBe(2);
  });

  it("of another business stays as it is", async () => {
    const [one, other] = [await makeRolledUp(), await makeRolledUp()];
    await env.DB.prepare("UPDATE scheduled_pickups SET status = 'completed' WHERE id = ?").bind(one.id).run();
    expect(await outstanding(other.businessId)).toEqual([]);
  });
});

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { outstandingDays, rollUpDays, sumsOf } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { PICKUP_STATUSES } from "../../src/domain/vocabulary";
import { type PastPickup, type PastSlot, writeHistory } from "../support/history";
import { type SumsFilter, sumsOfHistory } from "../support/history-sums";
import { freshId } from "../support/world";

const db = primary(env);
const DAYS = ["2026-06-01", "2026-06-02", "2026-06-03"];
const period = { from: "2026-06-01", to: "2026-06-30" };
const place = {
  date: fc.constantFrom(...DAYS),
  start: fc.constantFrom("00:00", "17:00", "17:30", "23:30"),
  locationId: fc.constantFrom("front", "back"),
};
const listingId = fc.constantFrom("pizza", "soup");

const pickup: fc.Arbitrary<PastPickup> = fc.record(
  {
    ...place,
    listingId,
    status: fc.constantFrom(...PICKUP_STATUSES),
    after: fc.integer({ min: -30, max: 60 }),
    checkedBefore: fc.integer({ min: -1, max: 30 }),
    ratings: fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { maxLength: 3 }),
    cents: fc.nat(10_000),
  },
  { requiredKeys: ["date", "start", "locationId", "listingId", "status"] },
);

const slot: fc.Arbitrary<PastSlot> = fc.record({
  ...place,
  capacity: fc.integer({ min: 1, max: 9 }),
  listings: fc.dictionary(listingId, fc.integer({ min: 1, max: 9 })),
  closed: fc.subarray(["pizza", "soup"]),
  isWithdrawn: fc.boolean(),
});

const history = fc.record({
  slots: fc.uniqueArray(slot, { selector: (one) => `${one.date}${one.start}${one.locationId}`, maxLength: 12 }),
  pickups: fc.array(pickup, { maxLength: 40 }),
});

const filters: SumsFilter[] = [
  period,
  { from: "2026-06-02", to: "2026-06-02" },
  { ...period, locationId: "front" },
  { ...period, foodListingId: "soup" },
  { ...period, locationId: "back", foodListingId: "pizza" },
];

/** An instant, and the days that are over by then in Johannesburg. */
const instant = fc.constantFrom<{ now: string; over: string[] }>(
  { now: "2026-06-01T15:00:00Z", over: [] },
  { now: "2026-06-02T15:24:59.999Z", over: ["2026-06-01"] },
  { now: "2026-06-02T15:25:00Z", over: ["2026-06-01"] }, // when the slot 17:00-17:25 ends
  { now: "2026-06-03T22:00:00Z", over: DAYS },
);

it("sums are what the history says, straight from its rows and however many of its finished days stand in the table", async () => {
  await fc.assert(
    fc.asyncProperty(history, instant, fc.subarray(DAYS), async (past, { now: instant, over }, some) => {
      const [businessId, now] = [freshId("business"), Date.parse(instant)];
      await writeHistory(businessId, past);
      const sums = () => Promise.all(filters.map((filter) => sumsOf(db, { businessId, ...filter }, now)));
      const expected = filters.map((filter) => sumsOfHistory(past, filter, now));
      expect(await sums()).toEqual(expected);
      const inTable = some.filter((day) => over.includes(day));
      await rollUpDays(db, businessId, inTable, now);
      expect(await sums()).toEqual(expected);
      await rollUpDays(db, businessId, over, now);
      await rollUpDays(db, businessId, over, now + 1);
      expect(await sums()).toEqual(expected);
      const outstanding = await outstandingDays(db, { businessId, ...period }, 100);
      expect(outstanding.filter((day) => over.includes(day))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

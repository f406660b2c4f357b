import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { availableSpots, decideSeat, type SeatState } from "../../src/domain/capacity";

const NOW = Date.parse("2026-06-26T14:00:00Z");
const state = (over: Partial<SeatState> = {}): SeatState => ({
  startsAt: NOW + 3_600_000,
  capacity: 5,
  taken: 0,
  listing: { maxOrders: 5, taken: 0 },
  isOpen: true,
  ...over,
});
const seats = fc.integer({ min: 0, max: 60 });
const states = fc.record({
  startsAt: fc.integer({ min: NOW - 10, max: NOW + 10 }),
  capacity: seats,
  taken: seats,
  listing: fc.record({ maxOrders: seats, taken: seats }),
  isOpen: fc.boolean(),
});

describe("the seats of a slot", () => {
  it.each([
    ["the slot's last seat is free", { capacity: 5, taken: 4 }, "free"],
    ["the slot is full", { capacity: 5, taken: 5 }, "full"],
    ["the slot is over its lowered capacity", { capacity: 2, taken: 5 }, "full"],
    ["the listing's last seat is free", { capacity: 50, taken: 4, listing: { maxOrders: 5, taken: 4 } }, "free"],
    ["the listing's own limit is reached", { capacity: 50, taken: 5, listing: { maxOrders: 5, taken: 5 } }, "full"],
    ["the slot is closed", { isOpen: false }, "closed"],
    ["the slot starts now", { startsAt: NOW }, "past"],
    ["the slot starts in a millisecond", { startsAt: NOW + 1 }, "free"],
    ["the slot is closed, past and full", { isOpen: false, startsAt: NOW, taken: 5 }, "closed"],
    ["the slot is past and full", { startsAt: NOW - 1, taken: 5 }, "past"],
  ] satisfies [string, Partial<SeatState>, string][])("when %s", (_, over, expected) => {
    expect(decideSeat(state(over), NOW)).toBe(expected);
  });

  it("are never given when the slot or the listing has none left", () => {
    fc.assert(
      fc.property(states, (any) => {
        const isFull = any.taken >= any.capacity || any.listing.taken >= any.listing.maxOrders;
        const isBookable = any.isOpen && any.startsAt > NOW && !isFull;
        expect(decideSeat(any, NOW) === "free").toBe(isBookable);
      }),
      { numRuns: 1_000 },
    );
  });

  it("left for a listing are never negative nor more than either limit leaves", () => {
    fc.assert(
      fc.property(states, (any) => {
        const spots = availableSpots(any);
        expect(spots).toBeGreaterThanOrEqual(0);
        expect(spots).toBeLessThanOrEqual(Math.max(0, any.capacity - any.taken));
        expect(spots).toBeLessThanOrEqual(Math.max(0, any.listing.maxOrders - any.listing.taken));
      }),
    );
  });

  it("left for a listing are the smaller of what the slot and the listing leave", () => {
    expect(availableSpots({ capacity: 8, taken: 5, listing: { maxOrders: 5, taken: 1 } })).toBe(3);
    expect(availableSpots({ capacity: 8, taken: 1, listing: { maxOrders: 5, taken: 1 } })).toBe(4);
  });

  it("run out after exactly as many orders as there are seats", () => {
    fc.assert(
      fc.property(seats, seats, (capacity, maxOrders) => {
        let taken = 0;
        while (decideSeat(state({ capacity, taken, listing: { maxOrders, taken } }), NOW) === "free") taken += 1;
        expect(taken).toBe(Math.min(capacity, maxOrders));
      }),
    );
  });
});

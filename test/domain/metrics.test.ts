import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averageCounterMinutes,
  averageWaitMinutes,
  balance,
  efficiencyScore,
  hourRange,
  inMinutes,
  NO_SEATS,
  NO_TALLY,
  noShowRate,
  onTimeRate,
  optimizationScore,
  peakHours,
  satisfaction,
  successRate,
  sumTallies,
  type Tally,
  utilisation,
} from "../../src/domain/metrics";

const tally = (parts: Partial<Tally>): Tally => ({ ...NO_TALLY, ...parts });
const seats = (taken: number, all: number) => ({ taken, seats: all });

describe("a rate", () => {
  it.each([
    ["success, the contract's own numbers", successRate(tally({ completed: 108, missed: 12, cancelled: 5 })), 86.4],
    ["success, where what is still to come has not failed", successRate(tally({ scheduled: 40, completed: 1 })), 100],
    ["punctuality", onTimeRate(tally({ completed: 3, onTime: 2 })), 66.7],
    ["no-show, where cancelled never counts", noShowRate(tally({ completed: 9, missed: 1, cancelled: 90 })), 10],
    ["utilisation of seats", utilisation(seats(7, 8)), 87.5],
    ["utilisation after a capacity was lowered", utilisation(seats(6, 5)), 120],
    ["time at the counter", averageCounterMinutes(tally({ counted: 2, counterMs: 285_000 })), 2.4],
    ["waiting", averageWaitMinutes(tally({ completed: 4, waitMs: 60_000 })), 0.3],
    ["satisfaction", satisfaction(tally({ rated: 3, ratings: 14 })), 4.7],
  ])("is worked out: %s", (_, value, expected) => {
    expect(value).toBe(expected);
  });

  it.each([
    [23, 80, 28.8],
    [41, 80, 51.3],
    [51, 80, 63.8],
  ])("rounds an exact half up: %i of %i is %d %%", (part, whole, expected) => {
    expect(utilisation(seats(part, whole))).toBe(expected);
  });

  it("rounds exact halves of minutes and ratings up", () => {
    expect(averageCounterMinutes(tally({ counted: 20, counterMs: 23 * 60_000 }))).toBe(1.2); // 1.15
    expect(averageWaitMinutes(tally({ completed: 20, waitMs: 23 * 60_000 }))).toBe(1.2);
    expect(satisfaction(tally({ rated: 20, ratings: 23 }))).toBe(1.2);
  });

  it("of nothing is null, never 0 and never NaN", () => {
    const rates = [successRate, onTimeRate, noShowRate, averageCounterMinutes, averageWaitMinutes, satisfaction];
    for (const rate of rates) expect(rate(NO_TALLY)).toBeNull();
    expect(utilisation(NO_SEATS)).toBeNull();
    expect(efficiencyScore(NO_TALLY, seats(1, 1))).toBeNull();
    expect(optimizationScore(NO_TALLY, [seats(1, 1)])).toBeNull();
    expect(optimizationScore(tally({ completed: 1 }), [])).toBeNull();
  });

  it("of pickups that are all still to come is null", () => {
    const live = tally({ scheduled: 9 });
    expect(successRate(live)).toBeNull();
    expect(efficiencyScore(live, seats(1, 1))).toBeNull();
    expect(optimizationScore(live, [seats(1, 1)])).toBeNull();
  });
});

describe("the efficiency score", () => {
  it.each([
    // 80 x 0.4 + 75 x 0.3 + 50 x 0.3
    [
      "weighs completion, punctuality and utilisation",
      { missed: 1, cancelled: 1, completed: 8, onTime: 6 },
      seats(10, 20),
      69.5,
    ],
    ["counts only what is over", { scheduled: 99, missed: 2, completed: 8, onTime: 6 }, seats(10, 20), 69.5],
    ["counts utilisation up to 100", { scheduled: 1, completed: 1, onTime: 1 }, seats(3, 2), 100],
    ["counts a part of which nothing is known as 0", { missed: 2 }, NO_SEATS, 0],
  ])("%s", (_, parts, taken, expected) => {
    expect(efficiencyScore(tally(parts), taken)).toBe(expected);
  });
});

describe("the balance of hours", () => {
  it.each([
    ["1 where all fill alike", [seats(3, 10), seats(6, 20)], 1],
    ["0 where some are full and the others empty", [seats(10, 10), seats(0, 10)], 0],
    ["1 where nothing is taken", [seats(0, 10), seats(0, 5)], 1],
    ["1 where all is taken", [seats(10, 10), seats(5, 5)], 1],
    // Overall 0.5: distances 0.25 x 10 + 0.25 x 10 = 5 of 20 seats, of at most 0.5
    ["between", [seats(7.5, 10), seats(2.5, 10)], 0.5],
  ])("is %s", (_, hours, expected) => {
    expect(balance(hours)).toBeCloseTo(expected, 10);
  });

  it("is null without seats, and hours without seats do not count", () => {
    expect(balance([])).toBeNull();
    expect(balance([NO_SEATS])).toBeNull();
    expect(balance([seats(3, 10), NO_SEATS])).toBe(1);
  });

  it("is always between 0 and 1", () => {
    const hour = fc.record({ taken: fc.nat(60), seats: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(hour), (hours) => {
        const value = balance(hours);
        expect(value === null || (value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});

describe("the optimisation score", () => {
  it("is half success, half balance", () => {
    const hours = [seats(7.5, 10), seats(2.5, 10)];
    expect(optimizationScore(tally({ completed: 8, missed: 1, cancelled: 1 }), hours)).toBe(65);
    expect(optimizationScore(tally({ scheduled: 99, completed: 8, missed: 2 }), hours)).toBe(65);
  });
});

describe("hours", () => {
  it("are busiest first, the earlier of two equals first, none without pickups", () => {
    const counts = new Map([
      ["12", 3],
      ["17", 5],
      ["18", 5],
      ["19", 0],
    ]);
    expect(peakHours(counts, 2)).toEqual(["17", "18"]);
    expect(peakHours(counts, 9)).toEqual(["17", "18", "12"]);
  });

  it("are printed as ranges, also the last of the day", () => {
    expect([hourRange("17"), hourRange("09"), hourRange("23")]).toEqual(["17:00-18:00", "09:00-10:00", "23:00-00:00"]);
  });

  it("are averaged in words as the contract prints them", () => {
    expect([inMinutes(2.3), inMinutes(0), inMinutes(null)]).toEqual(["2.3 minutes", "0.0 minutes", null]);
  });
});

describe("sums", () => {
  it("of parts are the sum of the whole", () => {
    expect(sumTallies([tally({ scheduled: 1, waitMs: 5 }), tally({ scheduled: 2, missed: 1 })])).toEqual(
      tally({ scheduled: 3, waitMs: 5, missed: 1 }),
    );
    expect(sumTallies([])).toEqual(NO_TALLY);
  });
});

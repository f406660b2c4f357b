import { describe, expect, it } from "vitest";
import { advise, adviseOnDay, periodOf, type Sums } from "../../src/domain/analytics";
import { NO_SEATS, NO_TALLY } from "../../src/domain/metrics";

const sums = (parts: Partial<Sums>): Sums => ({
  ...NO_TALLY,
  ...NO_SEATS,
  locationId: "front",
  foodListingId: "pizza",
  hour: "17",
  ...parts,
});
const names = new Map([["side", "Side Entrance"]]);
const adviceOn = (...rows: Sums[]) => advise(periodOf(rows, false), names);

describe("advice on a period", () => {
  it("is none where there are too few pickups, or nothing stands out", () => {
    expect(adviceOn(sums({ scheduled: 9, completed: 0, missed: 9 }))).toEqual([]);
    expect(adviceOn(sums({ scheduled: 10, completed: 9 }), sums({ foodListingId: "", seats: 20, taken: 10 }))).toEqual(
      [],
    );
  });

  it.each([
    [17, [["Consider adding more time slots during 17:00-18:00: 17 of 20 seats (85%) were taken"]]],
    [16, [[]]],
    [4, [["Consider fewer time slots during 17:00-18:00: 4 of 20 seats (20%) were taken"]]],
    [5, [[]]],
  ])("tells of an hour with %i of 20 seats taken", (taken, [expected]) => {
    expect(adviceOn(sums({ scheduled: 20, completed: 20 }), sums({ foodListingId: "", seats: 20, taken }))).toEqual(
      expected,
    );
  });

  it("does not judge an hour by a handful of seats", () => {
    expect(adviceOn(sums({ scheduled: 20, completed: 20 }), sums({ foodListingId: "", seats: 9, taken: 9 }))).toEqual(
      [],
    );
  });

  it("names a location that stands out, by its rate and by its waiting", () => {
    const front = sums({ scheduled: 80, completed: 78 });
    const side = sums({ locationId: "side", scheduled: 20, completed: 15, waitMs: 15 * 600_000 });
    expect(adviceOn(front, side)).toEqual([
      "Side Entrance shows a lower success rate: 75% of 20 pickups against 93% overall - investigate issues",
      "Pickups at Side Entrance are handed over 10 minutes after the slot's start on average (15 pickups) - consider more staff or longer slots",
    ]);
  });
});

describe("advice on a day", () => {
  const types = (...rows: Sums[]) => adviseOnDay(periodOf(rows, false)).map(({ type }) => type);

  it("is none for a handful of pickups", () => {
    expect(types(sums({ scheduled: 4, missed: 4 }))).toEqual([]);
  });

  it("tells of a completion rate under 80 % and of more than 40 % in one hour", () => {
    const hours = ["12", "13", "14", "17"].map((hour) => sums({ hour, scheduled: 5, completed: 4 }));
    expect(types(...hours)).toEqual([]);
    expect(types(...hours, sums({ hour: "18", scheduled: 1, missed: 1 }))).toEqual(["completion_rate"]);
    expect(types(sums({ scheduled: 4, completed: 4 }), sums({ hour: "18", scheduled: 6, completed: 6 }))).toEqual([
      "capacity_optimization",
    ]);
  });
});

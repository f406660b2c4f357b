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
    const ten = sums({ scheduled: 10, completed: 9, missed: 1 });
    expect(adviceOn(ten, sums({ foodListingId: "", seats: 20, taken: 10 }))).toEqual([]);
  });

  it("rests on what is over: pickups that are still to come are neither failures nor evidence", () => {
    const live = 30;
    expect(adviceOn(sums({ scheduled: live }))).toEqual([]);
    expect(adviceOn(sums({ scheduled: 9 + live, missed: 9 }))).toEqual([]);
    expect(adviceOn(sums({ scheduled: 10 + live, completed: 8, missed: 1, cancelled: 1 }))).toEqual([]);
    expect(adviceOn(sums({ scheduled: 10 + live, completed: 7, missed: 1, cancelled: 2 }))).toEqual([
      "Success rate is 70% (7 of 10 pickups that are over), below the target of 80%: 1 were missed and 2 cancelled - consider clearer instructions",
    ]);
  });

  it("judges a location by what is over there", () => {
    const front = sums({ scheduled: 50, completed: 50 });
    const side = (missed: number) => sums({ locationId: "side", scheduled: missed + 20, missed });
    expect(adviceOn(front, side(9))).toEqual([]);
    expect(adviceOn(front, side(10))).toEqual([
      "Side Entrance shows a lower success rate: 0% of 10 pickups that are over against 83.3% overall - investigate issues",
    ]);
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
    const front = sums({ scheduled: 80, completed: 78, cancelled: 2 });
    const side = sums({ locationId: "side", scheduled: 20, completed: 15, missed: 5, waitMs: 15 * 600_000 });
    expect(adviceOn(front, side)).toEqual([
      "Side Entrance shows a lower success rate: 75% of 20 pickups that are over against 93% overall - investigate issues",
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
    const hours = ["12", "13", "14", "17"].map((hour) => sums({ hour, scheduled: 5, completed: 4, missed: 1 }));
    expect(types(...hours)).toEqual([]);
    expect(types(...hours, sums({ hour: "18", scheduled: 1, missed: 1 }))).toEqual(["completion_rate"]);
    expect(types(sums({ scheduled: 4, completed: 4 }), sums({ hour: "18", scheduled: 6, completed: 6 }))).toEqual([
      "capacity_optimization",
    ]);
  });

  it("is none while little is over, and leaves pickups that are still to come out of the rate", () => {
    expect(types(sums({ scheduled: 20 }))).toEqual([]);
    expect(types(sums({ scheduled: 20, missed: 4 }))).toEqual([]);
    const rest = ["12", "13", "14"].map((hour) => sums({ hour, scheduled: 5 }));
    expect(types(sums({ scheduled: 5, completed: 4, missed: 1 }), ...rest)).toEqual([]);
  });

  it("counts pickups that are still to come towards the peak", () => {
    const [over, live] = [sums({ hour: "12", scheduled: 5, completed: 5 }), sums({ hour: "18", scheduled: 6 })];
    expect(adviseOnDay(periodOf([over, live], false)).map(({ message }) => message)).toEqual([
      "High demand concentration at 18:00 (6 pickups). Consider spreading load.",
    ]);
  });
});

import { expect, it } from "vitest";
import { instantAt, MINUTES_PER_DAY } from "../../../src/domain/time";
import { instantOf, slotInstants, wallClock } from "../../../src/web/parts/wall-clock";

const ZONES = ["Africa/Johannesburg", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
const DAYS = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-06-26", "2026-10-04", "2026-10-25", "2026-11-01"];

it.each(ZONES)(
  "agrees with the service on every quarter of an hour in %s, days of changing clocks included",
  (zone) => {
    const differences = [];
    for (const date of DAYS) {
      for (let minute = 0; minute < MINUTES_PER_DAY; minute += 15) {
        const time = new Date(minute * 60_000).toISOString().slice(11, 16);
        if (instantOf(date, time, zone) !== instantAt(date, minute, zone)) differences.push(`${date} ${time}`);
      }
    }
    expect(differences).toEqual([]);
  },
);

it("shows an instant as the clock on the wall does", () => {
  const at = Date.parse("2026-06-26T22:30:00Z");
  expect(wallClock(at, "Africa/Johannesburg")).toEqual({ date: "2026-06-27", time: "00:30" });
});

it("ends a slot on the next day when it ends at midnight", () => {
  const { start, end } = slotInstants("2026-12-31", "23:30", "00:00", "Africa/Johannesburg");
  expect(end - start).toBe(30 * 60_000);
});

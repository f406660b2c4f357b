import { expect, it } from "vitest";
import { addDays, dateIn, dayOfYear, daysBetween, longDay, shortDay, timeIn } from "../../../src/web/parts/dates";

it("counts days of the calendar, whatever the device's zone", () => {
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  expect(addDays("2026-03-29", -1)).toBe("2026-03-28");
  expect(daysBetween("2026-12-30", "2027-01-02")).toEqual(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
  expect(daysBetween("2026-01-02", "2026-01-01")).toEqual([]);
});

it("prints days and times for people", () => {
  expect([shortDay("2026-11-24"), longDay("2026-11-24"), dayOfYear("2026-11-24")]).toEqual([
    "24 Nov",
    "Tuesday 24 November",
    "24 Nov 2026",
  ]);
});

it("prints an instant on the clocks of the business", () => {
  expect(timeIn("Africa/Johannesburg", "2026-11-24T15:05:00Z")).toBe("17:05");
  expect(timeIn("America/New_York", "2026-11-24T15:05:00Z")).toBe("10:05");
  expect(dateIn("Africa/Johannesburg", "2026-12-31T22:30:00Z")).toBe("2027-01-01");
  expect(timeIn("Africa/Johannesburg", "2026-12-31T22:30:00Z")).toBe("00:30");
  expect(dateIn("Europe/London", "2026-07-01T22:59:00Z")).toBe("2026-07-01");
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  DAY_MS,
  durationInWords,
  HOUR_MS,
  isLocalDate,
  isoInstant,
  localTime,
  MINUTE_MS,
  minuteOfDay,
  parseInstant,
  weekdayIndex,
} from "../../src/domain/time";

describe("calendar days", () => {
  it.each([
    ["2026-06-25", 7, "2026-07-02"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2026-03-01", -1, "2026-02-28"],
  ])("adds to %s %i days and gets %s", (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  it("numbers weekdays from Monday", () => {
    expect(weekdayIndex("2026-06-22")).toBe(0);
    expect(weekdayIndex("2026-06-25")).toBe(3);
    expect(weekdayIndex("2026-06-28")).toBe(6);
  });

  it.each(["2026-02-29", "2026-13-01", "2026-06-31", "2026-6-1", "26-06-01", "2026-06-25T00:00", "today", ""])(
    "does not take %j for a date",
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );

  it("takes the days that exist, leap days among them", () => {
    expect(isLocalDate("2026-06-25")).toBe(true);
    expect(isLocalDate("2028-02-29")).toBe(true);
  });
});

describe("times of day", () => {
  it("are read for every minute that is printed", () => {
    for (let minute = 0; minute < 1_440; minute += 1) {
      expect(minuteOfDay(localTime(minute * MINUTE_MS, "UTC"))).toBe(minute);
    }
  });

  it("are what the wall shows: London skips from 00:59 to 02:00 in spring", () => {
    expect(localTime(Date.parse("2026-03-29T00:59:59Z"), "Europe/London")).toBe("00:59");
    expect(localTime(Date.parse("2026-03-29T01:00:00Z"), "Europe/London")).toBe("02:00");
    expect(localTime(Date.parse("2026-06-26T22:00:00Z"), "Africa/Johannesburg")).toBe("00:00");
  });

  it.each(["24:00", "17:60", "7:00", "17:0", "1700", "17:00:00", " 17:00", "-1:00", ""])(
    "does not take %j for a time of day",
    (text) => {
      expect(minuteOfDay(text)).toBeNull();
    },
  );
});

describe("instants", () => {
  it.each(["9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])(
    "that four digits of a year cannot print are none: %s",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it("are printed in UTC to the second with a Z", () => {
    expect(isoInstant(Date.parse("2026-06-26T17:18:09.987+02:00"))).toBe("2026-06-26T15:18:09Z");
  });

  it.each([
    ["2026-06-26T15:00:00Z", "2026-06-26T15:00:00.000Z"],
    ["2026-06-26T17:00:00+02:00", "2026-06-26T15:00:00.000Z"],
    ["2026-06-26T15:00Z", "2026-06-26T15:00:00.000Z"],
    ["2026-06-26T15:00:00.5Z", "2026-06-26T15:00:00.500Z"],
    ["2026-01-01T01:00:00+02:00", "2025-12-31T23:00:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    "2026-06-26T15:00:00",
    "2026-06-26",
    "2026-02-30T15:00:00Z",
    "2026-06-26T25:00:00Z",
    "2026-06-26 15:00:00Z",
    "2026-06-26T15:00:00[Africa/Johannesburg]",
    "2026-06-26T15:00:00+02:00[Africa/Johannesburg]",
    "1782486000000",
    "soon",
    "",
  ])("does not take %j for an instant", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it("survive printing and reading to the second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (second) => {
        expect(parseInstant(isoInstant(second * 1_000))).toBe(second * 1_000);
      }),
    );
  });
});

describe("durations in words", () => {
  it.each([
    [2 * HOUR_MS + 15 * MINUTE_MS, "2 hours 15 minutes"],
    [HOUR_MS + MINUTE_MS, "1 hour 1 minute"],
    [2 * HOUR_MS, "2 hours"],
    [DAY_MS + 4 * HOUR_MS, "1 day 4 hours"],
    [2 * DAY_MS + HOUR_MS + 2 * MINUTE_MS, "2 days 1 hour 2 minutes"],
    [59_999, "0 minutes"],
    [0, "0 minutes"],
    [-HOUR_MS, "0 minutes"],
  ])("says %i ms as %j", (ms, expected) => {
    expect(durationInWords(ms)).toBe(expected);
  });
});

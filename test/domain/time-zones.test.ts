import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, HOUR_MS, instantAt, isTimeZone, localDate } from "../../src/domain/time";

const JOHANNESBURG = "Africa/Johannesburg";
const LONDON = "Europe/London";
const SPRING = "2026-03-29";
const AUTUMN = "2026-10-25";

const utc = (date: string, time: string, zone: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return new Date(instantAt(date, hour * 60 + minute, zone)).toISOString().slice(0, 16);
};

describe("the local date in Johannesburg", () => {
  it.each([
    ["2026-06-25T21:30:00Z", "23:30 is still the same day", "2026-06-25"],
    ["2026-06-25T21:59:59Z", "23:59:59 is still the same day", "2026-06-25"],
    ["2026-06-25T22:00:00Z", "midnight begins the next day", "2026-06-26"],
    ["2026-06-25T22:30:00Z", "00:30 is the next day while UTC has the one before", "2026-06-26"],
    ["2026-12-31T22:30:00Z", "00:30 on New Year is the new year", "2027-01-01"],
  ])("at %s: %s", (instant, _, expected) => {
    expect(localDate(Date.parse(instant), JOHANNESBURG)).toBe(expected);
  });
});

describe("the local date in London", () => {
  it("changes at midnight UTC in winter and an hour before in summer", () => {
    expect(localDate(Date.parse("2026-01-15T23:30:00Z"), LONDON)).toBe("2026-01-15");
    expect(localDate(Date.parse("2026-06-15T23:30:00Z"), LONDON)).toBe("2026-06-16");
  });
});

describe("wall-clock times as instants", () => {
  it("reads 17:00 in Pretoria as 15:00 UTC", () => {
    expect(utc("2026-06-26", "17:00", JOHANNESBURG)).toBe("2026-06-26T15:00");
  });

  it("reads 00:30 in Johannesburg as 22:30 UTC of the day before", () => {
    expect(utc("2026-06-26", "00:30", JOHANNESBURG)).toBe("2026-06-25T22:30");
    expect(utc("2026-06-26", "23:30", JOHANNESBURG)).toBe("2026-06-26T21:30");
  });

  it("reads minute 1440 as the midnight that ends the day", () => {
    expect(instantAt("2026-06-26", 1_440, JOHANNESBURG)).toBe(instantAt("2026-06-27", 0, JOHANNESBURG));
    expect(instantAt("2026-12-31", 1_440, LONDON)).toBe(Date.parse("2027-01-01T00:00:00Z"));
  });

  it.each([
    ["00:59", "2026-03-29T00:59"],
    ["01:00", "2026-03-29T01:00"],
    ["01:30", "2026-03-29T01:30"],
    ["02:00", "2026-03-29T01:00"],
    ["02:30", "2026-03-29T01:30"],
  ])("moves London's nonexistent times forward on the spring switch: %s", (time, expected) => {
    expect(utc(SPRING, time, LONDON)).toBe(expected);
  });

  it.each([
    ["00:59", "2026-10-24T23:59"],
    ["01:00", "2026-10-25T00:00"],
    ["01:30", "2026-10-25T00:30"],
    ["01:59", "2026-10-25T00:59"],
    ["02:00", "2026-10-25T02:00"],
  ])("takes the earlier of London's ambiguous times on the autumn switch: %s", (time, expected) => {
    expect(utc(AUTUMN, time, LONDON)).toBe(expected);
  });

  it("gives London's switch days 23 and 25 hours", () => {
    expect(instantAt(SPRING, 1_440, LONDON) - instantAt(SPRING, 0, LONDON)).toBe(23 * HOUR_MS);
    expect(instantAt(AUTUMN, 1_440, LONDON) - instantAt(AUTUMN, 0, LONDON)).toBe(25 * HOUR_MS);
  });

  it("fall on the local day they were asked for, in any zone", () => {
    const zones = fc.constantFrom(JOHANNESBURG, LONDON, "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati");
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 730 }), fc.integer({ min: 0, max: 1_439 }), (zone, day, minute) => {
        const date = addDays("2026-01-01", day);
        expect(localDate(instantAt(date, minute, zone), zone)).toBe(date);
      }),
    );
  });
});

describe("time zone names", () => {
  it.each([JOHANNESBURG, LONDON, "UTC"])("knows %s", (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(["+02:00", "-05:00", "Mars/Phobos", "Africa", ""])("refuses %j", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});

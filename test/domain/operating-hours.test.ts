import { describe, expect, it } from "vitest";
import {
  daysOutside,
  fitsSomeDay,
  hoursOn,
  isOpenFor,
  type OperatingHours,
  printHours,
} from "../../src/domain/operating-hours";

const every = (text: string | null): OperatingHours => ({
  monday: text,
  tuesday: text,
  wednesday: text,
  thursday: text,
  friday: text,
  saturday: text,
  sunday: text,
});
const evenings = every("17:00-20:00");
const shop: OperatingHours = { ...every("08:00-18:00"), saturday: "09:00-13:00", sunday: null };

describe("printing opening hours", () => {
  it("says one span for a whole week of equal days", () => {
    expect(printHours(evenings)).toBe("Mon-Sun: 17:00-20:00");
  });

  it("says runs of equal days and single days", () => {
    expect(printHours(shop)).toBe("Mon-Fri: 08:00-18:00, Sat: 09:00-13:00");
  });

  it("leaves closed days out, in the middle of a week too", () => {
    expect(printHours({ ...evenings, wednesday: null })).toBe("Mon-Tue: 17:00-20:00, Thu-Sun: 17:00-20:00");
  });

  it("says nothing for a week that is closed or unknown", () => {
    expect(printHours(every(null))).toBe("");
    expect(printHours(null)).toBe("");
  });
});

describe("a window and the opening hours", () => {
  const window = { start: 17 * 60, end: 20 * 60 };

  it("fits when it takes exactly the hours of the day", () => {
    expect(isOpenFor(evenings, 0, window)).toBe(true);
  });

  it("does not fit when a minute lies outside at either end", () => {
    expect(isOpenFor(evenings, 0, { ...window, start: window.start - 1 })).toBe(false);
    expect(isOpenFor(evenings, 0, { ...window, end: window.end + 1 })).toBe(false);
  });

  it("fits hours that end at midnight", () => {
    expect(isOpenFor(every("17:00-00:00"), 0, { start: 23 * 60, end: 1_440 })).toBe(true);
    expect(isOpenFor(every("17:00-23:59"), 0, { start: 23 * 60, end: 1_440 })).toBe(false);
  });

  it("never fits a day that is closed", () => {
    expect(isOpenFor(shop, 6, { start: 600, end: 660 })).toBe(false);
    expect(isOpenFor(shop, 5, { start: 600, end: 660 })).toBe(true);
  });

  it("always fits where the hours are unknown", () => {
    expect(isOpenFor(null, 6, { start: 0, end: 1_440 })).toBe(true);
    expect(fitsSomeDay(null, { start: 0, end: 1_440 })).toBe(true);
  });

  it("fits some day when one day of the week has room for it", () => {
    const onlySunday = { ...every(null), sunday: "17:00-20:00" };
    expect(fitsSomeDay(onlySunday, window)).toBe(true);
    expect(fitsSomeDay(onlySunday, { start: 8 * 60, end: 9 * 60 })).toBe(false);
    expect(fitsSomeDay(every(null), window)).toBe(false);
  });

  it("reads a weekday's hours, none for a closed day", () => {
    expect(hoursOn(shop, 5)).toEqual({ start: 540, end: 780 });
    expect(hoursOn(shop, 6)).toBeNull();
  });
});

describe("a location's hours beside its business's", () => {
  it("lie inside when no day is longer", () => {
    expect(daysOutside(shop, shop)).toEqual([]);
    expect(daysOutside(every(null), shop)).toEqual([]);
  });

  it("name each day that opens too early, closes too late or is closed at the business", () => {
    const location = { ...shop, monday: "07:59-18:00", wednesday: "08:00-18:01", sunday: "10:00-12:00" };
    expect(daysOutside(location, shop)).toEqual(["monday", "wednesday", "sunday"]);
  });
});

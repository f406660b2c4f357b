import { describe, expect, it } from "vitest";
import {
  checkHorizon,
  checkOrder,
  checkSlotBelongs,
  earliestStart,
  isListingBookable,
  latestDate,
} from "../../src/domain/booking-rules";
import { addDays, DAY_MS, instantAt, localDate, MINUTE_MS } from "../../src/domain/time";

const JOHANNESBURG = "Africa/Johannesburg";
const LONDON = "Europe/London";
const NOW = Date.parse("2026-06-25T08:00:00Z");
const slotAt = (startsAt: number, zone = JOHANNESBURG) => ({ startsAt, date: localDate(startsAt, zone) });
const ruled = (rule: string) => ({ kind: "conflict", details: { rule } });

describe("the lead time", () => {
  it("is met exactly 30 minutes ahead", () => {
    expect(earliestStart(NOW)).toBe(NOW + 30 * MINUTE_MS);
    expect(checkHorizon(slotAt(NOW + 30 * MINUTE_MS), JOHANNESBURG, NOW)).toBeNull();
  });

  it("is missed a millisecond later", () => {
    const refusal = checkHorizon(slotAt(NOW + 30 * MINUTE_MS), JOHANNESBURG, NOW + 1);
    expect(refusal).toMatchObject(ruled("min_advance_minutes"));
    expect(refusal).toMatchObject({ details: { min_advance_minutes: 30 } });
  });

  it("counts real minutes across local midnight and across a clock change", () => {
    const beforeMidnight = instantAt("2026-06-25", 23 * 60 + 30, JOHANNESBURG);
    expect(checkHorizon(slotAt(instantAt("2026-06-26", 0, JOHANNESBURG)), JOHANNESBURG, beforeMidnight)).toBeNull();
    const twoInTheMorning = instantAt("2026-03-29", 120, LONDON);
    const now = instantAt("2026-03-29", 45, LONDON);
    expect(checkHorizon(slotAt(twoInTheMorning, LONDON), LONDON, now)).toMatchObject(ruled("min_advance_minutes"));
    expect(checkHorizon(slotAt(twoInTheMorning, LONDON), LONDON, now - 15 * MINUTE_MS)).toBeNull();
  });
});

describe("the horizon of 7 local days", () => {
  it.each([
    ["00:30 local, when UTC has the day before", "2026-06-25T22:30:00Z", "2026-07-03"],
    ["23:30 local", "2026-06-25T21:30:00Z", "2026-07-02"],
    ["midday", "2026-06-25T10:00:00Z", "2026-07-02"],
  ])("at %s (%s) ends with %s", (_, instant, last) => {
    const now = Date.parse(instant);
    const next = addDays(last, 1);
    expect(latestDate(now, JOHANNESBURG)).toBe(last);
    const lastMinute = instantAt(last, 23 * 60 + 59, JOHANNESBURG);
    expect(checkHorizon({ date: last, startsAt: lastMinute }, JOHANNESBURG, now)).toBeNull();
    const tooFar = checkHorizon({ date: next, startsAt: instantAt(next, 0, JOHANNESBURG) }, JOHANNESBURG, now);
    expect(tooFar).toMatchObject(ruled("max_advance_days"));
    expect(tooFar).toMatchObject({ details: { max_advance_days: 7 } });
  });

  it("reaches over more than 7 times 24 hours on its last day", () => {
    const now = instantAt("2026-06-25", 30, JOHANNESBURG);
    const startsAt = instantAt("2026-07-02", 23 * 60 + 30, JOHANNESBURG);
    expect(startsAt - now).toBeGreaterThan(7 * DAY_MS);
    expect(checkHorizon(slotAt(startsAt), JOHANNESBURG, now)).toBeNull();
  });

  it("ends within less than 7 times 24 hours late in the evening", () => {
    const now = instantAt("2026-06-25", 23 * 60 + 30, JOHANNESBURG);
    const startsAt = instantAt("2026-07-03", 30, JOHANNESBURG);
    expect(startsAt - now).toBeLessThan(7 * DAY_MS + 61 * MINUTE_MS);
    expect(checkHorizon(slotAt(startsAt), JOHANNESBURG, now)).toMatchObject(ruled("max_advance_days"));
  });

  it("counts calendar days across both of London's clock changes", () => {
    expect(latestDate(instantAt("2026-03-22", 23 * 60 + 30, LONDON), LONDON)).toBe("2026-03-29");
    expect(latestDate(instantAt("2026-10-18", 30, LONDON), LONDON)).toBe("2026-10-25");
    expect(latestDate(instantAt("2026-10-25", 23 * 60 + 30, LONDON), LONDON)).toBe("2026-11-01");
  });
});

describe("a listing", () => {
  it.each(["active", "sold_out"])("can be booked while it is %s", (status) => {
    expect(isListingBookable({ status, expiresAt: null }, NOW)).toBe(true);
  });

  it.each(["expired", "deleted", "removed", "draft", "Active", ""])("cannot be booked when it is %j", (status) => {
    expect(isListingBookable({ status, expiresAt: null }, NOW)).toBe(false);
  });

  it("can be booked until it expires and not at that instant", () => {
    expect(isListingBookable({ status: "active", expiresAt: NOW + 1 }, NOW)).toBe(true);
    expect(isListingBookable({ status: "active", expiresAt: NOW }, NOW)).toBe(false);
  });
});

describe("an order", () => {
  const paid = { kind: "purchase", status: "confirmed", paymentStatus: "paid" } as const;

  it("that is confirmed, paid and holds the listing may be booked", () => {
    expect(checkOrder(paid, 2)).toBeNull();
  });

  it("that does not hold the listing is refused as such", () => {
    expect(checkOrder(paid, null)).toMatchObject(ruled("listing_not_in_order"));
  });

  it("that is not confirmed is refused with its status", () => {
    const refusal = checkOrder({ ...paid, status: "pending" }, 2);
    expect(refusal).toMatchObject({
      kind: "conflict",
      details: { rule: "order_not_confirmed", order_status: "pending" },
    });
  });

  it("that is not paid is refused with its payment status, unless it is a donation", () => {
    const unpaid = { ...paid, paymentStatus: "pending" };
    expect(checkOrder(unpaid, 2)).toMatchObject({
      kind: "conflict",
      details: { rule: "order_not_paid", payment_status: "pending" },
    });
    expect(checkOrder({ ...unpaid, kind: "donation" }, 2)).toBeNull();
  });
});

describe("a slot in a request", () => {
  const date = "2026-06-26";

  it("belongs when it serves the listing on the date", () => {
    expect(checkSlotBelongs({ date, isOfListing: true }, { date })).toBeNull();
  });

  it("is a mistake in time_slot_id when it serves another listing, whatever its date", () => {
    const wrong = { kind: "validation", details: { time_slot_id: [expect.any(String)] } };
    expect(checkSlotBelongs({ date, isOfListing: false }, { date })).toEqual(wrong);
    expect(checkSlotBelongs({ date: "2026-06-27", isOfListing: false }, { date })).toEqual(wrong);
  });

  it("is a mistake in date when it lies on another", () => {
    expect(checkSlotBelongs({ date: "2026-06-27", isOfListing: true }, { date })).toEqual({
      kind: "validation",
      details: { date: [expect.any(String)] },
    });
  });
});

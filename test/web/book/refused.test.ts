import { describe, expect, it } from "vitest";
import { refusedBy } from "../../../src/web/book/refused";
import { ApiError, OfflineError } from "../../../src/web/calls/api";

const refusal = (status: number, message: string, details: Record<string, unknown> = {}, wait: number | null = null) =>
  refusedBy(new ApiError(status, "BOOKING_CONFLICT", message, details, wait));

describe("a refused booking", () => {
  it("offers other times when the chosen one is gone", () => {
    const alternative_slots = [{ slot_id: "1", date: "2026-11-27", time: "17:30-17:55", available_spots: 2 }];
    const { words, alternatives } = refusal(409, "Selected time slot is no longer available", { alternative_slots });
    expect(alternatives).toEqual(alternative_slots);
    expect(words).toBe("That time has just gone.");
    expect(refusal(409, "Gone", { alternative_slots: [] }).words).toContain("no other is free");
  });

  it("says what to do about each rule, and where the order's pickup is", () => {
    const late = refusal(422, "Pickups must be booked at least 30 minutes ahead", { rule: "min_advance_minutes" });
    expect(late.words).toBe("Pickups must be booked at least 30 minutes ahead. Choose a later time.");
    const held = refusal(422, "This order already has a pickup for this food listing", {
      rule: "one_pickup_per_order",
      pickup_id: "pickup-1",
    });
    expect(held).toMatchObject({ pickupId: "pickup-1", words: expect.stringContaining("Cancel that one first") });
    expect(refusal(422, "A rule of tomorrow", { rule: "unheard_of" }).words).toBe("A rule of tomorrow.");
  });

  it("says how long to wait", () => {
    const { words } = refusal(429, "Too many booking attempts", {}, 42);
    expect(words).toBe("Too many tries. You can book again in 42 seconds.");
  });

  it("does not call a booking failed whose answer was lost", () => {
    expect(refusedBy(new OfflineError("No connection")).words).toContain("never booked twice");
  });

  it("keeps to itself what only a developer understands", () => {
    expect(refusedBy(new TypeError("x is undefined")).words).toBe("Something went wrong. Please try again.");
  });
});

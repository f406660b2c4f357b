import { describe, expect, it } from "vitest";
import { applyCommand, canCancel, cancellationDeadline, type PickupCommand } from "../../src/domain/pickup-lifecycle";
import { isoInstant, MINUTE_MS } from "../../src/domain/time";
import { CANCELLERS, PICKUP_STATUSES } from "../../src/domain/vocabulary";
import { ENDS, makePickup, STARTS } from "./pickups";

const DEADLINE = STARTS - 60 * MINUTE_MS;
const cancel = (by: (typeof CANCELLERS)[number]): PickupCommand => ({ type: "cancel", by, reason: "Change of plans" });

describe("the cancellation deadline", () => {
  it("is 60 minutes before the slot starts", () => {
    expect(isoInstant(cancellationDeadline(STARTS))).toBe("2026-06-26T14:00:00Z");
  });

  it("lets the customer cancel until exactly then and no later", () => {
    expect(applyCommand(makePickup(), cancel("customer"), DEADLINE).ok).toBe(true);
    expect(applyCommand(makePickup(), cancel("customer"), DEADLINE + 1)).toMatchObject({
      ok: false,
      error: {
        kind: "conflict",
        details: {
          rule: "cancellation_deadline",
          status: "scheduled",
          cancellation_deadline: "2026-06-26T14:00:00Z",
        },
      },
    });
  });

  it("does not bind anyone but the customer", () => {
    for (const by of CANCELLERS.filter((canceller) => canceller !== "customer")) {
      expect(applyCommand(makePickup(), cancel(by), DEADLINE + 1)).toMatchObject({ ok: true });
      expect(applyCommand(makePickup(), cancel(by), ENDS + MINUTE_MS)).toMatchObject({ ok: true });
    }
  });

  it("binds a pickup that was confirmed early, too", () => {
    expect(applyCommand(makePickup({ status: "confirmed" }), cancel("customer"), DEADLINE + 1).ok).toBe(false);
  });
});

describe("whether a pickup can be cancelled", () => {
  it("is answered as cancelling it would be", () => {
    for (const status of PICKUP_STATUSES) {
      for (const by of CANCELLERS) {
        for (const now of [DEADLINE - 1, DEADLINE, DEADLINE + 1, ENDS]) {
          const pickup = makePickup({ status });
          expect(canCancel(pickup, by, now)).toBe(applyCommand(pickup, cancel(by), now).ok);
        }
      }
    }
  });
});

describe("a cancelled pickup", () => {
  it("says when, by whom and why", () => {
    expect(applyCommand(makePickup(), cancel("business"), STARTS)).toMatchObject({
      value: {
        status: "cancelled",
        cancelledAt: STARTS,
        cancelledBy: "business",
        cancelReason: "Change of plans",
        updatedAt: STARTS,
      },
    });
  });

  it.each(["customer", "business"] as const)("means money back for a paid purchase cancelled by the %s", (by) => {
    const outcome = applyCommand(makePickup({ isPaidPurchase: true }), cancel(by), DEADLINE);
    expect(outcome).toMatchObject({ value: { isRefundEligible: true } });
  });

  it.each(["customer", "business"] as const)("means no money back for a donation cancelled by the %s", (by) => {
    const outcome = applyCommand(makePickup({ isPaidPurchase: false }), cancel(by), DEADLINE);
    expect(outcome).toMatchObject({ value: { isRefundEligible: false } });
  });
});

describe("marking a pickup as missed", () => {
  const miss = (by: "business" | "job", businessNotes: string | null = null): PickupCommand => ({
    type: "miss",
    by,
    businessNotes,
  });
  const tooSoon = { ok: false, error: { kind: "conflict", details: { rule: "slot_not_ended", status: "scheduled" } } };

  it("is open to the business from the slot's end", () => {
    expect(applyCommand(makePickup(), miss("business"), ENDS - 1)).toMatchObject(tooSoon);
    expect(applyCommand(makePickup(), miss("business"), ENDS)).toMatchObject({
      value: { status: "missed", missedAt: ENDS, updatedAt: ENDS },
    });
  });

  it("is left to the job for 30 minutes more", () => {
    expect(applyCommand(makePickup(), miss("job"), ENDS + 30 * MINUTE_MS - 1)).toMatchObject(tooSoon);
    expect(applyCommand(makePickup(), miss("job"), ENDS + 30 * MINUTE_MS)).toMatchObject({ ok: true });
  });

  it("takes notes and keeps the ones there were without", () => {
    const pickup = makePickup({ businessNotes: "old" });
    expect(applyCommand(pickup, miss("business", "Nobody came"), ENDS)).toMatchObject({
      value: { businessNotes: "Nobody came" },
    });
    expect(applyCommand(pickup, miss("business"), ENDS)).toMatchObject({ value: { businessNotes: "old" } });
  });
});

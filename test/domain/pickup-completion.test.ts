import { describe, expect, it } from "vitest";
import { applyCommand, type PickupCommand } from "../../src/domain/pickup-lifecycle";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/domain/time";
import { ENDS, makePickup, STARTS } from "./pickups";

const complete = (over: Partial<Extract<PickupCommand, { type: "complete" }>> = {}): PickupCommand => ({
  type: "complete",
  actualPickupAt: null,
  method: null,
  businessNotes: null,
  ...over,
});
const refusedTime = { ok: false, error: { kind: "validation", details: { actual_pickup_time: [expect.any(String)] } } };

describe("the time at which food changed hands", () => {
  it("is now when none is given", () => {
    const outcome = applyCommand(makePickup(), complete(), STARTS + MINUTE_MS);
    expect(outcome).toMatchObject({ value: { actualPickupAt: STARTS + MINUTE_MS, completedAt: STARTS + MINUTE_MS } });
  });

  it("may be given, apart from when it was entered", () => {
    const outcome = applyCommand(makePickup(), complete({ actualPickupAt: STARTS }), ENDS);
    expect(outcome).toMatchObject({ value: { actualPickupAt: STARTS, completedAt: ENDS, updatedAt: ENDS } });
  });

  it("may be exactly 30 minutes before the slot and no earlier", () => {
    const earliest = STARTS - 30 * MINUTE_MS;
    expect(applyCommand(makePickup(), complete({ actualPickupAt: earliest }), STARTS).ok).toBe(true);
    expect(applyCommand(makePickup(), complete({ actualPickupAt: earliest - 1 }), STARTS)).toMatchObject(refusedTime);
  });

  it("bounds a completion that gives none, too", () => {
    expect(applyCommand(makePickup(), complete(), STARTS - 30 * MINUTE_MS - 1)).toMatchObject(refusedTime);
  });

  it("may be exactly 5 minutes ahead of now and no later", () => {
    const latest = STARTS + 5 * MINUTE_MS;
    expect(applyCommand(makePickup(), complete({ actualPickupAt: latest }), STARTS).ok).toBe(true);
    expect(applyCommand(makePickup(), complete({ actualPickupAt: latest + 1 }), STARTS)).toMatchObject(refusedTime);
  });
});

describe("how a completed pickup was verified", () => {
  it("is what the counter says, else what was checked before, else by hand", () => {
    const confirmed = makePickup({ status: "confirmed", verificationMethod: "qr_code" });
    const methodAfter = (pickup: typeof confirmed, command: PickupCommand) => {
      const outcome = applyCommand(pickup, command, STARTS);
      return outcome.ok ? outcome.value.verificationMethod : outcome.error.kind;
    };
    expect(methodAfter(confirmed, complete({ method: "confirmation_code" }))).toBe("confirmation_code");
    expect(methodAfter(confirmed, complete())).toBe("qr_code");
    expect(methodAfter(makePickup(), complete())).toBe("manual");
  });

  it("shows no check that never took place", () => {
    expect(applyCommand(makePickup(), complete(), STARTS)).toMatchObject({ value: { verifiedAt: null } });
  });
});

describe("the business's notes", () => {
  it("are replaced by new ones and kept without", () => {
    const pickup = makePickup({ businessNotes: "old" });
    expect(applyCommand(pickup, complete({ businessNotes: "new" }), STARTS)).toMatchObject({
      value: { businessNotes: "new" },
    });
    expect(applyCommand(pickup, complete(), STARTS)).toMatchObject({ value: { businessNotes: "old" } });
  });
});

describe("completing a missed pickup", () => {
  const missedAt = ENDS + 30 * MINUTE_MS;
  const missed = makePickup({ status: "missed", missedAt });
  const refused = { ok: false, error: { kind: "conflict", details: { status: "missed" } } };

  it("works until exactly 24 hours after it was marked", () => {
    const command = complete({ actualPickupAt: STARTS });
    expect(applyCommand(missed, command, missedAt + DAY_MS)).toMatchObject({
      ok: true,
      value: { status: "completed", actualPickupAt: STARTS, completedAt: missedAt + DAY_MS },
    });
    expect(applyCommand(missed, command, missedAt + DAY_MS + 1)).toMatchObject(refused);
  });

  it("needs a hand-over at most 30 minutes after the slot's end", () => {
    const now = ENDS + 2 * HOUR_MS;
    const latest = ENDS + 30 * MINUTE_MS;
    expect(applyCommand(missed, complete({ actualPickupAt: latest }), now).ok).toBe(true);
    expect(applyCommand(missed, complete({ actualPickupAt: latest + 1 }), now)).toMatchObject(refused);
  });

  it("needs a hand-over no earlier than for any other pickup", () => {
    const earliest = STARTS - 30 * MINUTE_MS;
    const now = ENDS + HOUR_MS;
    expect(applyCommand(missed, complete({ actualPickupAt: earliest }), now).ok).toBe(true);
    expect(applyCommand(missed, complete({ actualPickupAt: earliest - 1 }), now)).toMatchObject(refusedTime);
  });

  it("does not take now for the hand-over once that is too late", () => {
    expect(applyCommand(missed, complete(), ENDS + 31 * MINUTE_MS)).toMatchObject(refused);
  });

  it("brings no text back to one that was anonymised meanwhile", () => {
    const anonymized = { ...missed, businessNotes: "[ANONYMIZED]", anonymizedAt: missedAt };
    const command = complete({ actualPickupAt: STARTS, businessNotes: "Wore a red hat" });
    expect(applyCommand(anonymized, command, missedAt + HOUR_MS)).toMatchObject({
      value: { status: "completed", businessNotes: "[ANONYMIZED]" },
    });
  });

  it("does not revive a pickup of which nobody knows when it was missed", () => {
    const unknown = makePickup({ status: "missed", missedAt: null });
    expect(applyCommand(unknown, complete({ actualPickupAt: STARTS }), ENDS + HOUR_MS)).toMatchObject(refused);
  });
});

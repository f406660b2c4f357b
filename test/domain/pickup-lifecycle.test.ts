import { describe, expect, it } from "vitest";
import { applyCommand, isLive, type PickupCommand } from "../../src/domain/pickup-lifecycle";
import { MINUTE_MS } from "../../src/domain/time";
import { CANCELLERS, PICKUP_STATUSES, type PickupStatus } from "../../src/domain/vocabulary";
import { ENDS, makePickup, STARTS } from "./pickups";

type Moving = Extract<PickupCommand, { type: "verify" | "complete" | "cancel" | "miss" }>;
type Move = "verify" | "complete" | `cancel by ${(typeof CANCELLERS)[number]}` | "miss by business" | "miss by job";

/** Each command at a moment when only the status can stand in its way. */
const MOVES: Record<Move, { command: Moving; at: number }> = {
  verify: { command: { type: "verify", method: "qr_code" }, at: STARTS },
  complete: {
    command: { type: "complete", actualPickupAt: STARTS, method: "qr_code", businessNotes: null },
    at: ENDS + 40 * MINUTE_MS,
  },
  "cancel by customer": { command: { type: "cancel", by: "customer", reason: null }, at: STARTS - 90 * MINUTE_MS },
  "cancel by business": { command: { type: "cancel", by: "business", reason: null }, at: STARTS - 90 * MINUTE_MS },
  "cancel by admin": { command: { type: "cancel", by: "admin", reason: null }, at: STARTS - 90 * MINUTE_MS },
  "cancel by order": { command: { type: "cancel", by: "order", reason: null }, at: STARTS - 90 * MINUTE_MS },
  "cancel by system": { command: { type: "cancel", by: "system", reason: null }, at: STARTS - 90 * MINUTE_MS },
  "miss by business": { command: { type: "miss", by: "business", businessNotes: null }, at: ENDS + 30 * MINUTE_MS },
  "miss by job": { command: { type: "miss", by: "job", businessNotes: null }, at: ENDS + 30 * MINUTE_MS },
};

const LEGAL: Record<PickupStatus, Partial<Record<Moving["type"], PickupStatus>>> = {
  scheduled: { verify: "confirmed", complete: "completed", cancel: "cancelled", miss: "missed" },
  confirmed: { verify: "confirmed", complete: "completed", cancel: "cancelled", miss: "missed" },
  completed: {},
  cancelled: {},
  missed: { complete: "completed" },
};

const table = PICKUP_STATUSES.flatMap((from) =>
  Object.entries(MOVES).map(([move, { command, at }]) => ({ from, move, command, at, to: LEGAL[from][command.type] })),
);
const standing = (status: PickupStatus) =>
  makePickup({ status, missedAt: status === "missed" ? ENDS + 30 * MINUTE_MS : null });

describe("every move of the status machine", () => {
  it("is in the table", () => {
    expect(table).toHaveLength(PICKUP_STATUSES.length * (4 + CANCELLERS.length));
    expect(CANCELLERS.every((by) => `cancel by ${by}` in MOVES)).toBe(true);
  });

  it.each(table.filter(({ to }) => to !== undefined))("$from → $move → $to", ({ from, command, at, to }) => {
    const outcome = applyCommand(standing(from), command, at);
    expect(outcome).toMatchObject({ ok: true, value: { status: to } });
  });

  it.each(table.filter(({ to }) => to === undefined))("$from → $move is refused and names the status", (row) => {
    const outcome = applyCommand(standing(row.from), row.command, row.at);
    expect(outcome).toMatchObject({ ok: false, error: { kind: "conflict", details: { status: row.from } } });
  });

  it.each(table)("$from → $move leaves the pickup it was given and its revision alone", ({ from, command, at }) => {
    const pickup = Object.freeze(standing(from));
    const outcome = applyCommand(pickup, command, at);
    expect(pickup).toEqual(standing(from));
    if (outcome.ok) expect(outcome.value.revision).toBe(pickup.revision);
  });
});

describe("a change in the texts alone", () => {
  const texts = { customerNotes: "sealed by e1", businessNotes: "also by e1", cancelReason: null };

  it.each(PICKUP_STATUSES)("under another key leaves a pickup that is %s as it is", (status) => {
    const pickup = makePickup({ status, ...texts });
    const renewal = [
      { from: "sealed by e1", to: "sealed by e2" },
      { from: "changed meanwhile", to: "lost" },
    ];
    const outcome = applyCommand(pickup, { type: "reseal", texts: renewal }, ENDS);
    expect(outcome).toEqual({ ok: true, value: { ...pickup, customerNotes: "sealed by e2" } });
  });

  it.each(["completed", "cancelled", "missed"] as const)("anonymises a pickup that is %s, once", (status) => {
    const pickup = makePickup({ status, ...texts, cancelReason: "sealed" });
    const outcome = applyCommand(pickup, { type: "anonymize", placeholder: "gone" }, ENDS);
    if (!outcome.ok) throw new Error("refused");
    const expected = { customerNotes: "gone", businessNotes: "gone", cancelReason: null, anonymizedAt: ENDS };
    expect(outcome.value).toEqual({ ...pickup, ...expected, updatedAt: ENDS });
    const again = applyCommand(outcome.value, { type: "anonymize", placeholder: "other" }, ENDS + 1);
    expect(again).toEqual({ ok: true, value: outcome.value });
  });

  it.each(["scheduled", "confirmed"] as const)("does not anonymise a pickup that is %s", (status) => {
    const outcome = applyCommand(makePickup({ status }), { type: "anonymize", placeholder: "gone" }, ENDS);
    expect(outcome).toMatchObject({ ok: false, error: { details: { status } } });
  });
});

describe("a live pickup", () => {
  it("is one that is scheduled or confirmed", () => {
    expect(PICKUP_STATUSES.filter((status) => isLive({ status }))).toEqual(["scheduled", "confirmed"]);
  });
});

describe("verifying", () => {
  const verify: PickupCommand = { type: "verify", method: "confirmation_code" };

  it("records when and how", () => {
    expect(applyCommand(makePickup(), verify, STARTS)).toMatchObject({
      value: { status: "confirmed", verifiedAt: STARTS, verificationMethod: "confirmation_code", updatedAt: STARTS },
    });
  });

  it("keeps the first check when it is repeated", () => {
    const confirmed = makePickup({ status: "confirmed", verifiedAt: STARTS, verificationMethod: "qr_code" });
    expect(applyCommand(confirmed, verify, STARTS + MINUTE_MS)).toEqual({ ok: true, value: confirmed });
  });

  it.each(["completed", "cancelled", "missed"] as const)("says %s as the reason", (status) => {
    expect(applyCommand(standing(status), verify, STARTS)).toMatchObject({ error: { details: { reason: status } } });
  });
});

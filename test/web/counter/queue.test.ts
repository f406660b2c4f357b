import { describe, expect, it } from "vitest";
import { begin, canUndo, dueAt, type HandOver, HOLD_MS, hasten, hold, settle } from "../../../src/web/counter/queue";

const NOW = Date.parse("2026-06-26T15:05:00Z");
const facts = {
  key: "key-1",
  businessId: "mario",
  pickupId: "pickup-1",
  name: "Jane Smith",
  listing: "Margherita Pizza",
  quantity: 2,
  at: NOW,
  method: "qr_code",
} as const;

const held = hold(facts, NOW);
const settled = (item: HandOver, ...[outcome, now = NOW, random = 1]: SettleRest) => {
  const next = settle(item, outcome, now, random);
  if (!next) throw new Error("It is gone");
  return next;
};
type SettleRest = [Parameters<typeof settle>[1], number?, number?];
const later = { kind: "later", afterMs: null } as const;

describe("a hand-over", () => {
  it("is held for a minute in which it can be undone, and is due to the millisecond when that is over", () => {
    expect(dueAt(held)).toBe(NOW + HOLD_MS);
    expect(canUndo(held, NOW + HOLD_MS - 1)).toBe(true);
    expect(canUndo(held, NOW + HOLD_MS)).toBe(false);
  });

  it("cannot be undone once it is on its way", () => {
    expect(canUndo(begin(held), NOW)).toBe(false);
    expect(canUndo(settled(begin(held), later), NOW)).toBe(false);
  });

  it("is gone once the service took it", () => {
    expect(settle(begin(held), { kind: "taken" }, NOW, 1)).toBeNull();
  });

  it("that was cut off while it was sent is due at once", () => {
    expect(dueAt(begin(held))).toBeLessThanOrEqual(NOW);
  });

  it("waits longer after each attempt, up to a minute, and never less than half of it", () => {
    let item: HandOver = held;
    const delays = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      item = settled(begin(item), later);
      delays.push((dueAt(item) - NOW) / 1_000);
    }
    expect(delays).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(dueAt(settled(begin(held), later, NOW, 0)) - NOW).toBe(1_000);
  });

  it("waits as long as the service asks for", () => {
    expect(dueAt(settled(begin(held), { kind: "later", afterMs: 90_000 }))).toBe(NOW + 90_000);
  });

  it("that was refused is never sent by itself", () => {
    const refused = settled(begin(held), { kind: "refused", words: "Cancelled" });
    expect(refused.state).toEqual({ kind: "conflict", words: "Cancelled" });
    expect(dueAt(refused)).toBe(Number.POSITIVE_INFINITY);
    expect(dueAt(hasten(refused, NOW))).toBe(NOW);
  });

  it("that was done before is a conflict, unless an earlier attempt of its own may have done it", () => {
    const done = { kind: "completed_before", words: "Collected" } as const;
    expect(settled(begin(held), done).state).toEqual({ kind: "conflict", words: "Collected" });
    expect(settle(begin(settled(begin(held), later)), done, NOW, 1)).toBeNull();
    expect(settle(begin(begin(held)), done, NOW, 1)).toBeNull();
    const unsent = settled(begin(held), { kind: "signed_out" });
    expect(settled(begin(unsent), done).state.kind).toBe("conflict");
  });

  it("waits for somebody to sign in without counting that as an attempt", () => {
    const waiting = settled(begin(held), { kind: "signed_out" });
    expect(waiting.state).toEqual({ kind: "waiting", until: NOW, attempts: 0 });
  });

  it("keeps its minute when the network comes back, and what it is whatever happens", () => {
    expect(hasten(held, NOW + 1)).toBe(held);
    const { state: _, ...rest } = settled(begin(held), later);
    expect(rest).toEqual(facts);
  });
});

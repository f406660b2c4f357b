import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PickupSlot } from "../../src/booking/pickup-slot";
import { type Call, type Change, LANDMARKS } from "./model";
import { LISTINGS, ORDERS, type Play, play, type Saboteur, type Step } from "./model-play";

/** At this size some 3,000 calls; each run has a slot of its own. */
const SIZE = { runs: 60, early: 16, togetherAtMost: 4 };
const LIMIT_MS = 110_000;

const order = fc.nat(ORDERS - 1);
const listing = fc.nat(LISTINGS - 1);
const configuration = { capacity: fc.integer({ min: 0, max: 8 }), maxOrders: fc.integer({ min: 0, max: 6 }) };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>({ type: "verify" }),
  fc.record({ type: fc.constant("complete" as const), at: fc.constantFrom("now" as const, "start" as const) }),
  fc.record({ type: fc.constant("cancel" as const), by: fc.constantFrom("customer" as const, "business" as const) }),
  fc.record({ type: fc.constant("miss" as const), by: fc.constantFrom("business" as const, "job" as const) }),
);

const kind = <const T extends string>(name: T) => ({ kind: fc.constant(name) });
const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ ...kind("book"), order, listing, age: fc.constantFrom(0, 0, 0, 0, 1, 2) }),
  },
  { weight: 8, arbitrary: fc.record({ ...kind("change"), pickup: fc.nat(11), change }) },
  { weight: 1, arbitrary: fc.record({ ...kind("withdraw"), listing, isForced: fc.boolean() }) },
);
const calls: fc.Arbitrary<Step> = fc.record({
  ...kind("calls"),
  calls: fc.array(call, { minLength: 1, maxLength: SIZE.togetherAtMost, size: "max" }),
});
const time: fc.Arbitrary<Step> = fc.record({ ...kind("time"), offsetMs: fc.constantFrom(-1, 0, 1, 60_000) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: calls },
  { weight: 1, arbitrary: fc.record({ ...kind("skew"), minutes: fc.integer({ min: -4, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ ...kind("reconfigure"), ...configuration }) },
  { weight: 1, arbitrary: fc.record({ ...kind("order"), order }) },
  { weight: 1, arbitrary: fc.record({ ...kind("rival"), order, listing }) },
);

/** Most happens before anything is late; then everything that time decides comes up. */
const plays: fc.Arbitrary<Play> = fc
  .record({
    first: fc.record(configuration),
    early: fc.array(step, { minLength: SIZE.early, maxLength: SIZE.early, size: "max" }),
    late: fc.tuple(...LANDMARKS.map(() => fc.tuple(time, step, calls))),
  })
  .map(({ first, early, late }) => ({ first, steps: [...early, ...late.flat()] }));

/** The broken ones need no smallest example. */
const hunt = (saboteur: Saboteur) =>
  fc.assert(
    fc.asyncProperty(plays, async (steps) => {
      await play(steps, saboteur);
    }),
    { numRuns: SIZE.runs, endOnFailure: true },
  );

describe("a slot's object", () => {
  it("does what the model does, whatever comes in whatever order", { timeout: LIMIT_MS + 10_000 }, async () => {
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(plays, async (steps) => {
        for (const kind of await play(steps)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }),
      { numRuns: SIZE.runs, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
    );
    const calls = [...kinds.values()].reduce((sum, n) => sum + n, 0);
    console.log(JSON.stringify({ suite: "model", runs: SIZE.runs, calls, outcomes: Object.fromEntries(kinds) }));
    expect([...kinds.keys()].sort()).toEqual([
      "booked",
      "now cancelled",
      "now completed",
      "now confirmed",
      "now missed",
      "refused",
      "repeat",
      "unavailable closed",
      "unavailable full",
      "unavailable past",
      "unknown",
      "withdrawn",
    ]);
  });

  it("is caught when it takes no heed of its capacity", async () => {
    const boundless: Saboteur = (object) => ({
      book: (command) => {
        const { listing: asked, ...slot } = command.slot;
        return object.book({
          ...command,
          slot: { ...slot, capacity: 1_000, listing: { ...asked, maxOrders: 1_000 } },
        });
      },
      change: (command) => object.change(command),
      withdraw: (command) => object.withdraw(command),
    });
    await expect(hunt(boundless)).rejects.toThrow("Property failed");
  });

  it("is caught when a cancelled pickup can still be completed", async () => {
    const forgiving: Saboteur = (object, state) => ({
      book: (command) => object.book(command),
      change: (command) => {
        if (command.change.type === "complete") {
          state.storage.sql.exec(
            `UPDATE bookings SET record = json_set(record, '$.status', 'scheduled')
               WHERE id = ? AND status = 'cancelled'`,
            command.pickupId,
          );
        }
        return object.change(command);
      },
      withdraw: (command) => object.withdraw(command),
    });
    await expect(hunt(forgiving)).rejects.toThrow("Property failed");
  });

  it("is caught when D1 is told less than it is said to have stored", async () => {
    const forgetful: Saboteur = (object) => {
      const inner = object.projection;
      object.projection = {
        async store(pickups, counts) {
          const states = await inner.store(pickups.slice(1), counts);
          const claimed = pickups
            .slice(0, 1)
            .map(({ id, revision }) => ({ id, revision, isCodeTaken: false, rivalPickupId: null }));
          return [...states, ...claimed];
        },
      };
      return object satisfies PickupSlot;
    };
    await expect(hunt(forgetful)).rejects.toThrow("Property failed");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PickupSlot } from "../../src/booking/pickup-slot";
import { play, type Saboteur } from "./model-play";
import { OUTCOMES, playsOf, Tally } from "./model-steps";
import { sizes } from "./sizes";

/** At 60 runs some 3,000 calls; each run has a slot of its own. `test/domain/booking-model.test.ts` runs thousands. */
const RUNS = sizes.modelRuns;
/** Long enough for a run that is said to be larger, too. */
const LIMIT_MS = 110_000 * Math.max(1, RUNS / 60);
const BROKEN_RUNS = 60;
const plays = playsOf({ early: 16, togetherAtMost: 4 });

/** The broken ones need no smallest example. */
const hunt = (saboteur: Saboteur) =>
  fc.assert(
    fc.asyncProperty(plays, async (steps) => {
      await play(steps, saboteur);
    }),
    { numRuns: BROKEN_RUNS, endOnFailure: true },
  );

describe("a slot's object", () => {
  it("does what the model does, whatever comes in whatever order", { timeout: LIMIT_MS + 10_000 }, async () => {
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(plays, async (steps) => {
        tally.add(await play(steps));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
    );
    console.log(JSON.stringify({ suite: "model", runs: RUNS, calls: tally.calls, outcomes: tally.outcomes }));
    expect(Object.keys(tally.outcomes).sort()).toEqual(OUTCOMES);
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
          const stored = await inner.store(pickups.slice(1), counts);
          const claimed = pickups
            .slice(0, 1)
            .map(({ id, revision }) => ({ id, revision, isCodeTaken: false, rivalPickupId: null }));
          return { ...stored, states: [...stored.states, ...claimed] };
        },
      };
      return object satisfies PickupSlot;
    };
    await expect(hunt(forgetful)).rejects.toThrow("Property failed");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Call, SlotModel, type Verdict } from "../booking/model";
import { commandOf, LISTINGS, OUTCOMES, type Play, playsOf, type Step, Tally } from "../booking/model-steps";
import { PureSlot } from "./pure-slot";

/** No storage stands behind these, so that thousands take seconds. The environment of the command may ask for more. */
const RUNS = Math.max(3_000, Number(process.env.MODEL_RUNS || 0));
const BROKEN_RUNS = 500;
const plays = playsOf({ early: 30, togetherAtMost: 4 });

/** Plays the steps on the slot and on the model, and compares after each call. Answers what came of the calls. */
function play({ first, steps }: Play, slot: PureSlot): string[] {
  const model = new SlotModel(first);
  const kinds: string[] = [];
  const take = (step: Step): void => {
    switch (step.kind) {
      case "calls":
        for (const call of step.calls) kinds.push(compare(call, slot, model));
        return;
      case "order":
      case "rival":
        return; // what only D1 knows is no matter of the rules
      default:
        model.pass(step);
    }
  };
  for (const step of steps) take(step);
  return kinds;
}

function compare(call: Call, slot: PureSlot, model: SlotModel): string {
  const listings = Array.from({ length: LISTINGS }, (_, n) => n);
  const before = { taken: slot.taken, listings: listings.map((n) => slot.takenBy(n)) };
  const { pickup: _, ...expected }: Verdict = ask(call, slot, model);
  expect(slot.pickups.map(({ status }) => status)).toEqual(model.pickups.map(({ status }) => status));
  expect(slot.taken).toBeLessThanOrEqual(Math.max(model.configured.capacity, before.taken));
  for (const n of listings) {
    expect(slot.takenBy(n)).toBeLessThanOrEqual(Math.max(model.maxOrdersOf(n), before.listings[n] ?? 0));
  }
  return expected.status ? `now ${expected.status}` : expected.kind;
}

/** Asks both the same; fails where they answer differently. */
function ask(call: Call, slot: PureSlot, model: SlotModel): Verdict {
  const { now } = model;
  const [verdict, given] = ((): [Verdict, Verdict] => {
    switch (call.kind) {
      case "book": {
        const version = model.versionOf(call);
        const configuration = model.published[version - 1];
        if (!configuration) throw new Error(`Version ${version} was never published`);
        return [model.book(call), slot.book(call, version, configuration, now)];
      }
      case "withdraw": {
        const version = model.published.length + 1;
        return [model.withdraw(call), slot.withdraw(call, version)];
      }
      case "change": {
        const target = model.target(call);
        const place = target ? model.pickups.indexOf(target) : -1;
        const verdict = target ? model.change(target, call.change) : { kind: "unknown" };
        return [verdict, slot.change(String(place), commandOf(call.change), now)];
      }
    }
  })();
  const { pickup: _, ...expected } = verdict;
  expect(given).toEqual(expected);
  return verdict;
}

const hunt = (makeSlot: () => PureSlot) => () =>
  fc.assert(
    fc.property(plays, (steps) => {
      play(steps, makeSlot());
    }),
    { numRuns: BROKEN_RUNS, endOnFailure: true },
  );

describe("the rules of a slot", () => {
  it("do what the model does over thousands of random sequences of commands", { timeout: 600_000 }, () => {
    const tally = new Tally();
    fc.assert(
      fc.property(plays, (steps) => {
        tally.add(play(steps, new PureSlot()));
      }),
      { numRuns: RUNS },
    );
    console.log(JSON.stringify({ suite: "rules", runs: RUNS, commands: tally.calls, outcomes: tally.outcomes }));
    expect(Object.keys(tally.outcomes).sort()).toEqual(OUTCOMES);
  });

  it("are caught when one seat more than there is can be taken", () => {
    class Generous extends PureSlot {
      protected override seats(listing: number) {
        const seats = super.seats(listing);
        return { ...seats, capacity: seats.capacity + 1 };
      }
    }
    expect(hunt(() => new Generous())).toThrow("Property failed");
  });

  it("are caught when a listing's own limit is forgotten", () => {
    class Unlimited extends PureSlot {
      protected override seats(listing: number) {
        const seats = super.seats(listing);
        return { ...seats, listing: { ...seats.listing, maxOrders: 1_000 } };
      }
    }
    expect(hunt(() => new Unlimited())).toThrow("Property failed");
  });

  it("are caught when a repeated call takes a second seat", () => {
    class Forgetful extends PureSlot {
      protected override holding() {
        return false;
      }
    }
    expect(hunt(() => new Forgetful())).toThrow("Property failed");
  });

  it("are caught when a cancelled pickup can be completed", () => {
    class Forgiving extends PureSlot {
      protected override apply(...[pickup, command, now]: Parameters<PureSlot["apply"]>) {
        const isForgiven = command.type === "complete" && pickup.status === "cancelled";
        return super.apply(isForgiven ? { ...pickup, status: "scheduled" } : pickup, command, now);
      }
    }
    expect(hunt(() => new Forgiving())).toThrow("Property failed");
  });

  it("are caught when time decides a minute late", () => {
    class Late extends PureSlot {
      protected override apply(...[pickup, command, now]: Parameters<PureSlot["apply"]>) {
        return super.apply(pickup, command, now - 60_000);
      }
    }
    expect(hunt(() => new Late())).toThrow("Property failed");
  });
});

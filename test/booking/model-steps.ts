/** Random sequences of everything that may happen to a slot, drawn by fast-check for its model and whatever is held against it. */
import fc from "fast-check";
import type { PickupCommand } from "../../src/domain/pickup-lifecycle";
import { STARTS } from "../domain/pickups";
import { type Call, type Change, type Configuration, LANDMARKS, type Quiet } from "./model";

export const ORDERS = 8;
export const LISTINGS = 2;

export type Step =
  /** Made all at once: none waits for another's answer. */
  | { kind: "calls"; calls: Call[] }
  | Quiet
  /** The order is called off in D1, or stands again. */
  | { kind: "order"; order: number }
  /** Another slot takes the order, or lets it go. */
  | { kind: "rival"; order: number; listing: number };

export interface Play {
  first: Configuration;
  steps: Step[];
}

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
/** Most happens before anything is late; then everything that time decides comes up. */
export function playsOf({ early, togetherAtMost }: { early: number; togetherAtMost: number }): fc.Arbitrary<Play> {
  const calls: fc.Arbitrary<Step> = fc.record({
    ...kind("calls"),
    calls: fc.array(call, { minLength: 1, maxLength: togetherAtMost, size: "max" }),
  });
  const time: fc.Arbitrary<Step> = fc.record({ ...kind("time"), offsetMs: fc.constantFrom(-1, 0, 1, 60_000) });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 16, arbitrary: calls },
    { weight: 1, arbitrary: fc.record({ ...kind("skew"), minutes: fc.integer({ min: -4, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ ...kind("reconfigure"), ...configuration }) },
    { weight: 1, arbitrary: fc.record({ ...kind("order"), order }) },
    { weight: 1, arbitrary: fc.record({ ...kind("rival"), order, listing }) },
  );

  return fc
    .record({
      first: fc.record(configuration),
      early: fc.array(step, { minLength: early, maxLength: early, size: "max" }),
      late: fc.tuple(...LANDMARKS.map(() => fc.tuple(time, step, calls))),
    })
    .map(({ first, early, late }) => ({ first, steps: [...early, ...late.flat()] }));
}

/** What calls may come to. A long run that misses one of these has proved less than it says. */
export const OUTCOMES = [
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
];

/** Counts what the calls of a long run came to. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(outcomes: readonly string[]): void {
    for (const outcome of outcomes) this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  get calls(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get outcomes(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

export function commandOf(change: Change): PickupCommand {
  switch (change.type) {
    case "verify":
      return { type: "verify", method: "confirmation_code" };
    case "complete":
      return {
        type: "complete",
        actualPickupAt: change.at === "start" ? STARTS : null,
        method: null,
        businessNotes: null,
      };
    case "cancel":
      return { type: "cancel", by: change.by, reason: null };
    case "miss":
      return { type: "miss", by: change.by, businessNotes: null };
  }
}

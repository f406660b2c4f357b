/** Faults between a slot's object and the world, drawn from a seed and counted as they happen. */
import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type {
  BookCommand,
  BookOutcome,
  ChangeCommand,
  ChangeOutcome,
  WithdrawOutcome,
} from "../../src/booking/commands";
import type { PickupChange, PickupEvent } from "../../src/booking/effects";
import { PickupSlot } from "../../src/booking/pickup-slot";
import type { Projection } from "../../src/booking/projection";
import type { SlotCounts } from "../../src/booking/store";
import { Random } from "./random";

export const FAULTS = [
  "call repeated at once",
  "projection lost before commit",
  "projection lost after commit",
  "projection slow",
  "D1 out of reach for a while",
  "queue out of reach",
  "crash before commit",
  "crash after commit",
  "crash after the event was sent",
  "evicted",
  "all objects aborted",
  "alarm run twice",
  "alarm late",
  "older rows delivered again",
  "queue message delivered twice",
  "queue messages out of order",
] as const;
export type Fault = (typeof FAULTS)[number];

export const noFaults = (): Record<Fault, number> =>
  Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;

/** Ways to break the service on purpose, for a judge to be judged. */
export interface Sabotage {
  projection?: (inner: Projection) => Projection;
  book?: (object: PickupSlot, command: BookCommand, take: PickupSlot["book"]) => Promise<BookOutcome>;
  change?: (object: PickupSlot, command: ChangeCommand, make: PickupSlot["change"]) => Promise<ChangeOutcome>;
  withdraw?: () => WithdrawOutcome;
  reconciled?: (state: DurableObjectState) => void;
  /** What a consumer makes of a delivery of messages. */
  delivered?: (changes: PickupChange[]) => PickupChange[];
  start?: (state: DurableObjectState) => void;
}

type Batch = Parameters<Projection["store"]>;

/** Stands around one slot's object, whichever instance of it lives, until it is told to stop. */
export class FaultyWorld {
  readonly injected = noFaults();
  /** Every batch the object tried to store, in order. */
  readonly batches: Batch[] = [];
  /** Events the queue took, at least once each. */
  readonly events: PickupEvent[] = [];
  /** The same for our own queue, as often as they were sent. */
  readonly changes: PickupChange[] = [];
  /** Seats that a decision took beyond the configuration the object had. */
  readonly overbooked: string[] = [];
  readonly #random: Random;
  readonly #disturbed = new WeakSet<PickupSlot>();
  #isCalm = false;
  #isSpared = false;
  #failuresAhead = 0;
  #isDying = false;

  constructor(
    readonly slotId: string,
    seed: number,
    readonly sabotage: Sabotage = {},
  ) {
    this.#random = new Random(seed);
    const disturb = (object: PickupSlot) => this.#disturb(object);
    const check = (...seen: [PickupSlot, SlotCounts | null]) => this.#checkSeats(...seen);
    const { book, change, withdraw, reconcile, flush, alarm } = PickupSlot.prototype;
    vi.spyOn(PickupSlot.prototype, "book").mockImplementation(function (this: PickupSlot, command) {
      disturb(this);
      const before = this.inspect().counts;
      const answer = sabotage.book ? sabotage.book(this, command, book) : book.call(this, command);
      check(this, before); // it has decided by now, though nobody has heard
      return answer;
    });
    vi.spyOn(PickupSlot.prototype, "change").mockImplementation(function (this: PickupSlot, command) {
      disturb(this);
      return sabotage.change ? sabotage.change(this, command, change) : change.call(this, command);
    });
    vi.spyOn(PickupSlot.prototype, "withdraw").mockImplementation(function (this: PickupSlot, command) {
      disturb(this);
      return sabotage.withdraw ? sabotage.withdraw() : withdraw.call(this, command);
    });
    vi.spyOn(PickupSlot.prototype, "reconcile").mockImplementation(async function (this: PickupSlot, place) {
      disturb(this);
      const outcome = await reconcile.call(this, place);
      sabotage.reconciled?.(Reflect.get(this, "ctx") as DurableObjectState);
      return outcome;
    });
    for (const [name, work] of Object.entries({ flush, alarm })) {
      vi.spyOn(PickupSlot.prototype, name as "alarm").mockImplementation(function (this: PickupSlot) {
        disturb(this);
        return (work as typeof alarm).call(this);
      });
    }
  }

  /** While one object is being evicted it cannot die as well: the runtime would wait for its calls in vain. */
  spareLives(isSpared: boolean): void {
    this.#isSpared = isSpared;
  }

  /** Draws whether the fault happens now. */
  strikes(fault: Fault, probability: number, random = this.#random): boolean {
    if (this.#isCalm || !random.chance(probability)) return false;
    this.injected[fault] += 1;
    return true;
  }

  loseD1For(calls: number): void {
    this.#failuresAhead = calls;
  }

  /**
   * Lets objects die where they ask for it, as their machine would: what one remembers is gone, what it stored is kept.
   * The abort comes from outside, by polling: called on an object's own stack it would take the runtime with it.
   */
  async killWhoAsks(): Promise<void> {
    for (;;) {
      await scheduler.wait(1);
      if (this.#isDying) {
        this.#isDying = false;
        await abortAllDurableObjects();
      } else if (this.#isCalm) return;
    }
  }

  calmDown(): void {
    this.#isCalm = true;
    this.#failuresAhead = 0;
  }

  #die(): Promise<never> {
    this.#isDying = true;
    return new Promise(() => {});
  }

  #kills(fault: Fault, probability: number): boolean {
    return !this.#isSpared && this.strikes(fault, probability);
  }

  #disturb(object: PickupSlot): void {
    const state = Reflect.get(object, "ctx") as DurableObjectState;
    if (this.#disturbed.has(object) || state.id.name !== this.slotId) return;
    this.#disturbed.add(object);
    this.sabotage.start?.(state);
    const inner = this.sabotage.projection?.(object.projection) ?? object.projection;
    object.projection = { store: (...batch) => this.#store(inner, batch) };
    const sendBatch = (messages: { body: PickupEvent }[]) => this.#send(messages);
    const keep = async (messages: { body: PickupChange }[]) => {
      this.changes.push(...messages.map(({ body }) => body));
    };
    Object.assign(object, { env: { ...env, OUTBOUND_EVENTS: { sendBatch }, PICKUP_CHANGES: { sendBatch: keep } } });
  }

  /** At each decision: what is taken fits the configuration, or was taken before it shrank. */
  #checkSeats(object: PickupSlot, before: SlotCounts | null): void {
    const { storage, id } = Reflect.get(object, "ctx") as DurableObjectState;
    const after = object.inspect().counts;
    if (id.name !== this.slotId || !after) return;
    const { capacity } = storage.sql.exec<{ capacity: number }>("SELECT capacity FROM slot").one();
    if (after.taken > Math.max(capacity, before?.taken ?? 0)) {
      this.overbooked.push(`${after.taken} of ${capacity} seats taken at revision ${after.revision}`);
    }
    const limits = storage.sql
      .exec<{ id: string; max_orders: number }>("SELECT id, max_orders FROM listings")
      .toArray();
    for (const { id: listingId, max_orders: limit } of limits) {
      const seats = (counts: SlotCounts | null) => counts?.listings.find((one) => one.id === listingId)?.taken ?? 0;
      if (seats(after) > Math.max(limit, seats(before))) {
        this.overbooked.push(`${seats(after)} of a listing's ${limit} seats taken at revision ${after.revision}`);
      }
    }
  }

  async #store(inner: Projection, batch: Batch): ReturnType<Projection["store"]> {
    this.batches.push(batch);
    if (this.#failuresAhead > 0) {
      this.#failuresAhead -= 1;
      throw new Error("D1_ERROR: Network connection lost.");
    }
    if (this.strikes("projection slow", 0.2)) await scheduler.wait(Math.ceil(this.#random.next() * 8));
    if (this.#kills("crash before commit", 0.08)) await this.#die();
    if (this.strikes("projection lost before commit", 0.15)) throw new Error("D1_ERROR: Network connection lost.");
    const states = await inner.store(...batch);
    if (this.#kills("crash after commit", 0.08)) await this.#die();
    if (this.strikes("projection lost after commit", 0.15)) throw new Error("D1_ERROR: Network connection lost.");
    return states;
  }

  async #send(messages: { body: PickupEvent }[]): Promise<void> {
    if (this.strikes("queue out of reach", 0.1)) throw new Error("Queue sendBatch failed");
    this.events.push(...messages.map(({ body }) => body));
    if (this.#kills("crash after the event was sent", 0.15)) await this.#die();
  }
}

/**
 * One seeded run of a slot's object and its projection among crowding callers and faults. The seed fixes who does what
 * and which faults are drawn; how calls interleave is the runtime's.
 */
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { BookOutcome, ChangeOutcome, ReconcileOutcome } from "../../src/booking/commands";
import { d1Projection } from "../../src/booking/projection";
import type { PickupCommand } from "../../src/domain/pickup-lifecycle";
import { FaultyWorld, type Sabotage } from "../support/faults";
import { Random } from "../support/random";
import { inSlot, stubOf } from "../support/slot";
import type { Configuration } from "./model";
import {
  bookCommand,
  ENDS,
  holdElsewhere,
  laySlot,
  PLACE,
  type SimulatedSlot,
  STARTS,
  setOrderStatus,
} from "./simulated-slot";

export const SHAPE = { capacity: 12, maxOrders: 7, listings: 2, orders: 14 };
const WAVES = 24;
/** Who hears nothing of a change asks again. */
const REPEATS = 2;
const LATE_ALARM_MS = 60_000;
/** Late enough to collect, early enough to book. */
const NOW = STARTS - 20 * 60_000;
/** The clock of those for whom the slot is over. Clocks differ: nobody else waits for it. */
const LATE = ENDS + 31 * 60_000;
/** How old the news of the slot is that a caller books by: mostly none. */
const AGES = [0, 0, 0, 0, 1, 2];
/** In the place of every text of an anonymised pickup. */
export const PLACEHOLDER = "sealed placeholder";

/** What a caller did and was told. "unknown": no answer, or that the answer is still open. */
export interface Attempt {
  verb: "book" | "withdraw" | "reconcile" | PickupCommand["type"];
  /** Empty when it is about the whole slot. */
  orderId: string;
  listingId: string;
  pickupId: string | null;
  outcome: "ok" | "refused" | "unknown";
  /** The very command, for changes: the same again is a repeat. */
  asked: string;
  /** Of the slot's configuration, for bookings and withdrawals. */
  version: number;
  /** Whether no answer came at all, because its object died. */
  isCut: boolean;
  /** Whether a booking made a pickup, where it found none. */
  isNew: boolean;
  /** When it was asked and answered, as places in the order of all askings and answers. */
  askedAt: number;
  answeredAt: number;
}

export interface Run {
  seed: number;
  slot: SimulatedSlot;
  history: Attempt[];
  /** Every configuration that there was; a version is its place plus 1. */
  published: Configuration[];
  world: FaultyWorld;
}

export async function simulate(seed: number, sabotage?: Sabotage): Promise<Run> {
  const slot = await laySlot(SHAPE);
  const world = new FaultyWorld(slot.id, seed, sabotage);
  const simulation = new Simulation(slot, world, new Random(seed ^ 0x5eed));
  await simulation.run();
  const { history, published } = simulation;
  return { seed, slot, history, published, world };
}

class Simulation {
  readonly history: Attempt[] = [];
  readonly published: Configuration[] = [{ capacity: SHAPE.capacity, maxOrders: SHAPE.maxOrders }];
  #clock = 0;

  constructor(
    readonly slot: SimulatedSlot,
    readonly world: FaultyWorld,
    readonly random: Random,
  ) {}

  async run(): Promise<void> {
    const [unpaid = "", taken = ""] = this.slot.orderIds;
    await setOrderStatus(unpaid, "cancelled");
    for (const listingId of this.slot.listingIds) await holdElsewhere(this.slot, taken, listingId);
    const killing = this.world.killWhoAsks();
    // When it opens, everybody wants a seat at once.
    const pairs = this.slot.listingIds.flatMap((listingId) =>
      this.slot.orderIds.map((orderId) => this.#book(orderId, listingId)),
    );
    await Promise.all([...pairs, ...this.#disasters()]);
    for (let wave = 0; wave < WAVES; wave += 1) {
      const callers = Array.from({ length: this.random.between(1, 7) }, () => this.#caller());
      await Promise.all([...callers, ...this.#disasters()]);
    }
    await this.#settle();
    await killing;
  }

  async #caller(): Promise<void> {
    const fate = this.random.next();
    if (fate < 0.15) return this.#manage();
    const booked = this.history.filter(({ verb, outcome }) => verb === "book" && outcome === "ok");
    if (booked.length > 0 && fate < 0.56) return this.#change(this.#pick(booked));
    const [orderId, listingId] = [this.#pick(this.slot.orderIds), this.#pick(this.slot.listingIds)];
    const isRepeated = this.world.strikes("call repeated at once", 0.25, this.random);
    await Promise.all([this.#book(orderId, listingId), ...(isRepeated ? [this.#book(orderId, listingId)] : [])]);
  }

  /** Notes what was asked and, once it is there, the answer. No answer at all leaves it open, as "pending" does. */
  async #attempt<Answer extends { kind: string }>(
    about: Pick<Attempt, "verb" | "orderId" | "listingId" | "pickupId" | "version"> & Partial<Pick<Attempt, "asked">>,
    ask: () => Promise<Answer>,
    resultOf: (answer: Answer) => Partial<Pick<Attempt, "pickupId" | "isNew">> | "refused",
  ): Promise<Attempt["outcome"]> {
    this.#clock += 1;
    const open = {
      asked: "",
      outcome: "unknown",
      isCut: false,
      isNew: false,
      askedAt: this.#clock,
      answeredAt: Infinity,
    } as const;
    const attempt: Attempt = { ...open, ...about };
    this.history.push(attempt);
    const answer = await ask().catch(() => null);
    this.#clock += 1;
    attempt.answeredAt = this.#clock;
    attempt.isCut = answer === null;
    if (answer === null || answer.kind === "pending") return "unknown";
    const result = resultOf(answer);
    if (result === "refused") attempt.outcome = "refused";
    else Object.assign(attempt, { outcome: "ok", ...result });
    return attempt.outcome;
  }

  async #book(orderId: string, listingId: string): Promise<void> {
    const version = Math.max(1, this.published.length - this.#pick(AGES));
    const configuration = this.published[version - 1] ?? SHAPE;
    const command = bookCommand(this.slot, { ...configuration, orderId, listingId, now: NOW, version });
    await this.#attempt(
      { verb: "book", orderId, listingId, pickupId: null, version },
      async (): Promise<BookOutcome> => stubOf(this.slot.id).book({ ...command, customerNotes: "sealed notes" }),
      (answer) =>
        answer.kind === "booked" || answer.kind === "repeat"
          ? { pickupId: answer.pickup.id, isNew: answer.kind === "booked" }
          : "refused",
    );
  }

  async #change({ orderId, listingId, pickupId }: Attempt): Promise<void> {
    const change = this.#pick<PickupCommand>([
      { type: "verify", method: "qr_code" },
      { type: "verify", method: "manual" },
      { type: "complete", actualPickupAt: null, method: null, businessNotes: null },
      { type: "cancel", by: "business", reason: null },
      { type: "cancel", by: "order", reason: null },
      { type: "cancel", by: "admin", reason: null },
      { type: "miss", by: "business", businessNotes: null },
      { type: "miss", by: "job", businessNotes: null },
      { type: "anonymize", placeholder: PLACEHOLDER },
    ]);
    const command = { now: change.type === "miss" ? LATE : NOW, pickupId: pickupId ?? "", change };
    const ask = () =>
      this.#attempt(
        { verb: change.type, orderId, listingId, pickupId, version: 0, asked: JSON.stringify(command) },
        async (): Promise<ChangeOutcome> => stubOf(this.slot.id).change(command),
        (answer) => (answer.kind === "changed" ? {} : "refused"),
      );
    let outcome = await ask();
    for (let repeats = 0; outcome === "unknown" && repeats < REPEATS; repeats += 1) outcome = await ask();
  }

  /** What is done with the whole slot: other seats, no more seats of a listing, or a comparison with D1. */
  async #manage(): Promise<void> {
    const { id: slotId, locationId } = this.slot;
    const about = { orderId: "", listingId: "", pickupId: null, version: 0 };
    switch (this.#pick(["reconfigure", "withdraw", "reconcile", "reconcile"])) {
      case "reconfigure": {
        const [capacity, maxOrders] = [this.#upTo(SHAPE.capacity), this.#upTo(SHAPE.maxOrders)];
        this.published.push({ capacity, maxOrders });
        return;
      }
      case "withdraw": {
        const listingId = this.#pick(this.slot.listingIds);
        this.published.push(this.published.at(-1) ?? SHAPE);
        const version = this.published.length;
        const command = { slotId, listingId, version, isForced: this.random.chance(0.5) };
        const withdraw = async () => ({ kind: "withdrawn", ...(await stubOf(slotId).withdraw(command)) });
        await this.#attempt({ ...about, verb: "withdraw", listingId, version }, withdraw, ({ live }) =>
          live === 0 || command.isForced ? {} : "refused",
        );
        return;
      }
      default: {
        const place = { slotId, locationId, date: PLACE.date };
        await this.#attempt(
          { ...about, verb: "reconcile" },
          async (): Promise<ReconcileOutcome> => stubOf(slotId).reconcile(place),
          () => ({}),
        );
      }
    }
  }

  /** More often much than little, so that seats are left to fight for. */
  #upTo(most: number): number {
    return most - Math.floor(this.random.next() ** 2 * most);
  }

  /** What goes wrong around this wave, each at its own moment. */
  #disasters(): Promise<unknown>[] {
    const { world, slot } = this;
    const soon = (work: () => Promise<unknown>) => scheduler.wait(this.random.between(0, 15)).then(work);
    const disasters: Promise<unknown>[] = [];
    if (world.strikes("D1 out of reach for a while", 0.1, this.random)) world.loseD1For(this.random.between(3, 6));
    const isEvicted = world.strikes("evicted", 0.2, this.random);
    world.spareLives(isEvicted);
    if (isEvicted) {
      // An object that is not there at the moment cannot be evicted.
      disasters.push(soon(() => evictDurableObject(stubOf(slot.id)).catch(() => {})));
    }
    if (!isEvicted && world.strikes("all objects aborted", 0.1, this.random))
      disasters.push(soon(() => abortAllDurableObjects()));
    if (world.strikes("alarm run twice", 0.2, this.random)) {
      const alarms = () =>
        Promise.allSettled([runDurableObjectAlarm(stubOf(slot.id)), inSlot(slot.id, (object) => object.alarm())]);
      disasters.push(soon(alarms));
    }
    if (world.strikes("alarm late", 0.2, this.random)) disasters.push(soon(() => inSlot(slot.id, putOffAlarm)));
    if (world.batches.length > 0 && world.strikes("older rows delivered again", 0.4, this.random)) {
      const batch = this.#pick(world.batches);
      disasters.push(soon(() => d1Projection(env.DB).store(...batch)));
    }
    return disasters;
  }

  /** No more faults: the alarms finish what is left. */
  async #settle(): Promise<void> {
    this.world.calmDown();
    await vi.waitFor(
      async () => {
        await runDurableObjectAlarm(stubOf(this.slot.id));
        if (await inSlot(this.slot.id, (object) => object.inspect().hasOutbox))
          throw new Error("The outbox is not empty");
      },
      { timeout: 15_000, interval: 50 },
    );
  }

  #pick<T>(from: readonly T[]): T {
    return this.random.pick(from) as T;
  }
}

/** As if the platform took its time with it: the object goes on believing that it comes when it was set for. */
async function putOffAlarm(_: unknown, { storage }: DurableObjectState): Promise<void> {
  const due = await storage.getAlarm();
  if (due !== null) await storage.setAlarm(due + LATE_ALARM_MS);
}

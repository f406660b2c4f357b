/**
 * One seeded run of a slot's object and its projection among crowding callers and faults. The seed fixes who does what
 * and which faults are drawn; how calls interleave is the runtime's.
 */
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { d1Projection } from "../../src/booking/projection";
import type { PickupCommand } from "../../src/domain/pickup-lifecycle";
import { FaultyWorld, type Random, type Sabotage, seededRandom } from "../support/faults";
import { inSlot, stubOf } from "../support/slot";
import { bookCommand, holdElsewhere, laySlot, type SimulatedSlot, STARTS, setOrderStatus } from "./simulated-slot";

export const SHAPE = { capacity: 12, maxOrders: 7, listings: 2, orders: 14 };
const WAVES = 24;
/** Late enough to collect, early enough to book. */
const NOW = STARTS - 20 * 60_000;

/** What a caller did and was told. "unknown": no answer, or that the answer is still open. */
export interface Attempt {
  verb: "book" | PickupCommand["type"];
  orderId: string;
  listingId: string;
  pickupId: string | null;
  outcome: "ok" | "refused" | "unknown";
}

export interface Run {
  seed: number;
  slot: SimulatedSlot;
  history: Attempt[];
  world: FaultyWorld;
}

export async function simulate(seed: number, sabotage?: Sabotage): Promise<Run> {
  const slot = await laySlot(SHAPE);
  const world = new FaultyWorld(slot.id, seed, sabotage);
  const simulation = new Simulation(slot, world, seededRandom(seed ^ 0x5eed));
  await simulation.run();
  return { seed, slot, history: simulation.history, world };
}

class Simulation {
  readonly history: Attempt[] = [];

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
      const callers = Array.from({ length: 1 + Math.floor(this.random() * 6) }, () => this.#caller());
      await Promise.all([...callers, ...this.#disasters()]);
    }
    await this.#settle();
    await killing;
  }

  async #caller(): Promise<void> {
    const booked = this.history.filter(({ verb, outcome }) => verb === "book" && outcome === "ok");
    if (booked.length > 0 && this.random() < 0.5) return this.#change(this.#pick(booked));
    const [orderId, listingId] = [this.#pick(this.slot.orderIds), this.#pick(this.slot.listingIds)];
    const isRepeated = this.world.strikes("call repeated at once", 0.25, this.random);
    await Promise.all([this.#book(orderId, listingId), ...(isRepeated ? [this.#book(orderId, listingId)] : [])]);
  }

  async #book(orderId: string, listingId: string): Promise<void> {
    const command = bookCommand(this.slot, { ...SHAPE, orderId, listingId, now: NOW, version: 1 });
    const answer = await stubOf(this.slot.id)
      .book(command)
      .catch(() => ({ kind: "pending" }) as const);
    const isOk = answer.kind === "booked" || answer.kind === "repeat";
    this.history.push({
      verb: "book",
      orderId,
      listingId,
      pickupId: isOk ? answer.pickup.id : null,
      outcome: isOk ? "ok" : answer.kind === "pending" ? "unknown" : "refused",
    });
  }

  async #change({ orderId, listingId, pickupId }: Attempt): Promise<void> {
    const change = this.#pick<PickupCommand>([
      { type: "verify", method: "qr_code" },
      { type: "verify", method: "manual" },
      { type: "complete", actualPickupAt: null, method: null, businessNotes: null },
      { type: "cancel", by: "business", reason: null },
      { type: "cancel", by: "order", reason: null },
      { type: "cancel", by: "admin", reason: null },
    ]);
    const answer = await stubOf(this.slot.id)
      .change({ now: NOW, pickupId: pickupId ?? "", change })
      .catch(() => ({ kind: "pending" }) as const);
    const outcome = answer.kind === "changed" ? "ok" : answer.kind === "pending" ? "unknown" : "refused";
    this.history.push({ verb: change.type, orderId, listingId, pickupId, outcome });
  }

  /** What goes wrong around this wave, each at its own moment. */
  #disasters(): Promise<unknown>[] {
    const { world, slot } = this;
    const soon = (work: () => Promise<unknown>) => scheduler.wait(Math.floor(this.random() * 15)).then(work);
    const disasters: Promise<unknown>[] = [];
    if (world.strikes("D1 out of reach for a while", 0.1, this.random))
      world.loseD1For(3 + Math.floor(this.random() * 3));
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
    return from[Math.floor(this.random() * from.length)] as T;
  }
}

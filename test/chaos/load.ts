/** Customers and staff who go on booking, repeating themselves, changing their minds and handing over, all at once. */
import { performance } from "node:perf_hooks";
import type { Random } from "../support/random.ts";
import type { Answer, Caller, Client, Request } from "./client.ts";
import { type Call, type CallKind, type History, outcomeOf } from "./history.ts";
import { isShown, type Order, PLANTED, type Shown, type Slot, type Town } from "./town.ts";

const MOVES = { book: 40, repeat: 10, elsewhere: 8, cancel: 16, verify: 12, complete: 6, read: 8 };
/** Clocks of callers differ by up to this much either way. */
const SKEW_MS = 6 * 3_600_000;
/** Within the window of a code. */
const COUNTER_MARGIN_MS = 29 * 60_000;
const HOT_SLOTS = 10;
const TRIES = 40;
const KEYED_BOOKINGS = 0.4;
/** Who is told to come again, or hears nothing, asks again this often at most. */
const REPEATS = 4;

/** What this side believes of an order. Wrong at times, as a customer is: only the history is judged. */
type Belief =
  | { state: "free" }
  | { state: "unsure"; slot: Slot }
  | { state: "held"; slot: Slot; pickupId: string; code: string }
  | { state: "done" };

interface Shopper {
  order: Order;
  belief: Belief;
  skewMs: number;
  /** Bookings that came to an end, so that a later one is a new attempt with a key of its own. */
  rounds: number;
}

type Held = Shopper & { belief: Extract<Belief, { state: "held" }> };

export class Load {
  readonly #client: Client;
  readonly #town: Town;
  readonly #history: History;
  readonly #shoppers: Shopper[];
  readonly #slots: Slot[];
  /** Every code that anybody was told. */
  readonly codes = new Set<string>();
  /** Hand-overs use orders up, so they must last until the end. */
  #completionsLeft: number;
  #hot: Slot[] = [];
  #isStopped = false;
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  #workers: Promise<void>[] = [];

  constructor(client: Client, town: Town, history: History, random: Random) {
    this.#client = client;
    this.#town = town;
    this.#history = history;
    this.#slots = [...town.slots.values()];
    this.#completionsLeft = Math.floor(town.orders.length / 3);
    this.#shoppers = town.orders.map((order) => ({
      order,
      belief: { state: "free" },
      skewMs: random.between(-SKEW_MS, SKEW_MS),
      rounds: 0,
    }));
  }

  start(workers: number, randomOf: (worker: number) => Random): void {
    this.#workers = Array.from({ length: workers }, (_, n) => this.#work(randomOf(n)));
  }

  /** No new calls until `resume`; those under way end as they may. */
  pause(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Everyone crowds at other slots from now on. */
  resume(random: Random): void {
    this.#hot = random.sample(this.#slots, HOT_SLOTS);
    this.#open();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#open();
    await Promise.all(this.#workers);
  }

  async #work(random: Random): Promise<void> {
    for (;;) {
      await this.#gate;
      if (this.#isStopped) return;
      await this.#move(random);
    }
  }

  #move(random: Random): Promise<unknown> {
    const kind = random.weighted(MOVES);
    const held = kind === "book" ? null : this.#find(random, (one): one is Held => one.belief.state === "held");
    switch (held ? kind : "book") {
      case "book":
        return this.#bookSomething(random);
      case "repeat":
        return held ? this.#book(random, held, held.belief.slot) : this.#bookSomething(random);
      case "elsewhere":
        return held ? this.#book(random, held, this.#slotFor(random, held)) : this.#bookSomething(random);
      case "cancel":
        return held ? this.#cancel(random, held) : this.#bookSomething(random);
      case "verify":
        return held ? this.#verify(random, held) : this.#bookSomething(random);
      case "complete":
        return held ? this.#complete(random, held) : this.#bookSomething(random);
      case "read":
        return held ? this.#read(held, held.belief.pickupId) : this.#bookSomething(random);
    }
  }

  #bookSomething(random: Random): Promise<void> {
    const isOpen = (one: Shopper): one is Shopper => one.belief.state === "free" || one.belief.state === "unsure";
    const shopper = this.#find(random, isOpen) ?? random.pick(this.#shoppers);
    if (!shopper) throw new Error("Nobody is there");
    const { belief } = shopper;
    // Who got no answer mostly asks again for the same; the others look elsewhere.
    const isAgain = belief.state === "unsure" && random.chance(0.7);
    return this.#book(random, shopper, isAgain ? belief.slot : this.#slotFor(random, shopper));
  }

  async #book(random: Random, shopper: Shopper, slot: Slot): Promise<void> {
    const { order, skewMs, rounds } = shopper;
    const answer = await this.#tell(shopper, slot, "book", null, {
      method: "POST",
      path: "schedule/",
      as: order.customer,
      body: {
        order_id: order.id,
        food_listing_id: order.listingId,
        time_slot_id: slot.id,
        date: slot.date,
        customer_notes: `No onions, ${PLANTED}`,
      },
      now: Date.now() + skewMs,
      idempotencyKey: random.chance(KEYED_BOOKINGS) ? `${order.id}/${slot.id}/${rounds}` : undefined,
    });
    const outcome = outcomeOf(answer.status);
    if (outcome === "unknown") shopper.belief = { state: "unsure", slot };
    if (outcome === "ok") {
      const { pickup } = answer.body as { pickup: { id: string; confirmation_code: string } };
      shopper.belief = { state: "held", slot, pickupId: pickup.id, code: pickup.confirmation_code };
    }
    if (outcome === "refused") await this.#learnFrom(shopper, answer);
  }

  /** A refusal that names the order's pickup tells of a booking whose answer was lost. */
  async #learnFrom(shopper: Shopper, { status, body }: Answer): Promise<void> {
    const { pickup_id: pickupId } = (body as { error: { details: { pickup_id?: string } } }).error.details;
    const { state } = shopper.belief;
    if (pickupId && state !== "held" && state !== "done") await this.#read(shopper, pickupId);
    else if (status === 409 && state === "unsure") shopper.belief = { state: "free" };
  }

  async #cancel(random: Random, shopper: Held): Promise<void> {
    const { order, belief, skewMs } = shopper;
    const isBusiness = random.chance(0.2);
    const { status } = await this.#insist(shopper, belief.slot, "cancel", belief.pickupId, {
      method: random.chance(0.5) ? "DELETE" : "POST",
      path: `pickups/${belief.pickupId}/cancel/`,
      as: isBusiness ? this.#someStaff(random) : order.customer,
      body: { reason: `Change of plans, ${PLANTED}` },
      now: Date.now() + skewMs,
    });
    if (outcomeOf(status) === "ok") this.#end(shopper, belief.pickupId, { state: "free" });
  }

  async #verify(random: Random, shopper: Held): Promise<void> {
    const { belief } = shopper;
    await this.#tell(shopper, belief.slot, "verify", belief.pickupId, {
      method: "POST",
      path: "verify-code/",
      as: this.#someStaff(random),
      body: { confirmation_code: belief.code },
      now: atCounter(random, belief.slot),
    });
  }

  async #complete(random: Random, shopper: Held): Promise<void> {
    const { belief } = shopper;
    if (this.#completionsLeft <= 0) return this.#verify(random, shopper);
    this.#completionsLeft -= 1;
    const { status } = await this.#insist(shopper, belief.slot, "complete", belief.pickupId, {
      method: "POST",
      path: `complete-pickup/${belief.pickupId}/`,
      as: this.#someStaff(random),
      body: { verification_method: "confirmation_code", business_notes: `Handed to ${PLANTED}` },
      now: atCounter(random, belief.slot),
    });
    if (outcomeOf(status) === "ok") this.#end(shopper, belief.pickupId, { state: "done" });
  }

  async #read(shopper: Shopper, pickupId: string): Promise<void> {
    const known = shopper.belief.state === "held" ? shopper.belief.slot : null;
    const request = { method: "GET", path: `pickups/${pickupId}/`, as: shopper.order.customer } as const;
    const { status, body } = await this.#tell(shopper, known, "read", pickupId, request);
    if (status !== 200) return;
    const pickup = body as { status: string; confirmation_code: string } & Shown;
    const slot = this.#slots.find((one) => isShown(one, pickup));
    if (!slot) throw new Error(`Pickup ${pickupId} is of no known slot`);
    if (pickup.status === "completed") shopper.belief = { state: "done" };
    else if (pickup.status === "cancelled") this.#end(shopper, pickupId, { state: "free" });
    else shopper.belief = { state: "held", slot, pickupId, code: pickup.confirmation_code };
  }

  #end(shopper: Shopper, pickupId: string, belief: Belief): void {
    shopper.rounds += 1;
    if (shopper.belief.state !== "held" || shopper.belief.pickupId === pickupId) shopper.belief = belief;
  }

  /** The very same again, as long as nobody says what came of it. */
  async #insist(...told: Telling): Promise<Answer> {
    let answer = await this.#tell(...told);
    for (let repeats = 0; outcomeOf(answer.status) === "unknown" && repeats < REPEATS; repeats += 1) {
      await this.#gate;
      if (this.#isStopped) break;
      answer = await this.#tell(...told);
    }
    return answer;
  }

  async #tell(...[{ order }, slot, kind, pickupId, request]: Telling): Promise<Answer> {
    const call: Call = {
      kind,
      role: request.as.role,
      orderId: order.id,
      listingId: order.listingId,
      slotId: slot?.id ?? "",
      pickupId,
      shown: null,
      idempotencyKey: request.idempotencyKey ?? null,
      invokedAt: performance.now(),
      endedAt: Number.POSITIVE_INFINITY,
      outcome: "unknown",
      status: null,
    };
    this.#history.calls.push(call);
    const answer = await this.#client.call(request);
    const outcome = outcomeOf(answer.status);
    Object.assign(call, { endedAt: performance.now(), outcome, status: answer.status });
    if (outcome === "ok") {
      const body = answer.body as { pickup?: Told & { id: string } } & Told;
      call.shown = body.pickup?.status ?? body.status;
      call.pickupId ??= body.pickup?.id ?? null;
      const code = body.pickup?.confirmation_code ?? body.confirmation_code;
      if (code) this.codes.add(code);
    }
    return answer;
  }

  #find<Kind extends Shopper>(random: Random, is: (shopper: Shopper) => shopper is Kind): Kind | null {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const shopper = random.pick(this.#shoppers);
      if (shopper && is(shopper)) return shopper;
    }
    return null;
  }

  #slotFor(random: Random, { order }: Shopper): Slot {
    const serves = (slot: Slot) => slot.listings.has(order.listingId);
    const slot = random.pick(this.#hot.filter(serves)) ?? random.pick(this.#slots.filter(serves));
    if (!slot) throw new Error(`No slot serves ${order.listingId}`);
    return slot;
  }

  #someStaff(random: Random): Caller {
    const staff = random.pick(this.#town.staff);
    if (!staff) throw new Error("No staff");
    return staff;
  }
}

type Telling = [shopper: Shopper, slot: Slot | null, kind: CallKind, pickupId: string | null, request: Request];

interface Told {
  status: string;
  confirmation_code?: string;
}

const atCounter = (random: Random, { startsAt, endsAt }: Slot): number =>
  random.between(startsAt - COUNTER_MARGIN_MS, endsAt + COUNTER_MARGIN_MS);

/**
 * What a slot should do, in as few words as possible and without a look at how it is done: the yardstick that the real
 * object is held against. Orders and listings are numbers here.
 */
import type { Canceller } from "../../src/domain/vocabulary";
import { ENDS, STARTS } from "../domain/pickups";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Everything that time decides, in order. */
export const LANDMARKS = [
  STARTS - 60 * MINUTE,
  STARTS - 30 * MINUTE,
  STARTS,
  ENDS,
  ENDS + 30 * MINUTE,
  ENDS + DAY,
] as const;
const DAWN = STARTS - 180 * MINUTE;

export type Change =
  | { type: "verify" }
  | { type: "complete"; at: "now" | "start" }
  | { type: "cancel"; by: Extract<Canceller, "customer" | "business"> }
  | { type: "miss"; by: "business" | "job" };

/** What passes without a call: news that D1 publishes, and time. */
export type Quiet =
  /** To the next moment that decides something, or just before or after it. */
  | { kind: "time"; offsetMs: number }
  /** The next callers' clocks differ from what passed so far. */
  | { kind: "skew"; minutes: number }
  /** Also opens again what was withdrawn. */
  | ({ kind: "reconfigure" } & Configuration);

export type Call =
  /** `age`: how many configurations back the caller's idea of the slot is. */
  | { kind: "book"; order: number; listing: number; age: number }
  /** `pickup` is what the model's `target` goes by. */
  | { kind: "change"; pickup: number; change: Change }
  | { kind: "withdraw"; listing: number; isForced: boolean };

export interface Configuration {
  capacity: number;
  maxOrders: number;
}

export interface ModelPickup {
  order: number;
  listing: number;
  status: "scheduled" | "confirmed" | "completed" | "cancelled" | "missed";
  missedAt: number;
  /** Whether D1 took it. Only the real calls' end tells, so it is settled with them. */
  isStored: boolean;
  /** The real pickup. */
  id: string | null;
}

interface ModelListing {
  version: number;
  maxOrders: number;
  isOpen: boolean;
}

/** What a call is answered before D1 has its say, and the pickup whose fate may still turn it. */
export interface Verdict {
  kind: string;
  pickup?: ModelPickup;
  status?: ModelPickup["status"];
  live?: number;
  availableSpots?: number;
}

const keepsSeat = ({ status }: ModelPickup) => status !== "cancelled";
const isLive = ({ status }: ModelPickup) => status === "scheduled" || status === "confirmed";
const holdsOrder = (pickup: ModelPickup) => isLive(pickup) || pickup.status === "completed";

export class SlotModel {
  now = DAWN;
  /** Configurations as D1 published them; a version is an index plus 1. A closing takes a version too. */
  readonly published: Configuration[] = [];
  readonly pickups: ModelPickup[] = [];
  readonly invalidOrders = new Set<number>();
  /** Orders another slot holds, `order listing`. */
  readonly heldElsewhere = new Set<string>();
  readonly #listings = new Map<number, ModelListing>();
  #seen = 0;
  #time = DAWN;
  #landmark = 0;

  constructor(first: Configuration) {
    this.published.push(first);
  }

  pass(step: Quiet): void {
    switch (step.kind) {
      case "time":
        this.#time = Math.max(this.#time, (LANDMARKS[this.#landmark] ?? this.#time) + step.offsetMs);
        this.#landmark += 1;
        this.now = this.#time;
        return;
      case "skew":
        this.now = this.#time + step.minutes * MINUTE;
        return;
      case "reconfigure":
        this.published.push({ capacity: step.capacity, maxOrders: step.maxOrders });
    }
  }

  /** Counted back from the newest and round again, over one that nobody knows. */
  target({ pickup: back }: Extract<Call, { kind: "change" }>): ModelPickup | undefined {
    return this.pickups.at(-1 - (back % (this.pickups.length + 1)));
  }

  get configured(): Configuration {
    return this.published[Math.max(this.#seen, 1) - 1] as Configuration;
  }

  maxOrdersOf(listing: number): number {
    return this.#listings.get(listing)?.maxOrders ?? 0;
  }

  taken(listing?: number): number {
    return this.pickups.filter((p) => keepsSeat(p) && (listing === undefined || p.listing === listing)).length;
  }

  holding(order: number, listing: number): ModelPickup | undefined {
    return this.pickups.find((p) => p.order === order && p.listing === listing && holdsOrder(p));
  }

  versionOf({ age }: Extract<Call, { kind: "book" }>): number {
    return Math.max(1, this.published.length - age);
  }

  book(call: Extract<Call, { kind: "book" }>): Verdict {
    const { order, listing } = call;
    const version = this.versionOf(call);
    const { maxOrders } = this.published[version - 1] as Configuration;
    this.#seen = Math.max(this.#seen, version);
    const known = this.#listings.get(listing);
    if (!known || version > known.version) this.#listings.set(listing, { version, maxOrders, isOpen: true });
    const held = this.holding(order, listing);
    if (held) return { kind: "repeat", pickup: held };
    const left = Math.min(this.configured.capacity - this.taken(), this.maxOrdersOf(listing) - this.taken(listing));
    const availableSpots = Math.max(0, left);
    if (!this.#listings.get(listing)?.isOpen) return { kind: "unavailable closed", availableSpots };
    if (this.now >= STARTS) return { kind: "unavailable past", availableSpots };
    if (left <= 0) return { kind: "unavailable full", availableSpots };
    const pickup: ModelPickup = { order, listing, status: "scheduled", missedAt: 0, isStored: false, id: null };
    this.pickups.push(pickup);
    return { kind: "booked", pickup };
  }

  change(pickup: ModelPickup, change: Change): Verdict {
    const next = this.#allows(pickup, change);
    if (next === null) return { kind: "refused" };
    if (next === "missed") pickup.missedAt = this.now;
    pickup.status = next;
    return { kind: "changed", pickup, status: next };
  }

  #allows(pickup: ModelPickup, change: Change): ModelPickup["status"] | null {
    switch (change.type) {
      case "verify":
        return isLive(pickup) ? "confirmed" : null;
      case "cancel":
        return isLive(pickup) && (change.by === "business" || this.now <= STARTS - 60 * MINUTE) ? "cancelled" : null;
      case "miss":
        return isLive(pickup) && this.now >= (change.by === "job" ? ENDS + 30 * MINUTE : ENDS) ? "missed" : null;
      case "complete": {
        const handedOver = change.at === "now" ? this.now : STARTS;
        if (handedOver < STARTS - 30 * MINUTE || handedOver > this.now + 5 * MINUTE) return null;
        if (isLive(pickup)) return "completed";
        const isLate = this.now > pickup.missedAt + DAY || handedOver > ENDS + 30 * MINUTE;
        return pickup.status === "missed" && !isLate ? "completed" : null;
      }
    }
  }

  withdraw({ listing, isForced }: Extract<Call, { kind: "withdraw" }>): Verdict {
    const live = this.pickups.filter((p) => p.listing === listing && isLive(p)).length;
    if (live === 0 || isForced) {
      const known = this.#listings.get(listing);
      this.published.push(this.published.at(-1) as Configuration);
      this.#listings.set(listing, {
        version: this.published.length,
        maxOrders: known?.maxOrders ?? 0,
        isOpen: false,
      });
    }
    return { kind: "withdrawn", live };
  }

  /** D1's word on what this step left unstored. Answers the pickups it refused. */
  settle(): Set<ModelPickup> {
    const refused = this.pickups.filter(
      (pickup) =>
        holdsOrder(pickup) &&
        (this.heldElsewhere.has(`${pickup.order} ${pickup.listing}`) ||
          (!pickup.isStored && this.invalidOrders.has(pickup.order))),
    );
    for (const pickup of refused) {
      if (pickup.isStored) pickup.status = "missed";
      else this.pickups.splice(this.pickups.indexOf(pickup), 1);
    }
    for (const pickup of this.pickups) pickup.isStored = true;
    return new Set(refused);
  }
}

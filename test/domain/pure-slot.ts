/**
 * A slot around the pure rules of seats and pickups, without storage, D1 or waiting. Keeping configurations, knowing a
 * repeat and withdrawing are a stand-in for `SlotStore`: here they only bring the rules into every situation, and
 * `test/booking/model.test.ts` holds the real ones. Broken on purpose by overriding one of its parts.
 */
import { availableSpots, decideSeat, type SeatState } from "../../src/domain/capacity";
import type { Pickup } from "../../src/domain/pickup";
import { applyCommand, isLive, type PickupCommand } from "../../src/domain/pickup-lifecycle";
import { HOLDING_STATUSES } from "../../src/domain/vocabulary";
import type { Call, Configuration, Verdict } from "../booking/model";
import { makePickup, STARTS } from "./pickups";

type Book = Extract<Call, { kind: "book" }>;

interface Listing {
  version: number;
  maxOrders: number;
  isOpen: boolean;
}

export class PureSlot {
  readonly pickups: Pickup[] = [];
  readonly #listings = new Map<number, Listing>();
  #capacity = 0;
  #version = 0;

  get taken(): number {
    return this.pickups.filter(({ status }) => status !== "cancelled").length;
  }

  takenBy(listing: number): number {
    return this.pickups.filter(
      ({ status, foodListingId }) => status !== "cancelled" && foodListingId === String(listing),
    ).length;
  }

  book({ order, listing }: Book, version: number, configuration: Configuration, now: number): Verdict {
    this.#configure(listing, version, configuration);
    const ids = { orderId: String(order), foodListingId: String(listing) };
    if (this.holding(ids)) return { kind: "repeat" };
    const seats = this.seats(listing);
    const decision = decideSeat(seats, now);
    if (decision !== "free") return { kind: `unavailable ${decision}`, availableSpots: availableSpots(seats) };
    this.pickups.push(makePickup({ ...ids, id: String(this.pickups.length), createdAt: now }));
    return { kind: "booked" };
  }

  change(id: string, command: PickupCommand, now: number): Verdict {
    const index = this.pickups.findIndex((pickup) => pickup.id === id);
    const pickup = this.pickups[index];
    if (!pickup) return { kind: "unknown" };
    const changed = this.apply(pickup, command, now);
    if (!changed.ok) return { kind: "refused" };
    this.pickups[index] = changed.value;
    return { kind: "changed", status: changed.value.status };
  }

  withdraw({ listing, isForced }: Extract<Call, { kind: "withdraw" }>, version: number): Verdict {
    const live = this.pickups.filter((pickup) => isLive(pickup) && pickup.foodListingId === String(listing)).length;
    const known = this.#listings.get(listing);
    if (live === 0 || isForced) {
      this.#listings.set(listing, { version, maxOrders: known?.maxOrders ?? 0, isOpen: false });
    }
    return { kind: "withdrawn", live };
  }

  protected seats(listing: number): SeatState {
    const { maxOrders = 0, isOpen = false } = this.#listings.get(listing) ?? {};
    return {
      startsAt: STARTS,
      capacity: this.#capacity,
      taken: this.taken,
      listing: { maxOrders, taken: this.takenBy(listing) },
      isOpen,
    };
  }

  protected holding({ orderId, foodListingId }: Pick<Pickup, "orderId" | "foodListingId">): boolean {
    return this.pickups.some(
      (pickup) =>
        pickup.orderId === orderId &&
        pickup.foodListingId === foodListingId &&
        (HOLDING_STATUSES as readonly string[]).includes(pickup.status),
    );
  }

  protected apply(pickup: Pickup, command: PickupCommand, now: number): ReturnType<typeof applyCommand> {
    return applyCommand(pickup, command, now);
  }

  #configure(listing: number, version: number, { capacity, maxOrders }: Configuration): void {
    if (version >= this.#version) [this.#capacity, this.#version] = [capacity, version];
    const known = this.#listings.get(listing);
    if (!known || version > known.version) this.#listings.set(listing, { version, maxOrders, isOpen: true });
  }
}

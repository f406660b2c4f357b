/** Plays the same steps on a real slot object and on the model, and compares after each. */
import { expect } from "vitest";
import type { ChangeCommand } from "../../src/booking/commands";
import type { PickupSlot } from "../../src/booking/pickup-slot";
import { inSlot } from "../support/slot";
import { type Call, type Configuration, type ModelPickup, SlotModel, type Verdict } from "./model";
import { commandOf, LISTINGS, ORDERS, type Play, type Step } from "./model-steps";
import {
  bookCommand,
  expectConsistent,
  expectSame,
  holdElsewhere,
  laySlot,
  letGoElsewhere,
  type SimulatedSlot,
  setOrderStatus,
} from "./simulated-slot";

export type Driven = Pick<PickupSlot, "book" | "change" | "withdraw">;
export type Saboteur = (object: PickupSlot, state: DurableObjectState) => Driven;

/** Calls made, by what came of them. Throws at the first difference. */
export async function play({ first, steps }: Play, driverOf: Saboteur = (object) => object): Promise<string[]> {
  const slot = await laySlot({ ...first, listings: LISTINGS, orders: ORDERS });
  return inSlot(slot.id, async (object, state) => {
    const player = new Player(slot, object, driverOf(object, state), new SlotModel(first));
    for (const step of steps) await player.take(step);
    expect(await object.flush()).toBe(true);
    expect(object.inspect().hasOutbox).toBe(false);
    return player.kinds;
  });
}

class Player {
  readonly kinds: string[] = [];
  readonly #rivals = new Map<string, string>();

  constructor(
    readonly slot: SimulatedSlot,
    readonly object: PickupSlot,
    readonly driver: Driven,
    readonly model: SlotModel,
  ) {}

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "calls":
        return this.#call(step.calls);
      case "order":
        return this.#toggleOrder(step.order);
      case "rival":
        return this.#toggleRival(step.order, step.listing);
      default:
        return this.model.pass(step);
    }
  }

  async #call(calls: Call[]): Promise<void> {
    const verdicts: Verdict[] = [];
    const answers = calls.map((call) => {
      const before = this.object.inspect();
      const target = call.kind === "change" ? this.model.target(call) : undefined;
      const answer = this.#ask(call, target?.id ?? "a pickup nobody knows");
      const verdict = this.#judge(call, target);
      this.#meet(verdict);
      this.#checkDecision(before, verdict);
      verdicts.push(verdict);
      return answer;
    });
    const given = await Promise.all(answers);
    const refused = this.model.settle();
    const expected = verdicts.map((verdict) =>
      verdict.pickup && refused.has(verdict.pickup) ? { kind: "refused" } : shown(verdict),
    );
    expect(given).toEqual(expected);
    this.kinds.push(
      ...expected.map((outcome) => ("status" in outcome ? `now ${outcome.status}` : String(outcome.kind))),
    );
    const own = this.object.inspect();
    expectConsistent(own);
    expect(own.pickups.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(
      this.model.pickups.map(({ id, status }) => `${id} ${status}`).sort(),
    );
    await expectSame(this.slot, own);
  }

  /** Sends the call off; the object decides before this returns. */
  async #ask(call: Call, pickupId: string): Promise<Record<string, unknown>> {
    if (call.kind === "book") {
      const version = this.model.versionOf(call);
      const configuration = this.model.published[version - 1] as Configuration;
      const ids = { orderId: this.#order(call.order), listingId: this.#listing(call.listing) };
      const booking = { ...ids, ...configuration, version, now: this.model.now };
      const outcome = await this.driver.book(bookCommand(this.slot, booking));
      if (outcome.kind !== "unavailable") return { kind: outcome.kind };
      return { kind: `unavailable ${outcome.reason}`, availableSpots: outcome.availableSpots };
    }
    if (call.kind === "withdraw") {
      const version = this.model.published.length + 1;
      const command = {
        slotId: this.slot.id,
        listingId: this.#listing(call.listing),
        version,
        isForced: call.isForced,
      };
      return { kind: "withdrawn", ...this.driver.withdraw(command) };
    }
    const command: ChangeCommand = { now: this.model.now, pickupId, change: commandOf(call.change) };
    const outcome = await this.driver.change(command);
    return outcome.kind === "changed" ? { kind: "changed", status: outcome.pickup.status } : { kind: outcome.kind };
  }

  #judge(call: Call, target: ModelPickup | undefined): Verdict {
    if (call.kind === "book") return this.model.book(call);
    if (call.kind === "withdraw") return this.model.withdraw(call);
    return target ? this.model.change(target, call.change) : { kind: "unknown" };
  }

  /** Tells the model's new pickup the id of the real one. */
  #meet({ pickup }: Verdict): void {
    if (!pickup || pickup.id !== null) return;
    const known = new Set(this.model.pickups.map(({ id }) => id));
    const match = this.object
      .inspect()
      .pickups.find(
        (real) =>
          !known.has(real.id) &&
          real.orderId === this.#order(pickup.order) &&
          real.foodListingId === this.#listing(pickup.listing),
      );
    pickup.id = match?.id ?? null;
  }

  #checkDecision(before: ReturnType<PickupSlot["inspect"]>, { kind }: Verdict): void {
    const after = this.object.inspect();
    const takenBefore = before.counts?.taken ?? 0;
    expect(after.counts?.taken ?? 0).toBeLessThanOrEqual(Math.max(this.model.configured.capacity, takenBefore));
    this.slot.listingIds.forEach((id, listing) => {
      const seats = ({ counts }: typeof after) => counts?.listings.find((one) => one.id === id)?.taken ?? 0;
      expect(seats(after)).toBeLessThanOrEqual(Math.max(this.model.maxOrdersOf(listing), seats(before)));
    });
    const [was, is] = [before.counts?.revision ?? 0, after.counts?.revision ?? 0];
    const isNew = after.pickups.some(({ revision }) => revision > was);
    expect(is > was, `the revision grows with a change and only then: ${kind}`).toBe(isNew);
    const old = new Map(before.pickups.map(({ id, revision }) => [id, revision]));
    for (const { id, revision } of after.pickups) expect(revision).toBeGreaterThanOrEqual(old.get(id) ?? was + 1);
  }

  async #toggleOrder(order: number): Promise<void> {
    const isBack = this.model.invalidOrders.delete(order);
    if (!isBack) this.model.invalidOrders.add(order);
    await setOrderStatus(this.#order(order), isBack ? "confirmed" : "cancelled");
  }

  async #toggleRival(order: number, listing: number): Promise<void> {
    const key = `${order} ${listing}`;
    const rival = this.#rivals.get(key);
    if (rival) {
      await letGoElsewhere(rival);
      this.#rivals.delete(key);
      this.model.heldElsewhere.delete(key);
    } else if (!this.model.holding(order, listing)) {
      this.#rivals.set(key, await holdElsewhere(this.slot, this.#order(order), this.#listing(listing)));
      this.model.heldElsewhere.add(key);
    }
  }

  #order = (order: number): string => this.slot.orderIds[order] ?? "";
  #listing = (listing: number): string => this.slot.listingIds[listing] ?? "";
}

const shown = ({ pickup: _, ...rest }: Verdict): Record<string, unknown> => rest;

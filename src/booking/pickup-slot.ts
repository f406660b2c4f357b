/**
 * One time slot. The truth about its seats lives in this object's SQLite; D1 is a projection. Decisions are synchronous
 * transactions, so nothing can slip between check and insert; what D1 must know goes through the outbox.
 */
import { DurableObject } from "cloudflare:workers";
import { LIMITS } from "../config";
import { type Bookmark, newestOf } from "../db/bookmark";
import { availableSpots, decideSeat } from "../domain/capacity";
import { newPickup, type Pickup } from "../domain/pickup";
import { applyCommand } from "../domain/pickup-lifecycle";
import type { EpochMs } from "../domain/time";
import { drawCode, uuidv7 } from "../ids";
import {
  type BookCommand,
  type BookOutcome,
  bookedAgain,
  type ChangeCommand,
  type ChangeOutcome,
  type ReconcileOutcome,
  type SlotPlace,
  type WithdrawCommand,
  type WithdrawOutcome,
} from "./commands";
import { EffectSender } from "./effect-sender";
import { EVENT_OF, pickupEvent } from "./effects";
import { GroupCommit } from "./group-commit";
import { LiveNews } from "./live-news";
import { mend } from "./mend";
import { migrate } from "./migrations";
import { d1Projection, type Projection, readSlot } from "./projection";
import { withRetries } from "./retry";
import { type SlotCounts, SlotStore } from "./store";

/** D1 keeps an order for the pickup that holds it (`rivalPickupId`), or no longer takes the order at all (null). */
interface D1Refusal {
  kind: "refused";
  rivalPickupId: string | null;
}

export class PickupSlot extends DurableObject<Env> {
  readonly #store: SlotStore;
  /** Replaceable, so that tests can make D1 fail at chosen moments. */
  projection: Projection;
  readonly #commit = new GroupCommit(() => this.#write());
  readonly #news = new LiveNews(() => this.env);
  /** The newest state of D1 that a flush has made; whoever waited for one is answered with it. */
  #bookmark: Bookmark | null = null;
  readonly #sender: EffectSender;
  #alarmAt: EpochMs | null = null;
  /** Who waits for D1's word on a pickup, how many of them for a change, and the word when it was no. */
  readonly #waits = new Map<string, { callers: number; changes: number; refusal: D1Refusal | null }>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new SlotStore(ctx.storage.sql);
    this.#sender = new EffectSender(this.#store, () => this.env);
    this.projection = d1Projection(env.DB);
    ctx.blockConcurrencyWhile(async () => {
      migrate(ctx.storage);
      this.#alarmAt = await ctx.storage.getAlarm();
      if (this.#store.hasOutbox()) this.#arm(LIMITS.alarmDelayMs);
    });
  }

  /** Takes a seat or says why not. Answers once D1 has the pickup. */
  async book(command: BookCommand): Promise<BookOutcome> {
    return { ...(await this.#book(command)), bookmark: this.#bookmark };
  }

  /** Verifies, completes, cancels or misses a pickup. Answers once D1 has the change. */
  async change(command: ChangeCommand): Promise<ChangeOutcome> {
    return { ...(await this.#changed(command)), bookmark: this.#bookmark };
  }

  async #book(command: BookCommand): Promise<BookOutcome> {
    const decision = this.ctx.storage.transactionSync(() => this.#decide(command));
    if (decision.kind !== "booked" && decision.kind !== "repeat") return decision;
    const word = await this.#stored(decision.pickup.id, { changes: 0 });
    if (word === "pending") return { kind: "pending" };
    if (word === "stored") {
      // Read again: a colliding code was redrawn while the row was stored.
      return { ...decision, pickup: this.#store.pickup(decision.pickup.id) ?? decision.pickup };
    }
    await this.flush(); // so that the freed seat shows
    return word;
  }

  async #changed(command: ChangeCommand): Promise<ChangeOutcome> {
    const { pickupId } = command;
    const outcome = this.ctx.storage.transactionSync(() => this.#change(command));
    if (outcome.kind !== "changed") return outcome;
    const word = await this.#stored(pickupId, { changes: 1 });
    if (word === "pending") return { kind: "pending" };
    this.#store.markUnanswered(pickupId, null);
    if (word === "stored") return outcome;
    return { kind: "refused", refusal: bookedAgain(this.#store.pickup(pickupId)?.status, word.rivalPickupId) };
  }

  /** Stops new bookings of a listing. Existing ones stand; unless forced, they keep it open. */
  withdraw({ slotId, listingId, version, isForced }: WithdrawCommand): WithdrawOutcome {
    return this.ctx.storage.transactionSync(() => {
      const live = this.#store.liveCount(listingId);
      if (live === 0 || isForced) this.#store.closeListing(slotId, listingId, version);
      return { live };
    });
  }

  /** Writes out whatever waits. False when D1 could not be reached; the alarm goes on trying. */
  async flush(): Promise<boolean> {
    try {
      while (this.#store.isBehind()) await this.#commit.round();
      await this.#sender.send();
      return true;
    } catch (error) {
      this.#report("flush", error);
      return false;
    }
  }

  /**
   * Compares the object with D1 and mends what differs. The object wins, except that it takes back what only D1 knows: a
   * restored or emptied object must not cancel people.
   */
  async reconcile(place: SlotPlace): Promise<ReconcileOutcome> {
    if (!(await this.flush())) return { kind: "pending" };
    const seen = this.#store.counts()?.revision ?? 0;
    const there = await readSlot(this.env.DB, place);
    const drift = this.ctx.storage.transactionSync(() => mend(this.#store, place.slotId, there, seen));
    if (drift.restored.length > 0) this.#report("restored", new Error("D1 knew pickups that the object did not"));
    return (await this.flush()) ? { kind: "reconciled", drift } : { kind: "pending" };
  }

  /** Empties the object, once its slot is past all keeping. */
  async purge(): Promise<void> {
    await this.ctx.storage.deleteAll();
    this.#alarmAt = null;
    migrate(this.ctx.storage);
  }

  /** What the object knows, for comparison with D1. */
  inspect(): { counts: SlotCounts | null; pickups: Pickup[]; hasOutbox: boolean } {
    return { counts: this.#store.counts(), pickups: this.#store.pickups(), hasOutbox: this.#store.hasOutbox() };
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    await this.flush();
    if (this.#store.hasOutbox())
      this.#arm(Math.min(LIMITS.alarmDelayMs * 2 ** this.#commit.failures, LIMITS.maxAlarmDelayMs));
  }

  /** Synchronous by design: no await may stand between looking at the seats and taking one. */
  #decide(command: BookCommand): BookOutcome {
    const { slot, now } = command;
    const seats = this.#store.configure(slot);
    const held = this.#store.holding(command.orderId, slot.listing.id);
    if (held) return { kind: "repeat", pickup: held };
    const decision = decideSeat(seats, now);
    if (decision !== "free") {
      return {
        kind: "unavailable",
        reason: decision,
        availableSpots: availableSpots(seats),
        maxOrders: seats.listing.maxOrders,
      };
    }
    const pickup = newPickup({
      ...slot,
      id: uuidv7(now),
      slotId: slot.id,
      foodListingId: slot.listing.id,
      orderId: command.orderId,
      customerId: command.customerId,
      confirmationCode: this.#freshCode(),
      quantity: command.quantity,
      pricePerItemCents: command.pricePerItemCents,
      totalCents: command.totalCents,
      isPaidPurchase: command.isPaidPurchase,
      customerNotes: command.customerNotes,
      createdAt: now,
    });
    const saved = this.#store.save(pickup, pickupEvent("pickup.scheduled", pickup, { id: uuidv7(now) }), null);
    this.#arm(LIMITS.alarmDelayMs);
    return { kind: "booked", pickup: saved };
  }

  #change({ now, pickupId, change, notifyBusiness }: ChangeCommand): ChangeOutcome {
    const pickup = this.#store.pickup(pickupId);
    if (!pickup) return { kind: "unknown" };
    // Its first call was answered 503 after the decision, or cut off: the repeat gets the decision's own answer. While the
    // first still waits, another like it is no repeat.
    if (this.#store.unanswered(pickupId) === change.type && !this.#waits.get(pickupId)?.changes) {
      return { kind: "changed", pickup };
    }
    const changed = applyCommand(pickup, change, now);
    if (!changed.ok) return { kind: "refused", refusal: changed.error };
    if (changed.value === pickup) return { kind: "changed", pickup };
    // A late completion takes its order back, which may have been booked again here.
    const rival = change.type === "complete" ? this.#store.holding(pickup.orderId, pickup.foodListingId) : null;
    if (rival && rival.id !== pickup.id) return { kind: "refused", refusal: bookedAgain(pickup.status, rival.id) };
    const type = EVENT_OF[change.type];
    const effect = type && pickupEvent(type, changed.value, { id: uuidv7(now), notifyBusiness });
    const saved = this.#store.save(changed.value, effect);
    this.#store.markUnanswered(pickupId, change.type); // until its caller has been answered, whatever happens to us
    this.#arm(LIMITS.alarmDelayMs);
    return { kind: "changed", pickup: saved };
  }

  #freshCode(): string {
    let code = drawCode();
    while (this.#store.hasCode(code)) code = drawCode();
    return code;
  }

  /** Waits for D1's word on the pickup. Everyone who waits for the same one hears the same. */
  async #stored(pickupId: string, { changes }: { changes: 0 | 1 }): Promise<"stored" | "pending" | D1Refusal> {
    const wait = this.#waits.get(pickupId) ?? { callers: 0, changes: 0, refusal: null };
    this.#waits.set(pickupId, wait);
    wait.callers += 1;
    wait.changes += changes;
    try {
      while (this.#store.isUnstored(pickupId)) await this.#commit.round();
      return wait.refusal ?? "stored";
    } catch (error) {
      this.#report("projection", error);
      return "pending";
    } finally {
      wait.callers -= 1;
      wait.changes -= changes;
      if (wait.callers === 0) this.#waits.delete(pickupId);
      // The answer does not wait for the queue; what fails here stays in the outbox for the alarm.
      this.ctx.waitUntil(this.#sender.send().catch((error) => this.#report("effects", error)));
    }
  }

  async #write(): Promise<void> {
    const pickups = this.#store.unstored(LIMITS.outboxBatch);
    const counts = this.#store.counts();
    if (!counts || !this.#store.isBehind()) return;
    const { states, followed, bookmark } = await withRetries(() => this.projection.store(pickups, counts));
    this.#bookmark = newestOf(this.#bookmark, bookmark);
    this.ctx.storage.transactionSync(() => {
      this.#store.markCounted(counts.revision);
      const byId = new Map(states.map((state) => [state.id, state]));
      for (const sent of pickups) this.#settle(sent, byId.get(sent.id));
    });
    this.ctx.waitUntil(this.#news.tell(followed).catch((error) => this.#report("live_news", error)));
  }

  #settle(sent: Pickup, state: Awaited<ReturnType<Projection["store"]>>["states"][number] | undefined): void {
    if (!state) throw new Error(`D1 did not answer for pickup ${sent.id}`);
    if (state.revision !== null && state.revision >= sent.revision) {
      this.#store.markStored(sent.id, sent.revision);
      return;
    }
    const current = this.#store.pickup(sent.id);
    if (!current || current.revision !== sent.revision) return; // changed meanwhile: the next round asks again
    if (state.isCodeTaken) {
      this.#store.save({ ...current, confirmationCode: this.#freshCode() }, null);
      return;
    }
    const wait = this.#waits.get(sent.id);
    if (wait) wait.refusal = { kind: "refused", rivalPickupId: state.rivalPickupId };
    if (state.revision === null) {
      this.#store.discard(current);
      return;
    }
    this.#store.dropUnstoredEffects(sent.id);
    // Only a late completion can lose its order to a rebooking: the pickup stays missed.
    if (current.missedAt !== null) {
      this.#store.save({ ...current, status: "missed", completedAt: null, actualPickupAt: null }, null);
    }
  }

  /**
   * Never moves an alarm later: bookings that keep coming must not put off the flush. The last step of a transaction,
   * since what is noted here is not rolled back with it.
   */
  #arm(delayMs: number): void {
    const [now, due] = [Date.now(), Date.now() + delayMs];
    if (this.#alarmAt !== null && this.#alarmAt >= now && this.#alarmAt <= due) return;
    this.#alarmAt = due;
    this.ctx.storage.setAlarm(due);
  }

  #report(step: string, error: unknown): void {
    const message = error instanceof Error ? error.name : "unknown";
    console.warn(
      JSON.stringify({ level: "warn", event: `slot_${step}_failed`, slot: this.ctx.id.name, error: message }),
    );
  }
}

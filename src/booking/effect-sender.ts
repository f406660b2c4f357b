/** Sends what follows from changes that D1 has; an effect leaves the outbox once it is sent. */
import { LIMITS } from "../config";
import { pickupChange } from "./effects";
import type { SlotStore } from "./store";

export class EffectSender {
  readonly #store: SlotStore;
  readonly #env: () => Env;
  #sending: Promise<void> | null = null;

  constructor(store: SlotStore, env: () => Env) {
    this.#store = store;
    this.#env = env;
  }

  /** One at a time: whoever comes meanwhile waits for the same end. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    const { OUTBOUND_EVENTS, PICKUP_CHANGES } = this.#env();
    for (;;) {
      const due = this.#store.dueEffects(LIMITS.outboxBatch);
      if (due.length === 0) return;
      const events = due.map(({ effect }) => effect.event);
      await Promise.all([
        OUTBOUND_EVENTS.sendBatch(events.map((body) => ({ body }))),
        PICKUP_CHANGES.sendBatch(events.map((event) => ({ body: pickupChange(event) }))),
      ]);
      this.#store.deleteEffects(due.map(({ seq }) => seq));
    }
  }
}

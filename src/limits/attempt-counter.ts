/**
 * Exact counts of attempts in a sliding window, for limits that must hold across isolates. An object counts many subjects,
 * in its memory; what it counted is written down a moment later, all at once. A crash forgets no more than that moment.
 */
import { DurableObject } from "cloudflare:workers";
import { LIMITS } from "../config";
import type { EpochMs } from "../domain/time";

interface Limit {
  /** What is counted, within this object. */
  key: string;
  max: number;
  windowMs: number;
}

export type HitOutcome = { isAllowed: true } | { isAllowed: false; retryAfterMs: number };

export class AttemptCounter extends DurableObject<Env> {
  readonly #unsaved = new Map<string, EpochMs[]>();
  #isSaving = false;
  #isArmed = false;

  /** Counts one attempt under every key, or under none when one of them is used up. Synchronous, hence exact. */
  hit(limits: Limit[], now: EpochMs): HitOutcome {
    const windows = limits.map((limit) => ({ limit, hits: this.#recent(limit, now) }));
    const waits = windows
      .filter(({ limit, hits }) => hits.length >= limit.max)
      .map(({ limit, hits }) => Math.min(...hits.slice(-limit.max)) + limit.windowMs - now);
    if (waits.length > 0) return { isAllowed: false, retryAfterMs: Math.max(1, ...waits) };
    for (const { limit, hits } of windows) this.#count(limit.key, [...hits, now]);
    return { isAllowed: true };
  }

  /** Takes back one attempt that turned out to be none. */
  refund(keys: string[], at: EpochMs): void {
    for (const key of keys) {
      const hits = this.#hits(key);
      const index = hits.lastIndexOf(at);
      if (index >= 0) this.#count(key, hits.toSpliced(index, 1));
    }
  }

  /** Forgets what was last counted so long ago that no limit asks for it any more. */
  override async alarm(): Promise<void> {
    this.#isArmed = false;
    const { kv } = this.ctx.storage;
    let kept = 0;
    for (const [key, hits] of [...kv.list<EpochMs[]>()]) {
      if (Math.abs(Date.now() - Math.max(...hits)) < LIMITS.attemptMemoryMs) kept += 1;
      else kv.delete(key);
    }
    if (kept > 0) this.#forgetLater();
  }

  #recent({ key, windowMs }: Limit, now: EpochMs): EpochMs[] {
    return this.#hits(key).filter((at) => Math.abs(now - at) < windowMs);
  }

  #hits(key: string): EpochMs[] {
    return this.#unsaved.get(key) ?? this.ctx.storage.kv.get<EpochMs[]>(key) ?? [];
  }

  #count(key: string, hits: EpochMs[]): void {
    this.#unsaved.set(key, hits);
    if (!this.#isSaving) this.ctx.waitUntil(this.#save());
  }

  async #save(): Promise<void> {
    this.#isSaving = true;
    await scheduler.wait(LIMITS.attemptSaveMs);
    this.#isSaving = false;
    for (const [key, hits] of this.#unsaved) this.ctx.storage.kv.put(key, hits);
    this.#unsaved.clear();
    this.#forgetLater();
  }

  /** Attempts that keep coming must not put it off. */
  #forgetLater(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    this.ctx.storage.setAlarm(Date.now() + LIMITS.attemptMemoryMs);
  }
}

/** Exact counts of attempts in a sliding window, for limits that must hold across isolates. One object per subject. */
import { DurableObject } from "cloudflare:workers";
import type { EpochMs } from "../domain/time";

interface Limit {
  /** What is counted, within this object. */
  key: string;
  max: number;
  windowMs: number;
}

export type HitOutcome = { isAllowed: true } | { isAllowed: false; retryAfterMs: number };

export class AttemptCounter extends DurableObject<Env> {
  /** Counts one attempt under every key, or under none when one of them is used up. Synchronous, hence exact. */
  hit(limits: Limit[], now: EpochMs): HitOutcome {
    const windows = limits.map((limit) => ({ limit, hits: this.#recent(limit, now) }));
    const waits = windows
      .filter(({ limit, hits }) => hits.length >= limit.max)
      .map(({ limit, hits }) => Math.min(...hits.slice(-limit.max)) + limit.windowMs - now);
    if (waits.length > 0) return { isAllowed: false, retryAfterMs: Math.max(1, ...waits) };
    for (const { limit, hits } of windows) this.ctx.storage.kv.put(limit.key, [...hits, now]);
    this.#forgetLater(Math.max(...limits.map(({ windowMs }) => windowMs)));
    return { isAllowed: true };
  }

  /** Takes back one attempt that turned out to be none. */
  refund(keys: string[], at: EpochMs): void {
    for (const key of keys) {
      const hits = this.ctx.storage.kv.get<EpochMs[]>(key) ?? [];
      const index = hits.lastIndexOf(at);
      if (index >= 0) this.ctx.storage.kv.put(key, hits.toSpliced(index, 1));
    }
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  #recent({ key, windowMs }: Limit, now: EpochMs): EpochMs[] {
    const hits = this.ctx.storage.kv.get<EpochMs[]>(key) ?? [];
    return hits.filter((at) => Math.abs(now - at) < windowMs);
  }

  /** Each attempt moves the alarm on: the object empties itself once nothing was counted for a whole window. */
  #forgetLater(windowMs: number): void {
    this.ctx.storage.setAlarm(Date.now() + windowMs);
  }
}

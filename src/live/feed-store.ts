/**
 * What a feed keeps for when it wakes: the view that its sockets know, the tickets that were used, and until when it stands
 * among the followed ones. Synchronous.
 */
import type { EpochMs } from "../domain/time";
import type { FeedView, Fields } from "./feed-view";

export interface Shown extends FeedView {
  revision: number;
}

const VIEW = "view";
const ENTRY = "entry:";
const NONCE = "nonce:";
const NOTED = "noted-until";

export class FeedStore {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  shown(): Shown | null {
    const view = this.#kv.get<Pick<Shown, "revision" | "fields">>(VIEW);
    return view ? { ...view, entries: this.#entries() } : null;
  }

  /** Belongs in one transaction. */
  show({ revision, fields, entries }: Shown, before: Shown | null): void {
    for (const id of (before?.entries ?? this.#entries()).keys()) if (!entries.has(id)) this.#kv.delete(ENTRY + id);
    for (const [id, entry] of entries) {
      if (JSON.stringify(before?.entries.get(id)) !== JSON.stringify(entry)) this.#kv.put(ENTRY + id, entry);
    }
    this.#kv.put(VIEW, { revision, fields });
  }

  /** False when the ticket was used before. */
  useNonce(nonce: string, expiresAt: EpochMs, now: EpochMs): boolean {
    for (const [key, expiry] of this.#nonces()) if (expiry <= now) this.#kv.delete(key);
    if (this.#kv.get(NONCE + nonce) !== undefined) return false;
    this.#kv.put(NONCE + nonce, expiresAt);
    return true;
  }

  /** When the last of the used tickets is worth nothing any more, 0 where none was used. */
  lastNonceExpiry(): EpochMs {
    return Math.max(0, ...this.#nonces().map(([, expiry]) => expiry));
  }

  notedUntil(): EpochMs {
    return this.#kv.get<EpochMs>(NOTED) ?? 0;
  }

  noteUntil(at: EpochMs): void {
    this.#kv.put(NOTED, at);
  }

  #nonces(): [string, EpochMs][] {
    return [...this.#kv.list<EpochMs>({ prefix: NONCE })];
  }

  #entries(): Map<string, Fields> {
    return new Map(
      Array.from(this.#kv.list<Fields>({ prefix: ENTRY }), ([key, entry]) => [key.slice(ENTRY.length), entry]),
    );
  }
}

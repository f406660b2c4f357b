/** What only some callers may read, and whether an answer shows it to others. */
import type { Caller } from "./callers.ts";
import type { Operation } from "./description.ts";

export interface Secret {
  what: string;
  /** Its business may read it. */
  businessId: string;
  /** Customers who may read it. */
  customers: readonly string[];
  /** Whether it stands where anyone may look: on a business's public page and among bookable slots. */
  isPublic: boolean;
}

const PUBLIC_PAGES = /^GET \/(public\/locations|available-slots)\//;
/** Ids, codes and markers are words of these characters, which no answer glues to others. */
const WORD = /[\w-]{6,}/g;

export class Ledger {
  readonly #secrets = new Map<string, Secret>();

  get size(): number {
    return this.#secrets.size;
  }

  /** The first entry stands: what a later answer says of an owner proves nothing. */
  add(word: string, secret: Secret): void {
    if (!new RegExp(`^${WORD.source}$`).test(word)) throw new Error(`"${word}" would not be found in an answer`);
    if (!this.#secrets.has(word)) this.#secrets.set(word, secret);
  }

  /** Secrets in an answer that its caller may not read and did not send. */
  leaks(caller: Caller, operation: Operation | undefined, sent: string, answered: string): string[] {
    if (caller.role === "admin") return [];
    const found = new Set<string>();
    for (const [word] of answered.matchAll(WORD)) {
      const secret = this.#secrets.get(word);
      if (secret && !mayRead(caller, operation, secret) && !sent.includes(word)) found.add(`${secret.what} (${word})`);
    }
    return [...found];
  }
}

function mayRead(caller: Caller, operation: Operation | undefined, secret: Secret): boolean {
  if (secret.isPublic && operation && PUBLIC_PAGES.test(operation.name)) return true;
  if (caller.role === "provider") return caller.businessId === secret.businessId;
  return caller.role !== null && secret.customers.includes(caller.id);
}

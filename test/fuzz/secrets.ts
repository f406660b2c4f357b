/** What only some callers may read, and whether an answer shows it to others, or the server's log to anybody. */
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
  /** Whether it must stay out of logs: what people are called and reached by, what they write, and what opens doors. */
  isPersonal?: boolean;
}

const PUBLIC_PAGES = /^GET \/(public\/locations|available-slots|live\/slots)\//;
/** Ids, codes and markers are words of these characters, which no answer glues to others; so are addresses of IPv4. */
const WORD = /\d{1,3}(?:\.\d{1,3}){3}|[\w-]{6,}/g;

export class Ledger {
  readonly #secrets = new Map<string, Secret>();

  get size(): number {
    return this.#secrets.size;
  }

  /** The first entry stands: what a later answer says of an owner proves nothing. */
  add(word: string, secret: Secret): void {
    if (!new RegExp(`^(?:${WORD.source})$`).test(word)) throw new Error(`"${word}" would not be found in an answer`);
    if (!this.#secrets.has(word)) this.#secrets.set(word, secret);
  }

  /** What no log may hold. */
  get personal(): string[] {
    return [...this.#secrets].flatMap(([word, { isPersonal }]) => (isPersonal ? [word] : []));
  }

  /** A word of this kind that the caller may not read. */
  foreignTo(caller: Caller, what: string): string {
    for (const [word, secret] of this.#secrets) {
      if (secret.what === what && !mayRead(caller, undefined, secret)) return word;
    }
    throw new Error(`Every ${what} belongs to ${caller.id}`);
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

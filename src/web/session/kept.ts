/**
 * What pages keep on this device to show it without a network: a customer's codes, a counter's day. Each is somebody's, a
 * user's or a business's, and goes when they sign out or another signs in, and once it is over.
 */
const PREFIX = "kept.";

interface Kept {
  owner: string;
  value: unknown;
  /** From this instant on it is over. */
  until: number;
}

/** Null when nothing is kept, or only of another. */
export function readKept<T>(name: string, owner: string | null | undefined): T | null {
  const kept = read(PREFIX + name);
  return kept && kept.owner === owner ? (kept.value as T) : null;
}

/** For a tab without a session: what is kept of whoever was here last and did not sign out. */
export const readLastKept = <T>(name: string): T | null => (read(PREFIX + name)?.value as T | undefined) ?? null;

export function writeKept(name: string, owner: string, value: unknown, until: number): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ owner, value, until } satisfies Kept));
  } catch {
    // A full or forbidden store: the page works all the same, but only online.
  }
}

export const dropKept = (name: string): void => localStorage.removeItem(PREFIX + name);

/** Everything that is kept of others than these. */
export function forgetKept(owners: readonly string[] = []): void {
  for (const place of places()) {
    if (!owners.includes(read(place)?.owner ?? "")) localStorage.removeItem(place);
  }
}

/** What is over goes, whoever's it is. Call when a page opens. */
export function sweepKept(): void {
  for (const place of places()) if (!read(place)) localStorage.removeItem(place);
}

const places = (): string[] => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

/** Null when there is nothing, or it is over. */
function read(place: string): Kept | null {
  const text = localStorage.getItem(place);
  const kept: Kept | null = text ? JSON.parse(text) : null;
  return kept && Date.now() < kept.until ? kept : null;
}

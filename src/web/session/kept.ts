/** What a user's pages keep on this device to show it without a network. It goes when they sign out, or somebody else signs in. */
const KEY = "kept";

export interface Kept {
  userId: string;
  value: unknown;
}

export function readKept(): Kept | null {
  const text = localStorage.getItem(KEY);
  return text ? JSON.parse(text) : null;
}

export function writeKept(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the page works all the same, but only online.
  }
}

export const forgetKept = (): void => localStorage.removeItem(KEY);

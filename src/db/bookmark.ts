/**
 * D1's bookmarks. Each names a state of the database, and as texts they sort from old to new (Cloudflare's glossary of D1);
 * nothing else is known of their form.
 */
import { LIMITS } from "../config";

export type Bookmark = string;

/** Null for what cannot be a bookmark. */
export function parseBookmark(text: string): Bookmark | null {
  const isOne = text.length <= LIMITS.bookmarkLength && /^[\w.:+/=-]+$/.test(text);
  return isOne && !isConstraint(text) ? text : null;
}

/** `withSession` takes these words in a bookmark's place. */
const isConstraint = (text: string): boolean => text.startsWith("first-");

/** Whether the one names a state that the other does not reach. */
export const isNewer = (one: Bookmark | null, other: Bookmark | null): boolean =>
  one !== null && (other === null || one > other);

/** Null when none of them is known. */
export const newestOf = (...bookmarks: (Bookmark | null | undefined)[]): Bookmark | null =>
  bookmarks.reduce<Bookmark | null>((newest, one = null) => (isNewer(one, newest) ? one : newest), null);

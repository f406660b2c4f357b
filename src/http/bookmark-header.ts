/** `x-d1-bookmark`: what a caller has seen of D1, and with the answer what they have seen by now. */
import { LIMITS } from "../config";
import { type Bookmark, parseBookmark } from "../db/bookmark";
import { invalid } from "../domain/refusal";
import { RefusalError } from "./errors";

export const BOOKMARK_HEADER = "x-d1-bookmark";

/**
 * Null where none is shown, or an empty one, as from an answer that had none. Throws a refusal of a malformed one: whoever
 * sends it counts on what it promises.
 */
export function shownBookmark(header: string | undefined): Bookmark | null {
  if (!header) return null;
  const bookmark = parseBookmark(header);
  if (bookmark !== null) return bookmark;
  const rule = `Must be a bookmark of an earlier answer, of at most ${LIMITS.bookmarkLength} characters`;
  throw new RefusalError(invalid(BOOKMARK_HEADER, rule));
}

/**
 * What this tab has seen of the service's database. Sent with the next call, so that no answer shows less than one before
 * it, wherever in the world it is read. They sort as texts, from old to new: answers may overtake each other.
 */
export const BOOKMARK_HEADER = "x-d1-bookmark";

const KEY = "bookmark";

export const bookmark = (): string | null => sessionStorage.getItem(KEY);

export function noteBookmark(seen: string | null): void {
  if (seen !== null && seen > (bookmark() ?? "")) sessionStorage.setItem(KEY, seen);
}

export const forgetBookmark = (): void => sessionStorage.removeItem(KEY);

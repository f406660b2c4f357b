/** What one request, or one run of a job, asks D1 through. */
import { type Bookmark, newestOf } from "./bookmark";
import { type Database, openSession, type Session } from "./client";

export interface Sessions {
  /** The newest state that the caller says to have seen, true or not. */
  readonly shown: Bookmark | null;
  /** Starts at the primary: for what decides, and for what is written. */
  readonly primary: Database;
  /** May be served by a replica, though never by one behind what the caller has seen: for what is only shown. */
  readonly replica: Database;
  /** Takes note of a state that another session reached on the caller's behalf. */
  noteBookmark(bookmark: Bookmark | null | undefined): void;
  /** The newest state that D1 itself told of, whatever the caller shows; null when it was not asked. */
  reached(): Bookmark | null;
  /** What the caller has seen once it is answered; null when nothing was asked of D1. */
  seen(): Bookmark | null;
}

export function openSessions(d1: D1Database, shown: Bookmark | null = null): Sessions {
  let primary: Session | undefined;
  let replica: Session | undefined;
  let noted: Bookmark | null = null;
  const reached = () => newestOf(noted, primary?.bookmark());
  return {
    shown,
    get primary() {
      primary ??= openSession(d1, "first-primary");
      return primary.db;
    },
    get replica() {
      replica ??= openSession(d1, newestOf(shown, noted) ?? "first-unconstrained");
      return replica.db;
    },
    noteBookmark(bookmark) {
      noted = newestOf(noted, bookmark);
    },
    reached,
    seen: () => newestOf(reached(), replica?.bookmark()),
  };
}

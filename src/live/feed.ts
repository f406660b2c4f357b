/** Which feed: one object each for a listing's day and for a business's day. */
import type { LocalDate } from "../domain/time";
import type { FeedKind } from "../domain/vocabulary";

export interface Feed {
  kind: FeedKind;
  /** The listing or the business. */
  subject: string;
  date: LocalDate;
}

/** The name of a feed's object within its class. A date is always 10 characters, an id may be any. */
export const nameOf = ({ subject, date }: Omit<Feed, "kind">): string => `${date}|${subject}`;

export const parseName = (name: string): Omit<Feed, "kind"> => ({ date: name.slice(0, 10), subject: name.slice(11) });

export const isSameFeed = (a: Feed, b: Feed): boolean => a.kind === b.kind && nameOf(a) === nameOf(b);

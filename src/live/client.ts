/** The way to a feed's object: by its name, with a fresh stub for each call. */
import type { LocalDate } from "../domain/time";
import { type Feed, nameOf } from "./feed";
import { type Pass, upgradeWith } from "./pass";

const stubOf = (env: Env, feed: Feed) =>
  feed.kind === "slots" ? env.SLOT_FEED.getByName(nameOf(feed)) : env.BOARD_FEED.getByName(nameOf(feed));

/** 101 with the socket, 401 when the ticket was used before, 429 when the feed is full. */
export const joinFeed = (env: Env, feed: Feed, pass: Pass): Promise<Response> =>
  stubOf(env, feed).fetch("https://feed/", upgradeWith(pass));

/** Has a feed look again: what it shows may have changed. */
export const tellFeed = async (env: Env, feed: Feed): Promise<void> => stubOf(env, feed).changed();

/** Has a listing's feeds look again: what can be booked on these days may have changed. */
export async function tellSlots(env: Env, foodListingId: string, dates: LocalDate[]): Promise<void> {
  await Promise.all(dates.map((date) => tellFeed(env, { kind: "slots", subject: foodListingId, date })));
}

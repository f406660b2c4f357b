/** The way to a feed's object: by its name, with a fresh stub for each call. */
import type { LocalDate } from "../domain/time";
import { type Feed, nameOf } from "./feed";
import { type Pass, upgradeWith } from "./pass";

const stubOf = (env: Env, feed: Feed) =>
  feed.kind === "slots" ? env.SLOT_FEED.getByName(nameOf(feed)) : env.BOARD_FEED.getByName(nameOf(feed));

/** 101 with the socket, 401 when the ticket was used before, 429 when the feed is full. */
export const joinFeed = (env: Env, feed: Feed, pass: Pass): Promise<Response> =>
  stubOf(env, feed).fetch("https://feed/", upgradeWith(pass));

/** Has a listing's feeds look again: what can be booked on these days may have changed. */
export async function tellSlots(env: Env, foodListingId: string, dates: LocalDate[]): Promise<void> {
  await Promise.all(dates.map((date) => stubOf(env, { kind: "slots", subject: foodListingId, date }).changed()));
}

export async function tellBoard(env: Env, businessId: string, date: LocalDate): Promise<void> {
  await stubOf(env, { kind: "board", subject: businessId, date }).changed();
}

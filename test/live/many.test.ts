import { expect, it, vi } from "vitest";
import { applyMessage, type FeedState, type Step } from "../../src/web/live/feed-state";
import { get } from "../support/api";
import {
  areConsecutive,
  DAY,
  type Follower,
  followBoard,
  followSlots,
  join,
  makeLiveWorld,
  realNow,
  slotsTicket,
  visitor,
} from "../support/live";
import { book, cancel, makeOrders, slotsOf, type World } from "../support/world";

const FOLLOWERS = 200;
const CHANGES = 100;

/** What a page would show after every message. */
function shownBy({ messages }: Follower): object | undefined {
  let state: FeedState<object> | null = null;
  for (const message of messages) {
    const step: Step<object> = applyMessage(state, JSON.stringify(message));
    expect(step.kind).toBe("shown");
    if (step.kind === "shown") state = step.state;
  }
  return state?.view;
}

async function viewsOf(world: World): Promise<{ slots: object; board: object }> {
  const slots = await get(`live/slots/?food_listing_id=${world.listingId}&date=${DAY}`, { as: visitor() });
  const board = await get(`live/board/?date=${DAY}`, { as: world.provider });
  return { slots: slots.body, board: board.body };
}

it(`${FOLLOWERS} followers of one listing hear ${CHANGES} changes, each once and in order`, async () => {
  const world = await makeLiveWorld();
  const urls = await Promise.all(Array.from({ length: FOLLOWERS }, () => slotsTicket(world)));
  const followers = await Promise.all(urls.map(join));
  const board = await followBoard(world);
  const [first] = followers;
  const [slot] = await slotsOf(world, DAY, realNow());
  if (!first || !slot) throw new Error("nobody follows");
  // A new customer for each pair of changes: one may try to book 10 times a minute.
  for (const [pair, order] of (await makeOrders(world, CHANGES / 2)).entries()) {
    const change = 2 * pair + 1;
    const booked = await book(world, slot.id, order, { date: DAY, now: realNow() });
    expect(booked.status).toBe(201);
    await vi.waitFor(() => expect(first.messages).toHaveLength(1 + change), { interval: 5, timeout: 5_000 });
    expect((await cancel(booked.body.pickup.id, order.customer, undefined, realNow())).status).toBe(200);
    await vi.waitFor(() => expect(first.messages).toHaveLength(2 + change), { interval: 5, timeout: 5_000 });
  }
  for (const follower of followers) {
    await vi.waitFor(() => expect(follower.messages).toHaveLength(1 + CHANGES), 5_000);
    expect(areConsecutive(follower)).toBe(true);
    expect(follower.messages.slice(1)).toEqual(first.messages.slice(1));
  }
  const spots = first.messages.slice(1).map(({ changed }) => changed[0].available_spots);
  expect(spots).toEqual(Array.from({ length: CHANGES }, (_, index) => (index % 2 === 0 ? 4 : 5)));
  const views = await viewsOf(world);
  expect(shownBy(first)).toEqual(views.slots);
  await vi.waitFor(() => expect(shownBy(board)).toEqual(views.board), 5_000);
});

it("a burst of bookings leaves everybody with the final state, and no revision goes back", async () => {
  const world = await makeLiveWorld({ maxOrders: 15 });
  const slots = await Promise.all(Array.from({ length: 10 }, () => followSlots(world)));
  const boards = await Promise.all(Array.from({ length: 10 }, () => followBoard(world)));
  const orders = await makeOrders(world, 40);
  const offered = await slotsOf(world, DAY, realNow());
  const arriving = Array.from({ length: 5 }, () => followBoard(world));
  const answers = await Promise.all(
    orders.map((order, index) => book(world, offered[index % 2]?.id ?? "", order, { date: DAY, now: realNow() })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
  boards.push(...(await Promise.all(arriving)));
  const views = await viewsOf(world);
  for (const follower of slots) await vi.waitFor(() => expect(shownBy(follower)).toEqual(views.slots), 5_000);
  for (const follower of boards) await vi.waitFor(() => expect(shownBy(follower)).toEqual(views.board), 5_000);
  for (const follower of [...slots, ...boards]) {
    expect(areConsecutive(follower)).toBe(true);
    expect(follower.messages.length).toBeLessThan(30); // shared reads: not one message for each booking
  }
});

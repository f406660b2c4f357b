import { LIMITS } from "../config";
import type { CallBudget } from "../operations/call-budget";
import type { Tally } from "./task";

/** How items are found after a place in their list, worked on, and where the last of them leaves off. */
export interface Steps<T, C> {
  find: (page: { after: C; limit: number }) => Promise<T[]>;
  work: (items: T[]) => Promise<Tally>;
  cursorOf: (item: T) => C;
}

/** Where `rest` is not null the budget ended before the items did, and the work goes on after it. */
export interface Worked<C> extends Tally {
  rest: C | null;
}

/** Works through items that take a call each, a page at a time, while the budget lasts. */
export async function workThrough<T, C>(budget: CallBudget, start: C, steps: Steps<T, C>): Promise<Worked<C>> {
  const { find, work, cursorOf } = steps;
  let [rows, failures] = [0, 0];
  for (let after = start; ; ) {
    const limit = Math.min(LIMITS.jobBatch, budget.left);
    if (limit === 0) return { rows, failures, rest: after };
    const items = await find({ after, limit });
    budget.left -= items.length;
    const done = await work(items);
    rows += done.rows;
    failures += done.failures;
    const last = items.at(-1);
    if (last === undefined || items.length < limit) return { rows, failures, rest: null };
    after = cursorOf(last);
  }
}

/** Works through all items, a page at a time: for those that take no calls of their own. */
export async function workThroughAll<T, C>(start: C, steps: Steps<T, C>): Promise<Tally> {
  const { rows, failures } = await workThrough({ left: Number.POSITIVE_INFINITY }, start, steps);
  return { rows, failures };
}

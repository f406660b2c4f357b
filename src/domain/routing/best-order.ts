/** Iterated local search: a local optimum is disturbed and improved again and again, and the better one is kept. */
import { drawsFrom } from "../seeded-draws";
import { exactOrder } from "./exact-order";
import { LocalSearch } from "./local-search";
import { nearestNeighbours, placesOf } from "./nearest-neighbours";
import { type Move, Sequence } from "./sequence";
import { compareCosts, type TourCost } from "./tour-cost";
import type { TourProblem } from "./tour-problem";

/** So many are tried out in a few milliseconds, even if all of them are late. */
const EXACT_STOPS = 8;
const LONGEST_STRETCH = 50;
/** Disturbances without gain, for each stop, after which the search sets out anew from any order. */
const IDLE_PER_STOP = 10;
/** With windows, what moves far comes late. */
const LONGEST_TIMED_STRETCH = 8;

export interface Search {
  seed: number;
  /** Moves to weigh. */
  effort: number;
}

interface Settled {
  order: number[];
  cost: TourCost;
}

export function bestOrder(problem: TourProblem, { seed, effort }: Search): number[] {
  const first = nearestNeighbours(problem, placesOf(problem), 0);
  return problem.size <= EXACT_STOPS ? exactOrder(problem, first) : searchOrder(problem, first, { seed, effort });
}

export function searchOrder(problem: TourProblem, first: readonly number[], { seed, effort }: Search): number[] {
  const random = drawsFrom(seed);
  const sequence = new Sequence(problem, first);
  const search = new LocalSearch(problem, sequence, effort);
  const longest = problem.hasWindows ? LONGEST_TIMED_STRETCH : LONGEST_STRETCH;
  const settle = (order: readonly number[]): Settled => {
    for (const place of order) search.wake(place);
    search.run();
    return { order: sequence.toOrder(), cost: sequence.cost };
  };
  let current = settle(first);
  let best = current;
  for (let idle = 0; !search.isSpent; idle += 1) {
    if (idle > IDLE_PER_STOP * problem.size) {
      idle = 0;
      sequence.restore(shuffle(first, random));
      current = settle(first);
    }
    search.make(disturbance(problem.size, longest, random));
    search.run();
    const gain = compareCosts(sequence.cost, current.cost);
    if (gain < 0) idle = 0;
    if (gain <= 0) current = { order: sequence.toOrder(), cost: sequence.cost };
    else sequence.restore(current.order);
    if (compareCosts(current.cost, best.cost) < 0) best = current;
  }
  return best.order;
}

function shuffle(order: readonly number[], random: () => number): number[] {
  return order
    .map((place) => ({ place, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ place }) => place);
}

/** Two neighbouring stretches change places as they are, which neither 2-opt nor Or-opt easily undoes. */
function disturbance(size: number, longest: number, random: () => number): Move {
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const from = upTo(size - 1);
  const middle = from - 1 + upTo(Math.min(longest, size - from));
  const to = middle + upTo(Math.min(longest, size - middle));
  return { from, middle, to, turnsFirst: false, turnsSecond: false };
}

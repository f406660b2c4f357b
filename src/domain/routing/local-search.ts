/** 2-opt and Or-opt over neighbour lists: makes every improving move until none is left around the places that changed. */
import { neighboursOf } from "./neighbours";
import type { Move, Sequence } from "./sequence";
import type { TourProblem } from "./tour-problem";

const LONGEST_SEGMENT = 3;
const NEIGHBOURS = 10;

export class LocalSearch {
  readonly #problem: TourProblem;
  readonly #neighbours: readonly Int32Array[];
  readonly #sequence: Sequence;
  readonly #effort: number;
  readonly #queue: number[] = [];
  readonly #isQueued: Uint8Array;

  /** `effort` is how many moves may be weighed in all. */
  constructor(problem: TourProblem, sequence: Sequence, effort: number) {
    this.#problem = problem;
    this.#sequence = sequence;
    this.#neighbours = neighboursOf(problem, NEIGHBOURS);
    this.#effort = effort;
    this.#isQueued = new Uint8Array(problem.size + 1);
  }

  get isSpent(): boolean {
    return this.#sequence.effort >= this.#effort;
  }

  /** Notes a place as worth another look. */
  wake(place: number): void {
    if (place === 0 || this.#isQueued[place]) return;
    this.#isQueued[place] = 1;
    this.#queue.push(place);
  }

  /** Makes a move whatever it costs, and wakes the places at its joints. */
  make(move: Move): void {
    const { from, middle, to } = move;
    this.#sequence.apply(move);
    const turn = from + to - middle;
    for (const position of [from - 1, from, turn - 1, turn, to, to + 1]) this.wake(this.#sequence.at(position));
  }

  run(): void {
    for (let place = this.#queue.pop(); place !== undefined; place = this.#queue.pop()) {
      this.#isQueued[place] = 0;
      while (!this.isSpent && this.#improveAt(place));
    }
  }

  #improveAt(place: number): boolean {
    const problem = this.#problem;
    const position = this.#sequence.positionOf(place);
    const [before, after] = [this.#sequence.at(position - 1), this.#sequence.at(position + 1)];
    const reach = Math.max(problem.distance(before, place), problem.distance(place, after));
    for (const other of this.#neighbours[place] ?? []) {
      const near = Math.min(problem.distance(place, other), problem.distance(other, place));
      // A shorter tour has a place that gets nearer to one of its two neighbours.
      if (!this.#sequence.isLate && near > reach) continue;
      const there = this.#sequence.positionOf(other);
      if (this.#turnBetween(position, there) || this.#carry(position, there)) return true;
    }
    return false;
  }

  #isMade(move: Move): boolean {
    if (!this.#sequence.isImprovedBy(move)) return false;
    this.make(move);
    return true;
  }

  /** 2-opt: brings two places together by turning round what lies between them. */
  #turnBetween(one: number, other: number): boolean {
    const [low, high] = one < other ? [one, other] : [other, one];
    return this.#isMade(turn(low + 1, high)) || this.#isMade(turn(low, high - 1));
  }

  /** Or-opt: carries a segment that begins or ends at one place next to the other, either way round. */
  #carry(position: number, there: number): boolean {
    for (let length = 1; length <= LONGEST_SEGMENT; length += 1) {
      if (this.#carrySegment(position, position + length - 1, there, true)) return true;
      if (length > 1 && this.#carrySegment(position - length + 1, position, there, false)) return true;
    }
    return false;
  }

  #carrySegment(first: number, last: number, there: number, isHead: boolean): boolean {
    if (first < 1 || last > this.#problem.size || (there >= first && there <= last)) return false;
    if (there > last) {
      const move = { from: first, middle: last, turnsSecond: false };
      return (
        this.#isMade({ ...move, to: there, turnsFirst: !isHead }) ||
        (there - 1 > last && this.#isMade({ ...move, to: there - 1, turnsFirst: isHead }))
      );
    }
    const move = { middle: first - 1, to: last, turnsFirst: false };
    return (
      this.#isMade({ ...move, from: there, turnsSecond: isHead }) ||
      (there + 1 < first && this.#isMade({ ...move, from: there + 1, turnsSecond: !isHead }))
    );
  }
}

const turn = (from: number, to: number): Move => ({
  from,
  middle: from - 1,
  to,
  turnsFirst: false,
  turnsSecond: true,
});

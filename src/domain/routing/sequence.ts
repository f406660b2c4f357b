/**
 * An order of stops under search. It keeps sums along the way, forwards and backwards, so that the way after a move is
 * known at once; times are walked only from where the move begins to where they are as before.
 */
import type { TourCost } from "./tour-cost";
import type { TourProblem } from "./tour-problem";

/**
 * The neighbouring stretches of positions `from`..`middle` and `middle + 1`..`to` change places, each turned round if
 * so said. The first may be empty (`middle` is `from - 1`): then the second is only turned round.
 */
export interface Move {
  from: number;
  middle: number;
  to: number;
  turnsFirst: boolean;
  turnsSecond: boolean;
}

/** What it costs to walk the times of one position, a move without windows being 1. */
const WALKED_EFFORT = 1 / 8;

export class Sequence {
  readonly #problem: TourProblem;
  /** Places by position, with place 0 before the first and after the last. */
  readonly #order: Int32Array;
  readonly #positions: Int32Array;
  readonly #forwards: Float64Array;
  readonly #backwards: Float64Array;
  /** By position: when it is reached and left, and the lateness up to it and from it on. */
  readonly #arrivals: Float64Array;
  readonly #leaves: Float64Array;
  readonly #lateUpTo: Float64Array;
  readonly #lateFrom: Float64Array;
  /** The latest arrival that makes no position from there on late. */
  readonly #slack: Float64Array;
  readonly #scratch: Int32Array;
  #cost: TourCost;
  #effort = 0;

  constructor(problem: TourProblem, order: readonly number[]) {
    const positions = problem.size + 2;
    this.#problem = problem;
    this.#order = new Int32Array(positions);
    this.#positions = new Int32Array(positions);
    this.#scratch = new Int32Array(positions);
    this.#forwards = new Float64Array(positions);
    this.#backwards = new Float64Array(positions);
    this.#arrivals = new Float64Array(positions);
    this.#leaves = new Float64Array(positions);
    this.#lateUpTo = new Float64Array(positions);
    this.#lateFrom = new Float64Array(positions);
    this.#slack = new Float64Array(positions);
    this.#order.set(order, 1);
    this.#cost = this.#sumUp(1, problem.size);
  }

  get cost(): TourCost {
    return this.#cost;
  }

  /** Moves weighed so far. */
  get effort(): number {
    return this.#effort;
  }

  get isLate(): boolean {
    return this.#cost.latenessMs > 0;
  }

  toOrder(): number[] {
    return [...this.#order.subarray(1, -1)];
  }

  at(position: number): number {
    return this.#order[position] ?? 0;
  }

  positionOf(place: number): number {
    return this.#positions[place] ?? 0;
  }

  restore(order: readonly number[]): void {
    this.#order.set(order, 1);
    this.#cost = this.#sumUp(1, this.#problem.size);
  }

  apply(move: Move): void {
    this.#lay(move);
    this.#order.set(this.#scratch.subarray(move.from, move.to + 1), move.from);
    this.#cost = this.#sumUp(move.from, move.to);
  }

  isImprovedBy(move: Move): boolean {
    this.#effort += 1;
    const longer = this.#extraDistance(move);
    if (!this.#problem.hasWindows) return longer < 0;
    if (!this.isLate && longer > 0) return false;
    this.#lay(move);
    return this.#isBetterInTime(move, longer);
  }

  /** Millimetres that a move makes the way longer. */
  #extraDistance({ from, middle, to, turnsFirst, turnsSecond }: Move): number {
    const problem = this.#problem;
    const [before, after] = [this.at(from - 1), this.at(to + 1)];
    const second = this.#along(middle + 1, to, turnsSecond);
    const [head, tail] = turnsSecond ? [this.at(to), this.at(middle + 1)] : [this.at(middle + 1), this.at(to)];
    const old = this.#along(from - 1, to + 1, false);
    if (middle < from) return problem.distance(before, head) + second + problem.distance(tail, after) - old;
    const first = this.#along(from, middle, turnsFirst);
    const [next, last] = turnsFirst ? [this.at(middle), this.at(from)] : [this.at(from), this.at(middle)];
    const joints = problem.distance(before, head) + problem.distance(tail, next) + problem.distance(last, after);
    return joints + first + second - old;
  }

  #along(from: number, to: number, isTurned: boolean): number {
    const sums = isTurned ? this.#backwards : this.#forwards;
    return (sums[to] ?? 0) - (sums[from] ?? 0);
  }

  /** Writes what a move makes of its positions into the scratch. */
  #lay({ from, middle, to, turnsFirst, turnsSecond }: Move): void {
    let next = from;
    for (let i = middle + 1; i <= to; i += 1) this.#scratch[next++] = this.at(turnsSecond ? to + middle + 1 - i : i);
    for (let i = from; i <= middle; i += 1) this.#scratch[next++] = this.at(turnsFirst ? middle + from - i : i);
  }

  #isBetterInTime({ from, to }: Move, longer: number): boolean {
    const problem = this.#problem;
    const limit = this.#cost.latenessMs;
    let at = this.at(from - 1);
    let clock = this.#leaves[from - 1] ?? 0;
    let late = this.#lateUpTo[from - 1] ?? 0;
    for (let position = from; position <= problem.size + 1; position += 1) {
      this.#effort += WALKED_EFFORT;
      const place = position <= to ? (this.#scratch[position] ?? 0) : this.at(position);
      const arrival = clock + problem.duration(at, place);
      if (position > to) {
        const usual = this.#arrivals[position] ?? 0;
        if (arrival === usual) return isLess(late + (this.#lateFrom[position] ?? 0) - limit, longer, 0);
        // Later than before, it will be as late as before at least.
        if (arrival > usual && late + (this.#lateFrom[position] ?? 0) > limit) return false;
        if (longer !== 0 && arrival <= (this.#slack[position] ?? 0)) return isLess(late - limit, longer, 0);
      }
      const start = Math.max(arrival, problem.opens(place));
      late += Math.max(0, start - problem.closes(place));
      if (late > limit) return false;
      clock = start + problem.service(place);
      at = place;
    }
    return isLess(late - limit, longer, clock - this.#cost.endMs);
  }

  /** Brings the sums up to date after positions `from` to `to` have changed. */
  #sumUp(from: number, to: number): TourCost {
    const problem = this.#problem;
    const end = problem.size + 1;
    for (let i = from; i <= to; i += 1) this.#positions[this.at(i)] = i;
    for (let i = from; i <= end; i += 1) {
      const [before, place] = [this.at(i - 1), this.at(i)];
      this.#forwards[i] = (this.#forwards[i - 1] ?? 0) + problem.distance(before, place);
      this.#backwards[i] = (this.#backwards[i - 1] ?? 0) + problem.distance(place, before);
    }
    const distanceMm = this.#forwards[end] ?? 0;
    if (!problem.hasWindows) return { latenessMs: 0, distanceMm, endMs: 0 };
    for (let i = from; i <= end; i += 1) this.#clock(i);
    for (let i = end; i >= 1; i -= 1) this.#look(i);
    return { latenessMs: this.#lateUpTo[end] ?? 0, distanceMm, endMs: this.#leaves[end] ?? 0 };
  }

  #clock(position: number): void {
    const problem = this.#problem;
    const place = this.at(position);
    const arrival = (this.#leaves[position - 1] ?? 0) + problem.duration(this.at(position - 1), place);
    const start = Math.max(arrival, problem.opens(place));
    this.#arrivals[position] = arrival;
    this.#leaves[position] = start + problem.service(place);
    this.#lateUpTo[position] = (this.#lateUpTo[position - 1] ?? 0) + Math.max(0, start - problem.closes(place));
  }

  /** What lies ahead from a position on. */
  #look(position: number): void {
    const problem = this.#problem;
    const [place, isLast] = [this.at(position), position > problem.size];
    const latestStart = isLast
      ? Infinity
      : (this.#slack[position + 1] ?? 0) - problem.duration(place, this.at(position + 1)) - problem.service(place);
    const latest = Math.min(problem.closes(place), latestStart);
    // Whoever comes before it opens starts when it opens.
    this.#slack[position] = problem.opens(place) > latest ? -Infinity : latest;
    this.#lateFrom[position] = (this.#lateUpTo[problem.size + 1] ?? 0) - (this.#lateUpTo[position - 1] ?? 0);
  }
}

/** Whether three differences, the weightiest first, are an improvement. */
const isLess = (lateness: number, distance: number, end: number): boolean => (lateness || distance || end) < 0;

/**
 * How far demand strays from what is expected. Variance is `own * mean + shared * mean ** 2`: what each pickup adds by
 * itself, and what moves the cells of an hour together (the weather, a level that was misjudged). As both hold for one cell
 * as for many, they hold for any selection of them.
 */
import type { Errors, Pair } from "./back-test";
import type { Dispersion } from "./model";

const sumOf = (pairs: readonly Pair[], term: (pair: Pair) => number): number =>
  pairs.reduce((sum, pair) => sum + term(pair), 0);
const squaredError = ({ expected, actual }: Pair): number => (actual - expected) ** 2;

/** Hours of one cell each have no gap but for rounding. */
const LEAST_GAP = 1e-9;
/** Of all hours together: less is nothing, and would be divided by. */
const LEAST_MEAN = 1e-6;

/**
 * From a back-test's errors. Both parts follow from two sums of squares, of hours and of their cells, since the first part is
 * the same in both. Where they do not fit, pickups are at least Poisson, and the hours, which are asked for most, decide.
 */
export function dispersionOf({ hours, cells }: Errors): Dispersion {
  const mean = sumOf(hours, ({ expected }) => expected);
  if (mean < LEAST_MEAN) return { own: 1, shared: 0 };
  const square = ({ expected }: Pair) => expected ** 2;
  const [ofHours, ofCells] = [sumOf(hours, squaredError), sumOf(cells, squaredError)];
  const [hourSquares, cellSquares] = [sumOf(hours, square), sumOf(cells, square)];
  const gap = hourSquares - cellSquares;
  const shared = gap > LEAST_GAP * hourSquares ? Math.max(0, (ofHours - ofCells) / gap) : 0;
  const own = (ofHours - shared * hourSquares) / mean;
  return own >= 1 ? { own, shared } : { own: 1, shared: Math.max(0, (ofHours - mean) / hourSquares) };
}

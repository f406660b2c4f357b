import { placesOf } from "./nearest-neighbours";
import type { TourProblem } from "./tour-problem";

/** How much waiting counts against being near, as Vidal and others propose for tours with windows (2013). */
const WAITING_WEIGHT = 0.2;

/** For each place, the places it is likely to stand next to in a good tour, the likeliest first. */
export function neighboursOf(problem: TourProblem, count: number): Int32Array[] {
  const places = placesOf(problem);
  const farness = (a: number, b: number) => Math.min(cost(problem, a, b), cost(problem, b, a));
  return [0, ...places].map((place) => {
    if (place === 0) return new Int32Array();
    const others = places.filter((other) => other !== place).map((other) => ({ other, far: farness(place, other) }));
    others.sort((a, b) => a.far - b.far);
    return Int32Array.from(others.slice(0, count), ({ other }) => other);
  });
}

/** Milliseconds that one after the other costs at the least: the way, waiting and lateness. */
function cost(problem: TourProblem, from: number, to: number): number {
  const between = problem.service(from) + problem.duration(from, to);
  const waiting = Math.max(0, problem.opens(to) - between - problem.closes(from));
  const lateness = Math.max(0, problem.opens(from) + between - problem.closes(to));
  return problem.duration(from, to) + WAITING_WEIGHT * waiting + lateness;
}

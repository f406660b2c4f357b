import type { TourProblem } from "./tour-problem";

/** From `from` on, always to the place that is nearest; the first of several. */
export function nearestNeighbours(problem: TourProblem, places: readonly number[], from: number): number[] {
  const rest = [...places];
  const order: number[] = [];
  for (let at = from; rest.length > 0; ) {
    let nearest = 0;
    for (let i = 1; i < rest.length; i += 1) {
      if (problem.distance(at, rest[i] ?? 0) < problem.distance(at, rest[nearest] ?? 0)) nearest = i;
    }
    for (const place of rest.splice(nearest, 1)) {
      order.push(place);
      at = place;
    }
  }
  return order;
}

export const placesOf = ({ size }: TourProblem): number[] => Array.from({ length: size }, (_, n) => n + 1);

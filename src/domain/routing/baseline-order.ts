import { clusterPoints } from "./clusters";
import { nearestNeighbours } from "./nearest-neighbours";
import type { TourRequest } from "./tour";
import type { TourProblem } from "./tour-problem";

const CLUSTERS = 3;
const SEED = 42;

/**
 * The order of contract 9.1: k-means on plain degrees, and cluster after cluster. `problem` holds all stops in the order
 * of the request.
 */
export function baselineOrder(problem: TourProblem, { stops }: Pick<TourRequest, "stops">): number[] {
  const degrees = stops.map(({ latitude, longitude }) => [latitude, longitude]);
  return clusterPoints(degrees, CLUSTERS, SEED).flatMap((members) =>
    nearestFromEarliest(
      problem,
      members.map((member) => member + 1),
    ),
  );
}

/** From the earliest stop always to the nearest. A stop without a window counts as due at departure. */
export function nearestFromEarliest(problem: TourProblem, places: readonly number[]): number[] {
  const earliest = Math.min(...places.map((place) => problem.opens(place)));
  const first = places.find((place) => problem.opens(place) === earliest) ?? 0;
  return [
    first,
    ...nearestNeighbours(
      problem,
      places.filter((place) => place !== first),
      first,
    ),
  ];
}

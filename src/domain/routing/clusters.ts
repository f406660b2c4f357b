import { kmeans } from "ml-kmeans";
import type { Coordinates } from "../coordinates";

const EARTH_RADIUS_KM = 6_371;
/** Until the centres stand still: the library's own tolerance would be hundreds of metres of degrees. */
const TOLERANCE = 1e-12;
const ITERATIONS = 300;
/** Points nearer to each other than a ten-millionth of their unit are one: in degrees, a centimetre. */
const GRID = 1e7;

/**
 * Kilometres from the centre of the Earth. There clusters are round at any latitude, and neither the date line nor a
 * pole parts neighbours, as they would on longitudes scaled by the cosine of the latitude.
 */
export function earthPoint({ latitude, longitude }: Coordinates): number[] {
  const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)].map(
    (share) => share * EARTH_RADIUS_KM,
  );
}

/** Indices of points by k-means, in at most `count` clusters and never more than there are distinct points. */
export function clusterPoints(points: readonly number[][], count: number, seed: number): number[][] {
  const indices = points.map((_, index) => index);
  const rounded = points.map((point) => point.map((value) => Math.round(value * GRID) / GRID));
  const distinct = new Set(rounded.map((point) => point.join())).size;
  const most = Math.min(count, distinct);
  if (most <= 1) return points.length === 0 ? [] : [indices];
  const { clusters } = kmeans(rounded, most, { seed, tolerance: TOLERANCE, maxIterations: ITERATIONS });
  return Array.from({ length: most }, (_, id) => indices.filter((index) => clusters[index] === id)).filter(
    (members) => members.length > 0,
  );
}

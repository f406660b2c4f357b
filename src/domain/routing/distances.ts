import { type Coordinates, geodesicMetres } from "../coordinates";

const METRES_PER_KM = 1_000;

/** Kilometres by road between each two places: the geodesic stretched by a road factor. */
export function roadDistances(places: readonly Coordinates[], roadFactor: number): number[][] {
  const onwards = places.map((from, row) =>
    places.slice(row).map((to) => (geodesicMetres(from, to) * roadFactor) / METRES_PER_KM),
  );
  return places.map((_, row) =>
    places.map((_, column) => onwards[Math.min(row, column)]?.[Math.abs(row - column)] ?? 0),
  );
}

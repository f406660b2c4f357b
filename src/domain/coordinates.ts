import { getDistance, getPreciseDistance } from "geolib";

/** Degrees. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** The geodesic (Vincenty, WGS 84). His formula does not converge between antipodes, where the sphere is close enough. */
export function geodesicMetres(from: Coordinates, to: Coordinates): number {
  const metres = getPreciseDistance(from, to);
  return Number.isFinite(metres) ? metres : getDistance(from, to);
}

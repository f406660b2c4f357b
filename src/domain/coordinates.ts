import { getDistance, getPreciseDistance } from "geolib";

/** Degrees. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** Of a place as it is stored and sent, in decimal text. */
export const coordinatesOf = ({ latitude, longitude }: { latitude: string; longitude: string }): Coordinates => ({
  latitude: Number(latitude),
  longitude: Number(longitude),
});

/** The geodesic (Vincenty, WGS 84). His formula does not converge between antipodes, where the sphere is close enough. */
export function geodesicMetres(from: Coordinates, to: Coordinates): number {
  const metres = getPreciseDistance(from, to);
  return Number.isFinite(metres) ? metres : getDistance(from, to);
}

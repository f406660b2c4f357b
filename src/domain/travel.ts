/** Distance and travel time between two points when no route service answers. */
import { LIMITS } from "../config";
import { type Coordinates, geodesicMetres } from "./coordinates";

export interface Travel {
  metres: number;
  seconds: number;
}

/** The geodesic stretched by a road factor and driven at a steady town speed. */
export function estimateTravel(from: Coordinates, to: Coordinates): Travel {
  const metres = geodesicMetres(from, to) * LIMITS.roadFactor;
  return { metres, seconds: metres / ((LIMITS.townSpeedKmh * 1_000) / 3_600) };
}

export const formatDistance = ({ metres }: Travel): string => `${(metres / 1_000).toFixed(1)} km`;

export function formatTravelTime({ seconds }: Travel): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}

/** How to get to a pickup point: a map link always, distance and time where an origin is known. */
import type { Config } from "../config";
import { type Coordinates, coordinatesOf } from "../domain/coordinates";
import { estimateTravel, formatDistance, formatTravelTime } from "../domain/travel";
import { askGoogle } from "./google";

export interface Directions {
  google_maps_url: string;
  estimated_travel_time: string | null;
  distance: string | null;
}

export async function directionsTo(
  config: Pick<Config, "googleMaps">,
  target: { latitude: string; longitude: string },
  origin: Coordinates | null,
): Promise<Directions> {
  const google_maps_url = `https://maps.google.com/?q=${target.latitude},${target.longitude}`;
  if (origin === null) return { google_maps_url, estimated_travel_time: null, distance: null };
  const destination = coordinatesOf(target);
  const routed = config.googleMaps && (await askGoogle(config.googleMaps, origin, destination));
  const travel = routed ?? estimateTravel(origin, destination);
  return { google_maps_url, estimated_travel_time: formatTravelTime(travel), distance: formatDistance(travel) };
}

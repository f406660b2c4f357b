import { TOUR_LIMITS } from "../../config/tour-limits";
import type { Coordinates } from "../coordinates";

const DIRECTIONS = "https://www.google.com/maps/dir/";
/** A tenth of a metre. */
const DIGITS = 6;

/** Links that together lead along all places, each going on where the one before ended. One place is led to from anywhere. */
export function mapLinks(places: readonly Coordinates[]): string[] {
  const points = places.map(pointOf).filter((point, index, all) => point !== all[index - 1]);
  if (points.length === 1) return [linkAlong(points)];
  const perLink = TOUR_LIMITS.mapLinkWaypoints + 1;
  const links = Math.ceil((points.length - 1) / perLink);
  return Array.from({ length: Math.max(0, links) }, (_, n) =>
    linkAlong(points.slice(n * perLink, (n + 1) * perLink + 1)),
  );
}

const pointOf = ({ latitude, longitude }: Coordinates): string =>
  [latitude, longitude].map((degrees) => Number(degrees.toFixed(DIGITS))).join();

function linkAlong(points: readonly string[]): string {
  const url = new URL(DIRECTIONS);
  const [destination = "", origin] = [points.at(-1), ...(points.length > 1 ? points : [])];
  url.searchParams.set("api", "1");
  if (origin !== undefined) url.searchParams.set("origin", origin);
  url.searchParams.set("destination", destination);
  const waypoints = points.slice(1, -1).join("|");
  if (waypoints) url.searchParams.set("waypoints", waypoints);
  url.searchParams.set("travelmode", "driving");
  return url.href;
}

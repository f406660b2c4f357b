/** Google Routes API, `computeRoutes`: https://developers.google.com/maps/documentation/routes/compute_route_directions */
import * as z from "zod";
import { LIMITS } from "../config";
import type { Coordinates } from "../domain/coordinates";
import type { Travel } from "../domain/travel";

const Answer = z.object({
  routes: z.tuple(
    [z.object({ distanceMeters: z.number().min(0), duration: z.string().regex(/^\d+(\.\d+)?s$/) })],
    z.unknown(),
  ),
});

const waypoint = ({ latitude, longitude }: Coordinates) => ({ location: { latLng: { latitude, longitude } } });

/** Travel by car, or null when the service is slow, fails or knows no route. */
export async function askGoogle(
  service: { key: string; url: string },
  from: Coordinates,
  to: Coordinates,
): Promise<Travel | null> {
  try {
    const response = await fetch(service.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Goog-Api-Key": service.key,
        "X-Goog-FieldMask": "routes.duration,routes.distanceMeters",
      },
      body: JSON.stringify({ origin: waypoint(from), destination: waypoint(to), travelMode: "DRIVE" }),
      signal: AbortSignal.timeout(LIMITS.routeServiceTimeoutMs),
    });
    const answer = response.ok ? Answer.safeParse(await response.json()) : null;
    if (!answer?.success) return null;
    const [route] = answer.data.routes;
    return { metres: route.distanceMeters, seconds: Number.parseFloat(route.duration) };
  } catch {
    return null;
  }
}

import type { Context } from "hono";
import { matchedRoutes } from "hono/route";

const NO_ROUTE = "none";

/**
 * The pattern of the route that a request leads to, such as `/pickups/:id`, for logs and counts: an address itself may
 * be a secret, as that of a QR image is, and a caller could make up any number of them.
 */
export function routePattern(c: Context): string {
  const route = matchedRoutes(c).at(-1);
  return route === undefined || route.method === "ALL" ? NO_ROUTE : route.path;
}

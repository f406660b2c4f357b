/** Stops in a town of some 30 km, about a depot. With windows, a hidden tour shows that nobody has to be late. */
import { bestOrder } from "../../src/domain/routing/best-order.ts";
import { roadDistances } from "../../src/domain/routing/distances.ts";
import type { Stop, TourRequest } from "../../src/domain/routing/tour.ts";
import { TourProblem } from "../../src/domain/routing/tour-problem.ts";
import { HOUR_MS } from "../../src/domain/time.ts";
import { DEPOT } from "../domain/routing/tours.ts";
import { Random } from "../support/random.ts";

export const KINDS = ["random", "clustered", "windows of 1 h", "windows of 4 h"] as const;
export type Kind = (typeof KINDS)[number];

const TOWN_DEGREES = 0.15;
const SUBURBS = 6;
const SUBURB_DEGREES = 0.015;
const HOURS: Record<Kind, number | null> = {
  random: null,
  clustered: null,
  "windows of 1 h": 1,
  "windows of 4 h": 4,
};
/** The hidden tour is no more than a fair one, so that the windows leave something to find. */
const HIDDEN_EFFORT_PER_STOP = 100;

export interface Instance {
  request: TourRequest;
  /** The same stops as the search sees them. */
  problem: TourProblem;
}

export function makeInstance(kind: Kind, count: number, seed: number): Instance {
  const random = new Random(seed);
  const around = (middle: number, spread: number) => middle + (2 * random.next() - 1) * spread;
  const near = ({ latitude, longitude }: typeof DEPOT, spread: number) => ({
    latitude: around(latitude, spread),
    longitude: around(longitude, spread),
  });
  const suburbs = Array.from({ length: SUBURBS }, () => near(DEPOT, TOWN_DEGREES));
  const stops = Array.from({ length: count }, (_, n): Stop => {
    const place =
      kind === "clustered" ? near(random.pick(suburbs) ?? DEPOT, SUBURB_DEGREES) : near(DEPOT, TOWN_DEGREES);
    return { id: `stop-${n + 1}`, ...place, serviceMinutes: 5 };
  });
  const hours = HOURS[kind];
  const free: TourRequest = { stops, start: DEPOT, end: DEPOT, departAt: 0, speedKmh: 30, roadFactor: 1.3 };
  const request = hours === null ? free : { ...free, stops: withWindows(free, hours * HOUR_MS, random) };
  return { request, problem: problemOf(request) };
}

function problemOf(request: TourRequest): TourProblem {
  const distance = roadDistances([DEPOT, ...request.stops, DEPOT], request.roadFactor);
  return new TourProblem(
    request,
    distance,
    request.stops.map((_, index) => index),
  );
}

function withWindows(request: TourRequest, widthMs: number, random: Random): Stop[] {
  const problem = problemOf(request);
  const hidden = bestOrder(problem, { seed: 1, effort: HIDDEN_EFFORT_PER_STOP * problem.size });
  const stops = [...request.stops];
  let [at, clock] = [0, request.departAt];
  for (const place of hidden) {
    clock += problem.duration(at, place);
    const opens = clock - random.between(0, widthMs);
    const stop = stops[place - 1];
    if (stop) stops[place - 1] = { ...stop, window: { opens, closes: opens + widthMs } };
    clock += problem.service(place);
    at = place;
  }
  return stops;
}

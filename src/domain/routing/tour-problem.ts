/**
 * One vehicle's stops as numbers. Place 0 is where the tour starts and ends, places 1 to `size` are its stops. Distances
 * are whole millimetres and times whole milliseconds after departure, so that sums kept up move by move stay exact.
 */
import { HOUR_MS, MINUTE_MS } from "../time";
import type { Stop, TourRequest } from "./tour";

const MM_PER_KM = 1_000_000;

export const toKm = (mm: number): number => mm / MM_PER_KM;
export const toMinutes = (ms: number): number => ms / MINUTE_MS;

export type Travelling = Pick<TourRequest, "stops" | "start" | "end" | "departAt" | "speedKmh">;

export class TourProblem {
  readonly size: number;
  readonly hasWindows: boolean;
  readonly #places: number;
  readonly #distances: Float64Array;
  readonly #durations: Float64Array;
  readonly #services: Float64Array;
  readonly #opens: Float64Array;
  readonly #closes: Float64Array;

  /** `members` are indices into the request's stops, in the order of the places 1 to `size`. */
  constructor(request: Travelling, distance: readonly (readonly number[])[], members: readonly number[]) {
    const stops = members.map((member) => request.stops[member]).filter((stop) => stop !== undefined);
    this.size = stops.length;
    this.#places = stops.length + 1;
    this.hasWindows = stops.some(({ window }) => window !== undefined);
    this.#distances = matrixOf(request, distance, members);
    this.#durations = this.#distances.map((mm) => Math.round((toKm(mm) / request.speedKmh) * HOUR_MS));
    this.#services = timesOf(stops, 0, ({ serviceMinutes }) => Math.round(serviceMinutes * MINUTE_MS));
    this.#opens = timesOf(stops, 0, ({ window }) => (window ? Math.round(window.opens - request.departAt) : 0));
    this.#closes = timesOf(stops, Infinity, ({ window }) =>
      window ? Math.round(window.closes - request.departAt) : Infinity,
    );
  }

  distance(from: number, to: number): number {
    return this.#distances[from * this.#places + to] ?? 0;
  }

  duration(from: number, to: number): number {
    return this.#durations[from * this.#places + to] ?? 0;
  }

  service(place: number): number {
    return this.#services[place] ?? 0;
  }

  opens(place: number): number {
    return this.#opens[place] ?? 0;
  }

  closes(place: number): number {
    return this.#closes[place] ?? 0;
  }
}

const timesOf = (stops: readonly Stop[], depot: number, of: (stop: Stop) => number): Float64Array =>
  Float64Array.from([depot, ...stops.map(of)]);

/** A leg from a start or to an end that is not there costs nothing. */
function matrixOf(
  { stops, start, end }: Travelling,
  distance: readonly (readonly number[])[],
  members: readonly number[],
): Float64Array {
  const first = start ? 1 : 0;
  const rows = [start ? 0 : null, ...members.map((member) => first + member)];
  const columns = [end ? first + stops.length : null, ...members.map((member) => first + member)];
  return Float64Array.from(
    rows.flatMap((row) =>
      columns.map((column) =>
        row === null || column === null ? 0 : Math.round((distance[row]?.[column] ?? 0) * MM_PER_KM),
      ),
    ),
  );
}

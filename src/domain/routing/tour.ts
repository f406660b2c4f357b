/** What a tour is asked for with, and what it is answered with. Instants are epoch milliseconds. */
import type { Coordinates } from "../coordinates";

export interface TimeWindow {
  opens: number;
  /** The last instant at which service may begin. */
  closes: number;
}

export interface Stop extends Coordinates {
  id: string;
  serviceMinutes: number;
  window?: TimeWindow;
}

export interface TourRequest {
  stops: readonly Stop[];
  /** Without it a tour begins at whichever stop suits best. */
  start?: Coordinates;
  /** Without it a tour ends at its last stop. */
  end?: Coordinates;
  departAt: number;
  speedKmh: number;
  /** How much longer the road is than the straight line. A `distance` matrix is taken as it is. */
  roadFactor: number;
  /** Kilometres by road from (row) and to (column) each of [start?, ...stops, end?]. */
  distance?: readonly (readonly number[])[];
  /** At the most so many: stops at fewer places need fewer. */
  vehicles?: number;
  seed?: number;
  /** Moves that the search may weigh, all vehicles together. */
  effort?: number;
}

export interface Visit {
  id: string;
  arrivesAt: number;
  startsAt: number;
  leavesAt: number;
  waitingMinutes: number;
  latenessMinutes: number;
}

/** `null` stands for the tour's start or end. */
export interface Leg {
  from: string | null;
  to: string | null;
  km: number;
  minutes: number;
}

export interface TourTotals {
  km: number;
  travelMinutes: number;
  waitingMinutes: number;
  latenessMinutes: number;
  /** When the vehicle is at the end, or leaves the last stop if the tour has none. */
  endsAt: number;
}

export interface VehicleTour {
  stops: Visit[];
  legs: Leg[];
  totals: TourTotals;
  /** Google Maps directions; a long tour needs several links, each going on where the one before ended. */
  mapLinks: string[];
}

export interface TourPlan {
  vehicles: VehicleTour[];
  /** Sums of all vehicles; `endsAt` is the last one's. */
  totals: TourTotals;
  /** The same vehicles over the same legs in the plain order of contract 9.1: nearest neighbour within clusters. */
  baseline: { order: string[]; totals: TourTotals };
}

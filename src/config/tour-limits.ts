/** Limits of tours, apart from the rest because they need no Worker's types: benches on plain Node read them too. */
export const TOUR_LIMITS = {
  maxTourStops: 200,
  maxTourVehicles: 3,
  maxServiceMinutes: 1_440,
  minSpeedKmh: 1,
  maxSpeedKmh: 300,
  /** A road is never shorter than the straight line. */
  minRoadFactor: 1,
  maxRoadFactor: 10,
  /** Twice round the Earth and more: a longer leg is a mistake of units. */
  maxLegKm: 100_000,
  maxTourEffort: 1_000_000_000,
  /**
   * Moves that the search weighs, times the square of the stops, unless told otherwise: 200 stops in towns far apart
   * need four times the attention per stop that 50 do.
   */
  tourEffortPerSquare: 400,
  /** Waypoints that Google Maps takes in one link, between its origin and its destination. */
  mapLinkWaypoints: 9,
} as const;

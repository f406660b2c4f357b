/** Limits of the demand forecast, in a file without bindings so that they can be read outside a Worker too. */
export const FORECAST_LIMITS = {
  /** Fewer pickups than this in the recent days say nothing about demand (contract 9.2). */
  minForecastPickups: 50,
  /** The contract's 90 days: the pickups that count as evidence, and the rows that a forest learns from. */
  forecastRecentDays: 90,
  /** How far back levels, weekdays and trends are learned where there is so much. */
  forecastHistoryDays: 365,
  /** A back-test learns from two of each weekday at the least. */
  minForecastTrainingDays: 14,
  /** Days that can be booked ahead, and so what a forecast has to be good at. */
  backTestHorizonDays: 7,
  /** Origins of a back-test, a week apart. */
  backTestOrigins: 4,
  maxForecastDays: 28,
  /** A tree takes time with the square of its rows. */
  forestRows: 400,
  forestTrees: 40,
  /** Fewer days than this show no trend. */
  minTrendDays: 28,
  /** A smaller change over the whole period is not worth a word, however sure it is. */
  minTrendPercent: 5,
  /** What a whole year is taken to be. */
  minSeasonDays: 360,
} as const;

/** Limits of the advice on schedules and capacity. */
export const OPTIMIZATION_LIMITS = {
  /** Days that a what-if plays. The same days before and after a change, so that few are enough. */
  whatIfRuns: 200,
  /** People in all the days of a what-if together: where more come, fewer days agree as well. */
  whatIfPeople: 20_000,
  minWhatIfRuns: 4,
  /** Changes of each kind that are played for one answer at the most, and sizes of each that are tried. */
  maxCandidates: 6,
  maxSizes: 3,
  maxRecommendations: 5,
  /** Days of the same weekday that stand in for a forecast. */
  minSameDays: 2,
  /** Points of the efficiency score that a change has to bring, the least that is printed. */
  minGain: 0.1,
  /** People a day, served before and not after a change, for whom it is not recommended, however it raises the score. */
  notablyFewerServed: 0.5,
  /** Contract 9.1: an hour above the first of the mean hour is a peak, above the second a high one, below the third idle. */
  peakFactor: 1.5,
  highPeakFactor: 2,
  idleFactor: 0.3,
  /** Demand above the mean that a further slot is asked for (contract 9.1). */
  demandPerSlot: 5,
  /** More of those who ask, turned away or served late, than this is a matter of high priority. */
  notableShare: 0.1,
  /** People turned away in an hour, on average, that are worth a sign to another counter. */
  minOverflow: 0.5,
} as const;

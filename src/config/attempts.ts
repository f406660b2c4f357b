/** How often something may be tried, and how that is counted (`src/limits`). */
const UNKNOWN_CODE_WINDOW_MINUTES = 10;

export const ATTEMPT_LIMITS = {
  bookingAttemptsPerMinute: 10,
  unknownCodesPerStaff: 10,
  unknownCodesPerBusiness: 60,
  unknownCodeWindowMinutes: UNKNOWN_CODE_WINDOW_MINUTES,
  /** Objects that count attempts to book, among whom the customers are spread. */
  bookingCounters: 64,
  /** After so long, what was counted is written down. */
  attemptSaveMs: 500,
  /** How long it is kept: the longest window. */
  attemptMemoryMs: UNKNOWN_CODE_WINDOW_MINUTES * 60_000,
} as const;

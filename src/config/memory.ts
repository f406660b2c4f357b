/** What an isolate keeps in its memory. */
export const MEMORY_LIMITS = {
  /** How long a token that was found good is taken for good. */
  tokenMemoryMs: 60_000,
  rememberedTokens: 1_000,

  availabilityMemoryMs: 1_000,
  rememberedListings: 1_000,
  /** How often whoever finds a read under way looks for its end, and when they take it for lost. */
  availabilityPollMs: 5,
  availabilityReadMs: 250,
} as const;

export const LIVE_LIMITS = {
  /** Between asking for a ticket and coming with it. */
  liveTicketSeconds: 30,
  /** A view is read again at most this often, however many changes come. */
  liveRefreshMs: 100,
  /** And at least this often while anybody follows: for lost pokes, lead times that pass, news of a listing. */
  liveHealSeconds: 30,
  liveSocketsPerSlotFeed: 500,
  liveSocketsPerBoard: 50,
  /** A socket outlives no token by more than this. */
  liveSocketMinutes: 60,
  /** Who has not even pinged for so long is gone, whatever the network says, and takes up a seat. */
  liveSilentSeconds: 90,
  /** A client that asks for snapshots faster than this is broken or hostile. */
  liveSnapshotMs: 1_000,
  /** When a full feed may be tried again. */
  liveRetryAfterSeconds: 30,
} as const;

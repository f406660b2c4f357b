/** Schema of a slot's own database. Append only: a released step is never edited. */
const STEPS: readonly string[] = [
  `CREATE TABLE slot (
     one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, capacity INTEGER NOT NULL, starts_at INTEGER NOT NULL,
     version INTEGER NOT NULL, revision INTEGER NOT NULL, counted_revision INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE listings (
     id TEXT PRIMARY KEY, max_orders INTEGER NOT NULL, taken INTEGER NOT NULL, is_open INTEGER NOT NULL,
     version INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE bookings (
     id TEXT PRIMARY KEY, order_id TEXT NOT NULL, listing_id TEXT NOT NULL, code TEXT NOT NULL UNIQUE,
     status TEXT NOT NULL, revision INTEGER NOT NULL, record TEXT NOT NULL, unanswered TEXT
   ) STRICT;
   CREATE UNIQUE INDEX bookings_one_holding ON bookings (order_id, listing_id)
     WHERE status IN ('scheduled', 'confirmed', 'completed');
   CREATE TABLE outbox (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, pickup_id TEXT NOT NULL, revision INTEGER NOT NULL, effect TEXT,
     is_stored INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE INDEX outbox_by_pickup ON outbox (pickup_id, is_stored);
   CREATE INDEX outbox_by_stored ON outbox (is_stored, seq);`,
];

/** Brings the database to the newest step. Runs in the constructor, before any request. */
export function migrate(storage: DurableObjectStorage): void {
  storage.transactionSync(() => {
    storage.sql.exec("CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY) STRICT");
    const done = storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM migrations").one().n;
    for (const [step, statement] of STEPS.entries()) {
      if (step < done) continue;
      storage.sql.exec(statement);
      storage.sql.exec("INSERT INTO migrations (step) VALUES (?)", step);
    }
  });
}

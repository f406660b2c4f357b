/** The slot object's SQLite as verbs. Everything here is synchronous; callers wrap what belongs together in transactionSync. */
import type { SeatState } from "../domain/capacity";
import type { Pickup } from "../domain/pickup";
import type { SlotConfiguration } from "./commands";
import type { Effect } from "./effects";

interface OutboxEffect {
  seq: number;
  effect: Effect;
}

export interface SlotCounts {
  id: string;
  revision: number;
  taken: number;
  listings: { id: string; taken: number }[];
}

/** A listing in its slot. A type, since `SqlStorage` takes no interface for a row. */
type ListingRow = {
  slot_id: string;
  slot_version: number;
  capacity: number;
  starts_at: number;
  taken: number;
  listing_version: number;
  max_orders: number;
  mine: number;
  is_open: number;
};

export class SlotStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * Takes over a configuration unless a newer one was seen; a listing that a newer version closed stays closed. Answers the
   * listing's seats. One read where nothing is new, as at nearly every booking.
   */
  configure({ id, capacity, startsAt, version, listing }: SlotConfiguration): SeatState {
    const known = this.#listing(listing.id);
    const isKnown =
      known?.slot_id === id &&
      known.slot_version === version &&
      known.capacity === capacity &&
      known.starts_at === startsAt &&
      known.listing_version === version &&
      known.max_orders === listing.maxOrders;
    if (known && isKnown) return seatsFrom(known);
    this.#touch(id);
    this.#sql.exec(
      "UPDATE slot SET capacity = ?, starts_at = ?, version = ? WHERE version <= ?",
      capacity,
      startsAt,
      version,
      version,
    );
    this.#sql.exec(
      `INSERT INTO listings (id, max_orders, taken, is_open, version) VALUES (?, ?, 0, 1, ?)
       ON CONFLICT (id) DO UPDATE SET max_orders = excluded.max_orders, is_open = 1, version = excluded.version
       WHERE excluded.version > version OR (excluded.version = version AND is_open = 1)`,
      listing.id,
      listing.maxOrders,
      version,
    );
    const configured = this.#listing(listing.id);
    if (!configured) throw new Error(`Listing ${listing.id} was not configured`);
    return seatsFrom(configured);
  }

  closeListing(slotId: string, listingId: string, version: number): void {
    this.#touch(slotId);
    this.#sql.exec(
      `INSERT INTO listings (id, max_orders, taken, is_open, version) VALUES (?, 0, 0, 0, ?)
       ON CONFLICT (id) DO UPDATE SET is_open = 0, version = max(version, excluded.version)`,
      listingId,
      version,
    );
  }

  liveCount(listingId: string): number {
    const statement =
      "SELECT count(*) AS n FROM bookings WHERE listing_id = ? AND status IN ('scheduled', 'confirmed')";
    return this.#sql.exec<{ n: number }>(statement, listingId).one().n;
  }

  pickup(id: string): Pickup | null {
    return this.#one("SELECT record FROM bookings WHERE id = ?", id);
  }

  /** The pickup that holds this order and listing here, if any. */
  holding(orderId: string, listingId: string): Pickup | null {
    return this.#one(
      `SELECT record FROM bookings WHERE order_id = ? AND listing_id = ?
         AND status IN ('scheduled', 'confirmed', 'completed')`,
      orderId,
      listingId,
    );
  }

  hasCode(code: string): boolean {
    return this.#sql.exec("SELECT 1 FROM bookings WHERE code = ?", code).toArray().length > 0;
  }

  /** Writes a pickup under the next revision, moves the seat counts with its status and puts it in the outbox. */
  save(pickup: Pickup, effect: Effect | null, before: Pickup | null = this.pickup(pickup.id)): Pickup {
    const saved = { ...pickup, revision: this.#nextRevision() };
    this.#put(saved);
    this.#moveSeats(saved.foodListingId, seatsOf(saved) - seatsOf(before));
    this.#sql.exec(
      "INSERT INTO outbox (pickup_id, revision, effect) VALUES (?, ?, ?)",
      saved.id,
      saved.revision,
      effect && JSON.stringify(effect),
    );
    return saved;
  }

  /** Takes back a pickup that only D1 knows, as it stands there and whatever the capacity. Nothing follows from it. */
  restore(slotId: string, pickup: Pickup): void {
    this.#touch(slotId);
    this.raiseRevision(pickup.revision);
    this.#sql.exec(
      "INSERT INTO listings (id, max_orders, taken, is_open, version) VALUES (?, 0, 0, 1, 0) ON CONFLICT DO NOTHING",
      pickup.foodListingId,
    );
    this.#put(pickup);
    this.#moveSeats(pickup.foodListingId, seatsOf(pickup));
  }

  /** Makes sure that the next revision is above one that D1 has seen. */
  raiseRevision(seen: number): void {
    this.#sql.exec("UPDATE slot SET revision = max(revision, ?)", seen);
  }

  /** Has the counts of seats written again. */
  recount(): void {
    this.#nextRevision();
  }

  /** Undoes a booking that D1 never took: its seat, its row and what would have followed. */
  discard(pickup: Pickup): void {
    this.#sql.exec("DELETE FROM bookings WHERE id = ?", pickup.id);
    this.#sql.exec("DELETE FROM outbox WHERE pickup_id = ?", pickup.id);
    this.#moveSeats(pickup.foodListingId, -seatsOf(pickup));
    this.#nextRevision();
  }

  isUnstored(pickupId: string): boolean {
    return this.#sql.exec("SELECT 1 FROM outbox WHERE pickup_id = ? AND is_stored = 0", pickupId).toArray().length > 0;
  }

  hasOutbox(): boolean {
    return this.#sql.exec("SELECT 1 FROM outbox LIMIT 1").toArray().length > 0 || this.isBehind();
  }

  /** Whether D1 lacks a pickup's newest state or the newest counts of seats. */
  isBehind(): boolean {
    const statement = `SELECT 1 FROM outbox WHERE is_stored = 0
      UNION ALL SELECT 1 FROM slot WHERE counted_revision < revision LIMIT 1`;
    return this.#sql.exec(statement).toArray().length > 0;
  }

  /** The pickups whose newest state D1 has not confirmed, oldest change first. */
  unstored(limit: number): Pickup[] {
    return this.#sql
      .exec<{ record: string }>(
        `SELECT b.record FROM bookings b JOIN
           (SELECT pickup_id, min(seq) AS seq FROM outbox WHERE is_stored = 0 GROUP BY pickup_id ORDER BY 2 LIMIT ?) o
         ON o.pickup_id = b.id ORDER BY o.seq`,
        limit,
      )
      .toArray()
      .map((row) => JSON.parse(row.record) as Pickup);
  }

  /** D1 has the pickup as of this revision: what follows it may go out, the rest of its outbox is done. */
  markStored(pickupId: string, revision: number): void {
    this.#sql.exec(
      "DELETE FROM outbox WHERE pickup_id = ? AND revision <= ? AND is_stored = 0 AND effect IS NULL",
      pickupId,
      revision,
    );
    this.#sql.exec("UPDATE outbox SET is_stored = 1 WHERE pickup_id = ? AND revision <= ?", pickupId, revision);
  }

  /** Remembers that a change was decided whose caller was not told so yet, or forgets it. */
  markUnanswered(pickupId: string, change: string | null): void {
    this.#sql.exec("UPDATE bookings SET unanswered = ? WHERE id = ?", change, pickupId);
  }

  unanswered(pickupId: string): string | null {
    const statement = "SELECT unanswered FROM bookings WHERE id = ?";
    return this.#sql.exec<{ unanswered: string | null }>(statement, pickupId).toArray()[0]?.unanswered ?? null;
  }

  /** Takes back the effects of a change that D1 refused. */
  dropUnstoredEffects(pickupId: string): void {
    this.#sql.exec("DELETE FROM outbox WHERE pickup_id = ? AND is_stored = 0", pickupId);
  }

  dueEffects(limit: number): OutboxEffect[] {
    return this.#sql
      .exec<{ seq: number; effect: string }>(
        "SELECT seq, effect FROM outbox WHERE is_stored = 1 ORDER BY seq LIMIT ?",
        limit,
      )
      .toArray()
      .map((row) => ({ seq: row.seq, effect: JSON.parse(row.effect) as Effect }));
  }

  deleteEffects(seqs: number[]): void {
    this.#sql.exec("DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each(?))", JSON.stringify(seqs));
  }

  counts(): SlotCounts | null {
    const slot = this.#sql.exec<{ id: string; revision: number }>("SELECT id, revision FROM slot").toArray()[0];
    if (!slot) return null;
    const listings = this.#sql.exec<{ id: string; taken: number }>("SELECT id, taken FROM listings").toArray();
    return { ...slot, taken: listings.reduce((sum, listing) => sum + listing.taken, 0), listings };
  }

  markCounted(revision: number): void {
    this.#sql.exec("UPDATE slot SET counted_revision = max(counted_revision, ?)", revision);
  }

  pickups(): Pickup[] {
    return this.#sql
      .exec<{ record: string }>("SELECT record FROM bookings ORDER BY id")
      .toArray()
      .map((row) => JSON.parse(row.record) as Pickup);
  }

  #listing(id: string): ListingRow | undefined {
    return this.#sql
      .exec<ListingRow>(
        `SELECT s.id AS slot_id, s.version AS slot_version, s.capacity, s.starts_at,
           (SELECT coalesce(sum(taken), 0) FROM listings) AS taken,
           l.version AS listing_version, l.max_orders, l.taken AS mine, l.is_open
         FROM slot s, listings l WHERE l.id = ?`,
        id,
      )
      .toArray()[0];
  }

  /** Makes the slot's row, and refuses to serve two slots from one object. */
  #touch(id: string): void {
    this.#sql.exec(
      "INSERT INTO slot (one, id, capacity, starts_at, version, revision, counted_revision) VALUES (1, ?, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
      id,
    );
    const own = this.#sql.exec<{ id: string }>("SELECT id FROM slot").one().id;
    if (own !== id) throw new Error(`Slot object ${own} was asked for slot ${id}`);
  }

  #one(statement: string, ...bindings: string[]): Pickup | null {
    const row = this.#sql.exec<{ record: string }>(statement, ...bindings).toArray()[0];
    return row ? (JSON.parse(row.record) as Pickup) : null;
  }

  #put(pickup: Pickup): void {
    this.#sql.exec(
      `INSERT INTO bookings (id, order_id, listing_id, code, status, revision, record) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET code = excluded.code, status = excluded.status, revision = excluded.revision,
         record = excluded.record`,
      pickup.id,
      pickup.orderId,
      pickup.foodListingId,
      pickup.confirmationCode,
      pickup.status,
      pickup.revision,
      JSON.stringify(pickup),
    );
  }

  #nextRevision(): number {
    return this.#sql.exec<{ revision: number }>("UPDATE slot SET revision = revision + 1 RETURNING revision").one()
      .revision;
  }

  #moveSeats(listingId: string, by: number): void {
    if (by !== 0) this.#sql.exec("UPDATE listings SET taken = taken + ? WHERE id = ?", by, listingId);
  }
}

const seatsFrom = ({ capacity, starts_at, taken, max_orders, mine, is_open }: ListingRow): SeatState => ({
  capacity,
  startsAt: starts_at,
  taken,
  listing: { maxOrders: max_orders, taken: mine },
  isOpen: is_open === 1,
});

/** Whatever was not cancelled keeps its seat: a collected or missed pickup used it. */
const seatsOf = (pickup: Pickup | null): number => (pickup === null || pickup.status === "cancelled" ? 0 : 1);

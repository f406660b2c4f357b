/**
 * Writes a slot's pickups to D1. One statement for each kind of state, guarded so that a repeat or a late arrival changes
 * nothing and no row ever raises: a row that may not be stored is left out, and reading back tells which.
 */
import { getTableColumns } from "drizzle-orm";
import type { Bookmark } from "../db/bookmark";
import { toPickup } from "../db/pickup-row";
import { scheduledPickups } from "../db/schema";
import { quoted, truth } from "../db/sql-text";
import { COLLECTABLE_ORDER_STATUSES, PAID } from "../domain/order";
import type { Pickup } from "../domain/pickup";
import { type FeedKind, HOLDING_STATUSES } from "../domain/vocabulary";
import type { Feed } from "../live/feed";
import type { SlotPlace } from "./commands";
import type { SlotCounts } from "./store";

interface StoredState {
  id: string;
  /** Revision of the row in D1, null when it has none. */
  revision: number | null;
  isCodeTaken: boolean;
  rivalPickupId: string | null;
}

interface Stored {
  states: StoredState[];
  followed: Feed[];
  bookmark: Bookmark | null;
}

export interface Projection {
  /**
   * Stores what may be stored and answers with each pickup's state in D1, with the feeds that somebody follows it in, and
   * with the bookmark of all this. Rejects when D1 cannot be reached.
   */
  store(pickups: Pickup[], counts: SlotCounts): Promise<Stored>;
}

const columns = Object.entries(getTableColumns(scheduledPickups)).map(([key, column]) => ({ key, name: column.name }));
const names = columns.map(({ name }) => name).join(", ");
const field = (key: keyof Pickup) => `j.value ->> '${key}'`;

const CODE_TAKEN = `EXISTS (SELECT 1 FROM scheduled_pickups c
  WHERE c.confirmation_code = ${field("confirmationCode")} AND c.id <> ${field("id")})`;
const RIVAL = `SELECT r.id FROM scheduled_pickups r WHERE r.order_id = ${field("orderId")}
  AND r.food_listing_id = ${field("foodListingId")} AND r.status IN (${quoted(HOLDING_STATUSES)})
  AND r.id <> ${field("id")} LIMIT 1`;
const IS_STORED = `EXISTS (SELECT 1 FROM scheduled_pickups o WHERE o.id = ${field("id")})`;
const ORDER_IS_VALID = `EXISTS (SELECT 1 FROM orders o WHERE o.id = ${field("orderId")}
  AND o.status IN (${quoted(COLLECTABLE_ORDER_STATUSES)}) AND (o.kind = 'donation' OR o.payment_status = '${PAID}'))`;
/** Its customer had their texts taken out after it was booked, and it was not in D1 then: it must not bring them back. */
const IS_FORGOTTEN = `(${field("anonymizedAt")} IS NULL AND NOT ${IS_STORED} AND EXISTS (SELECT 1 FROM data_log d
  WHERE d.user_id = ${field("customerId")} AND d.at > ${field("createdAt")} AND d.action = 'anonymization_requested'))`;
const HOLDS = `${field("status")} IN (${quoted(HOLDING_STATUSES)})`;

const upsert = (condition: string) => `INSERT INTO scheduled_pickups (${names})
  SELECT ${columns.map(({ key }) => field(key as keyof Pickup)).join(", ")} FROM json_each(?1) j
  WHERE NOT ${CODE_TAKEN} AND NOT ${IS_FORGOTTEN} AND ${condition}
  ON CONFLICT (id) DO UPDATE SET ${columns.map(({ name }) => `${name} = excluded.${name}`).join(", ")}
  WHERE excluded.revision > scheduled_pickups.revision`;

/** First those that let go of their order, then those that hold it: a rebooking may follow its cancellation in one flush. */
const RELEASED = upsert(`NOT (${HOLDS})`);
const HELD = upsert(`${HOLDS} AND NOT EXISTS (${RIVAL}) AND (${IS_STORED} OR ${ORDER_IS_VALID})`);

const COUNT_SLOT = "UPDATE time_slots SET taken = ?2, revision = ?3 WHERE id = ?1 AND revision < ?3";
const COUNT_LISTINGS = `UPDATE slot_listings SET revision = ?2,
  taken = (SELECT j.value ->> 'taken' FROM json_each(?3) j WHERE j.value ->> 'id' = food_listing_id)
  WHERE slot_id = ?1 AND revision < ?2 AND food_listing_id IN (SELECT j.value ->> 'id' FROM json_each(?3) j)`;

const STATES = `SELECT json_group_array(json_object('id', ${field("id")}, 'revision', p.revision,
  'isCodeTaken', ${truth(CODE_TAKEN)}, 'rivalPickupId', (${RIVAL})))
  FROM json_each(?1) j LEFT JOIN scheduled_pickups p ON p.id = ${field("id")}`;
/** A seat that one listing takes is one less for every other that shares the slot. */
const followed = (kind: FeedKind, subject: string, condition: string) => `SELECT f.kind, f.subject, f.date
  FROM slot_listings l JOIN followed_feeds f ON f.kind = '${kind}' AND f.subject = l.${subject} AND f.date = l.date
  WHERE l.slot_id = ?2 AND f.until > ?3 AND ${condition}`;
const FOLLOWED = `SELECT json_group_array(json_object('kind', kind, 'subject', subject, 'date', date)) FROM
  (${followed("slots", "food_listing_id", "l.is_open = 1")} UNION ${followed("board", "business_id", "true")})`;
/** One row: what D1 sends for each costs more than reading it. */
const READ_BACK = `SELECT (${STATES}) AS states, (${FOLLOWED}) AS followed`;

export function d1Projection(db: D1Database): Projection {
  return {
    async store(pickups, counts) {
      const rows = JSON.stringify(pickups);
      const isHeld = pickups.map(({ status }) => HOLDING_STATUSES.some((holding) => holding === status));
      const session = db.withSession("first-primary");
      const results = await session.batch<{ states: string; followed: string }>([
        ...(isHeld.includes(false) ? [session.prepare(RELEASED).bind(rows)] : []),
        ...(isHeld.includes(true) ? [session.prepare(HELD).bind(rows)] : []),
        session.prepare(COUNT_SLOT).bind(counts.id, counts.taken, counts.revision),
        session.prepare(COUNT_LISTINGS).bind(counts.id, counts.revision, JSON.stringify(counts.listings)),
        session.prepare(READ_BACK).bind(rows, counts.id, Date.now()),
      ]);
      const [row] = results.at(-1)?.results ?? [];
      return {
        states: JSON.parse(row?.states ?? "[]") as StoredState[],
        followed: JSON.parse(row?.followed ?? "[]") as Feed[],
        bookmark: session.getBookmark(),
      };
    },
  };
}

/** A slot as D1 has it: every pickup, the seats it shows as taken and the revision that told it so. */
export async function readSlot(
  db: D1Database,
  { slotId, locationId, date }: SlotPlace,
): Promise<{ pickups: Pickup[]; taken: number; revision: number }> {
  const [rows, slot] = await db.batch<Record<string, unknown>>([
    db
      .prepare("SELECT * FROM scheduled_pickups WHERE location_id = ? AND date = ? AND slot_id = ?")
      .bind(locationId, date, slotId),
    db.prepare("SELECT taken, revision FROM time_slots WHERE id = ?").bind(slotId),
  ]);
  const pickups = (rows?.results ?? []).map(toPickup);
  const counts = slot?.results[0];
  return { pickups, taken: Number(counts?.taken ?? 0), revision: Number(counts?.revision ?? 0) };
}

/**
 * Writes a slot's pickups to D1. One statement for each kind of state, guarded so that a repeat or a late arrival changes
 * nothing and no row ever raises: a row that may not be stored is left out, and reading back tells which.
 */
import { getTableColumns } from "drizzle-orm";
import type { Bookmark } from "../db/bookmark";
import { scheduledPickups } from "../db/schema";
import { COLLECTABLE_ORDER_STATUSES, PAID } from "../domain/order";
import type { Pickup } from "../domain/pickup";
import { HOLDING_STATUSES } from "../domain/vocabulary";
import type { SlotPlace } from "./commands";
import type { SlotOffer } from "./live-news";
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
  offers: SlotOffer[];
  bookmark: Bookmark | null;
}

export interface Projection {
  /**
   * Stores what may be stored and answers with each pickup's state in D1, with the listings that the slot serves, and with
   * the bookmark of all this. Rejects when D1 cannot be reached.
   */
  store(pickups: Pickup[], counts: SlotCounts): Promise<Stored>;
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
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
const READ_BACK = `SELECT ${field("id")} AS id, p.revision AS revision, ${CODE_TAKEN} AS isCodeTaken,
  (${RIVAL}) AS rivalPickupId FROM json_each(?1) j LEFT JOIN scheduled_pickups p ON p.id = ${field("id")}`;

const OFFERS = `SELECT business_id AS businessId, food_listing_id AS foodListingId, date, is_open AS isOpen
  FROM slot_listings WHERE slot_id = ?1`;

type Row<T, Flag extends keyof T> = Omit<T, Flag> & Record<Flag, number>;

export function d1Projection(db: D1Database): Projection {
  return {
    async store(pickups, counts) {
      const rows = JSON.stringify(pickups);
      const session = db.withSession("first-primary");
      const results = await session.batch([
        session.prepare(RELEASED).bind(rows),
        session.prepare(HELD).bind(rows),
        session.prepare(COUNT_SLOT).bind(counts.id, counts.taken, counts.revision),
        session.prepare(COUNT_LISTINGS).bind(counts.id, counts.revision, JSON.stringify(counts.listings)),
        session.prepare(READ_BACK).bind(rows),
        session.prepare(OFFERS).bind(counts.id),
      ]);
      const [states, offers] = results.slice(-2).map((result) => result.results);
      return {
        states: (states as Row<StoredState, "isCodeTaken">[]).map((row) => ({
          ...row,
          isCodeTaken: row.isCodeTaken === 1,
        })),
        offers: (offers as Row<SlotOffer, "isOpen">[]).map((row) => ({ ...row, isOpen: row.isOpen === 1 })),
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
  const fields = Object.entries(getTableColumns(scheduledPickups));
  const pickups = (rows?.results ?? []).map((row) => {
    const values = fields.map(([key, column]) => {
      const value = row[column.name];
      return [key, value === null || value === undefined ? null : column.mapFromDriverValue(value)];
    });
    return Object.fromEntries(values) as Pickup;
  });
  const counts = slot?.results[0];
  return { pickups, taken: Number(counts?.taken ?? 0), revision: Number(counts?.revision ?? 0) };
}

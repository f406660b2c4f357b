/** The files of the objects and of D1, read past all of the service's own code. Copies, so that nothing is locked. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

const D1 = "v3/d1/miniflare-D1DatabaseObject";
const OBJECTS = "v3/do/save-n-bite-scheduling-PickupSlot";

type Row = Record<string, SQLOutputValue>;

export interface Disk {
  objects: number;
  pickups: number;
  /** What still waits in outboxes to reach D1 or the queue. */
  waiting: number;
  /** Where D1 and the objects tell different things. */
  differences: string[];
}

/** Throws when the files were written while they were copied. */
export function readDisk(state: string): Disk {
  const copy = mkdtempSync(join(tmpdir(), "chaos-copy-"));
  try {
    for (const folder of [D1, OBJECTS]) cpSync(join(state, folder), join(copy, folder), { recursive: true });
    return compare(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
  }
}

function compare(copy: string): Disk {
  const { rows, slots, perListing } = readD1(join(copy, D1));
  const disk: Disk = { objects: 0, pickups: 0, waiting: 0, differences: [] };
  const known = new Set<string>();
  for (const file of databasesIn(join(copy, OBJECTS))) {
    const isBorn = query(file, "SELECT 1 FROM sqlite_master WHERE name = 'slot'").length > 0;
    const slot = isBorn ? query(file, "SELECT * FROM slot")[0] : undefined;
    if (!slot) continue; // touched, but never asked for a seat
    disk.objects += 1;
    disk.waiting += query(file, "SELECT seq FROM outbox").length;
    if (Number(slot.counted_revision) < Number(slot.revision)) disk.waiting += 1;
    const bookings = query(file, "SELECT * FROM bookings");
    for (const booking of bookings) {
      const id = String(booking.id);
      known.add(id);
      disk.pickups += 1;
      disk.differences.push(...differencesOf(JSON.parse(String(booking.record)) as Row, rows.get(id)));
    }
    const taken = bookings.filter(({ status }) => status !== "cancelled");
    const told = Number(slots.get(String(slot.id))?.taken);
    if (told !== taken.length) disk.differences.push(`slot ${slot.id}: ${taken.length} seats taken, D1 says ${told}`);
    for (const { id } of query(file, "SELECT id FROM listings")) {
      const mine = taken.filter(({ listing_id }) => listing_id === id).length;
      const shown = perListing.get(`${slot.id} ${id}`);
      if (shown !== mine) disk.differences.push(`slot ${slot.id}: ${mine} seats of ${id}, D1 says ${shown}`);
    }
  }
  for (const id of rows.keys()) if (!known.has(id)) disk.differences.push(`pickup ${id}: only D1 knows it`);
  return disk;
}

function readD1(folder: string) {
  for (const d1 of databasesIn(folder)) {
    const rows = indexBy(query(d1, "SELECT * FROM scheduled_pickups"), "id");
    const slots = indexBy(query(d1, "SELECT id, taken FROM time_slots"), "id");
    const counts = query(d1, "SELECT slot_id, food_listing_id, taken FROM slot_listings");
    const perListing = new Map(counts.map((row) => [`${row.slot_id} ${row.food_listing_id}`, Number(row.taken)]));
    return { rows, slots, perListing };
  }
  throw new Error("D1 has no file");
}

/** An object's record names its fields as the code does; D1's columns are the same in snake case. */
function differencesOf(record: Row, row: Row | undefined): string[] {
  if (!row) return [`pickup ${record.id}: D1 lacks it`];
  return Object.entries(record).flatMap(([key, value]) => {
    const column = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const own = typeof value === "boolean" ? Number(value) : value;
    return row[column] === own ? [] : [`pickup ${record.id}: ${key} is ${own}, D1 says ${row[column]}`];
  });
}

function* databasesIn(folder: string): Generator<DatabaseSync> {
  for (const name of readdirSync(folder).filter((one) => /^[0-9a-f]+\.sqlite$/.test(one))) {
    const database = new DatabaseSync(join(folder, name));
    try {
      yield database;
    } finally {
      database.close();
    }
  }
}

const query = (database: DatabaseSync, statement: string): Row[] => database.prepare(statement).all();

const indexBy = (rows: Row[], column: string): Map<string, Row> =>
  new Map(rows.map((row) => [String(row[column]), row]));

/** The file of the local D1, written past the runtime: the way that takes a million rows in about a minute. No server may run on it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { runWrangler } from "../../scripts/wrangler.ts";

const FOLDER = "v3/d1/miniflare-D1DatabaseObject";
const CACHE_KB = 1_000_000;

export type Row = Record<string, SQLInputValue>;

/** Migrates the database of a state folder and opens its file. */
export async function openD1(state: string): Promise<DatabaseSync> {
  await runWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", state], { env: { CI: "true" } });
  const [file] = readdirSync(join(state, FOLDER)).filter((name) => /^[0-9a-f]+\.sqlite$/.test(name));
  if (!file) throw new Error(`${state} has no file of D1`);
  return new DatabaseSync(join(state, FOLDER, file));
}

/** Inserts rows in one transaction, and leaves statistics for the planner. */
export function fill(database: DatabaseSync, write: (insert: (table: string, row: Row) => void) => void): void {
  const statements = new Map<string, StatementSync>();
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KB}; BEGIN`);
  write((table, row) => {
    let statement = statements.get(table);
    if (!statement) {
      const names = Object.keys(row);
      const places = names.map((name) => `:${name}`);
      statement = database.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")})`);
      statements.set(table, statement);
    }
    statement.run(row);
  });
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

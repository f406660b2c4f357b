/** D1 through a session, in which nothing that is read is older than what was read before. */
import { type GetColumnData, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { SQLiteAsyncDialect, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Bookmark } from "./bookmark";

export type Database = DrizzleD1Database;

export interface Session {
  db: Database;
  /** The newest state that it has read or written, or that it was started at; null until then. */
  bookmark(): Bookmark | null;
}

/** Starts at the primary, at any replica, or at one that has reached the bookmark's state. */
export function openSession(d1: D1Database, start: "first-primary" | "first-unconstrained" | Bookmark): Session {
  const session = d1.withSession(start);
  // A session prepares and batches as a database does, which is all that drizzle asks of it.
  return { db: drizzle(session as unknown as D1Database), bookmark: () => session.getBookmark() };
}

export const primary = (env: Env): Database => openSession(env.DB, "first-primary").db;

/** A query of drizzle's builder, or one written out. */
type Statement = SQL | { toSQL(): { sql: string; params: unknown[] } };

const clientOf = (db: Database): D1Database => (db as Database & { $client: D1Database }).$client;

const dialect = new SQLiteAsyncDialect();

/**
 * Reads one row by a statement that is written out, with parameters `?1` and on. For what is read at every step of
 * everybody: having a builder write the same statement anew takes as long as D1 takes to answer it.
 */
export const readRow = <Row>(db: Database, statement: string, ...params: unknown[]): Promise<Row | null> =>
  clientOf(db)
    .prepare(statement)
    .bind(...params)
    .first<Row>();

/**
 * Runs statements in one transaction. Drizzle's own `batch` cannot take written-out SQL on D1; and D1 answers a batch
 * with rows keyed by column name, so that reads in a `batch` must never join two tables with a column of the same name.
 */
export function runBatch(db: Database, statements: Statement[]): Promise<D1Result[]> {
  const client = clientOf(db);
  return client.batch(
    statements.map((statement) => {
      const { sql, params } = "toSQL" in statement ? statement.toSQL() : dialect.sqlToQuery(statement);
      return client.prepare(sql).bind(...params);
    }),
  );
}

/** Columns of a joined table under names of their own, which they need in a batch: with a dot, as no column has. */
export const columnsAs = <Columns extends Record<string, SQLiteColumn>>(prefix: string, columns: Columns) =>
  Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [
      key,
      sql`${column}`.mapWith(column).as(`${prefix}.${column.name}`),
    ]),
  ) as { [Key in keyof Columns]: SQL.Aliased<GetColumnData<Columns[Key]>> };

/** Whether a write failed because it would repeat a unique value. Drizzle keeps D1's reason in `cause`. */
export function isUniqueViolation(error: unknown): boolean {
  return reasonOf(error).includes("UNIQUE constraint failed");
}

/** Whether D1 itself failed, rather than a statement of ours. */
export function isStoreFailure(error: unknown): boolean {
  const reason = reasonOf(error);
  return (
    /D1_ERROR|Network connection lost|object to be reset|overloaded/i.test(reason) &&
    !/constraint|SQLITE_ERROR|syntax|no such/i.test(reason)
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return error.cause instanceof Error ? error.cause.message : error.message;
}

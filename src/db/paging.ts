import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "./client";

/** A page of a list: how many rows there are in all, and the rows asked for. */
export interface Page<Row> {
  count: number;
  rows: Row[];
}

export interface PageRequest {
  /** From 1. */
  page: number;
  pageSize: number;
}

export const offsetOf = ({ page, pageSize }: PageRequest): number => (page - 1) * pageSize;

type Query<Row> = BatchItem<"sqlite"> & { _: { result: Row[] } };

/**
 * In one round trip, and so of one moment, with what else is to be done in it. Two columns of the rows must not have the
 * same name (`columnsAs`).
 */
export async function readPage<Row>(
  db: Database,
  total: Query<{ count: number }>,
  rows: Query<Row>,
  ...alongside: BatchItem<"sqlite">[]
): Promise<Page<Row>> {
  const [[counted], found] = (await db.batch([total, rows, ...alongside])) as [{ count: number }[], Row[]];
  return { count: counted?.count ?? 0, rows: found };
}

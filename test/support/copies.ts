/** More of a row that the service wrote, for lists longer than a test could make by hand. */
import { env } from "cloudflare:workers";

type Row = Record<string, unknown>;

/** Writes `count` copies of the row whose `key` is `id`, each with what is its own. Answers with their ids. */
export async function copyRow(
  { table, id, key = "id" }: { table: string; id: string; key?: string },
  count: number,
  own: (n: number) => Row,
): Promise<string[]> {
  const row = await env.DB.prepare(`SELECT * FROM ${table} WHERE ${key} = ?`).bind(id).first<Row>();
  if (!row) throw new Error(`${table} has no ${id}`);
  const rows = Array.from({ length: count }, (_, n): Row => ({ ...row, ...own(n) }));
  const names = Object.keys(row);
  const insert = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
  await env.DB.batch(rows.map((one) => env.DB.prepare(insert).bind(...names.map((name) => one[name]))));
  return rows.map((one) => String(one[key]));
}

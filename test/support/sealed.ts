/** What is sealed at rest, and keys that get lost. */
import { env } from "cloudflare:workers";

/** Has a sealed value name a key that nobody has; answers how to bring the key back. */
export async function loseKey(table: string, column: string, id: string): Promise<() => Promise<unknown>> {
  const [where, set] = [`FROM ${table} WHERE id = ?`, `UPDATE ${table} SET ${column} = ? WHERE id = ?`];
  const sealed = String(await env.DB.prepare(`SELECT ${column} ${where}`).bind(id).first(column));
  await env.DB.prepare(set)
    .bind(`gone${sealed.slice(sealed.indexOf("."))}`, id)
    .run();
  return () => env.DB.prepare(set).bind(sealed, id).run();
}

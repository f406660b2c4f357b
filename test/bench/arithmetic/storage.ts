/** What a row takes in D1, its share of the indexes included: of a bench year and of what such a year leaves out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANSWER_CHARACTERS } from "../../support/pickup-costs.ts";
import { fill, openD1, type Row } from "../d1-file.ts";
import { uuidAt } from "../ids.ts";
import { seedYear } from "../seed.ts";

const PICKUPS = 50_000;
const SEED = 1;
const AT = Date.parse("2026-06-25T08:00:00Z");
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const ANSWER = "A".repeat(ANSWER_CHARACTERS);

const idAt = (n: number): string => uuidAt(AT, n);

function* rowsOf(n: number): Generator<[string, Row]> {
  const [pickup_id, business_id, user_id] = [idAt(n), `bench-business-${n % 100}`, `bench-customer-${n % 5_000}`];
  const at = AT + n;
  const sent = { state: "sent", provider: "email-api", attempts: 1, due_at: at, created_at: at, settled_at: at };
  const told = { subject: pickup_id, pickup_id, business_id, user_id, expires_at: at, ...sent };
  yield ["notifications", { ...told, type: "reminder_1_hour", channel: "email" }];
  const asked = { ip: "203.0.113.7", user_agent: BROWSER, request_id: idAt(n) };
  const staff = { business_id, user_id: `staff-of-${business_id}`, pickup_id, at, ...asked };
  yield ["access_log", { id: idAt(n), ...staff, action: "verify", role: "provider" }];
  yield ["verification_attempts", { id: idAt(n), ...staff, method: "qr_token", outcome: "verified" }];
  const event = { source: "/platform", id: idAt(n), type: "order.confirmed", is_pending: 0 };
  yield ["processed_events", { ...event, received_at: at }];
  const key = { caller: `customer:${user_id}`, target: "POST /api/scheduling/schedule", key: idAt(n) };
  const answer = { body_hash: "0".repeat(64), sealed_answer: ANSWER, about_user_id: user_id };
  yield ["idempotency_keys", { ...key, ...answer, claimed_at: at, expires_at: at }];
}

/** Bytes of a row by table. */
export async function measureRows(): Promise<Map<string, number>> {
  const state = mkdtempSync(join(tmpdir(), "arithmetic-"));
  try {
    await seedYear({ state, pickups: PICKUPS, seed: SEED });
    const database = await openD1(state);
    try {
      fill(database, (insert) => {
        for (let n = 0; n < PICKUPS; n += 1) for (const [table, row] of rowsOf(n)) insert(table, row);
      });
      const sizes = database
        .prepare(
          "SELECT m.tbl_name AS name, sum(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY 1",
        )
        .all() as { name: string; bytes: number }[];
      const countOf = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0);
      return new Map(sizes.map(({ name, bytes }) => [name, bytes / Math.max(1, countOf(name))]));
    } finally {
      database.close();
    }
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

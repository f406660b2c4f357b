/** What a scraper sees, and the traces in D1 that monitoring reads. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { type Call, get } from "./api";
import { testVariables } from "./variables";
import { freshId } from "./world";

export const scrape = (options: Call = {}) =>
  get("metrics/", { ...options, headers: { Authorization: `Bearer ${testVariables.METRICS_TOKEN}` } });

/** Every sample by its name and labels, as they are printed. */
export async function samplesAt(now: string | number, options: Call = {}): Promise<Map<string, number>> {
  const answer = await scrape({ now: new Date(now).toISOString(), ...options });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const lines = (answer.body as string).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

async function write(table: string, rows: Record<string, unknown>[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const values = names.map((name) => `j.value ->> '${name}'`);
  const statement = `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?) j`;
  await env.DB.prepare(statement).bind(JSON.stringify(rows)).run();
}

/** Code checks at an instant, so many good and so many bad. */
export const writeChecks = (at: number, { good, bad, method = "confirmation_code" }: CodeChecks): Promise<void> =>
  write(
    "verification_attempts",
    Array.from({ length: good + bad }, (_, n) => ({
      id: freshId("check"),
      business_id: "business",
      user_id: "staff",
      method,
      outcome: n < good ? "verified" : "unknown",
      at,
      request_id: "request",
    })),
  );

interface CodeChecks {
  good: number;
  bad: number;
  method?: string;
}

export interface WrittenNotification {
  /** Of nothing that exists when absent. */
  subject?: string;
  type: string;
  state: "queued" | "sent" | "skipped";
  dueAt: number;
  createdAt: number;
  settledAt?: number;
}

export const writeNotification = ({
  subject,
  type,
  state,
  dueAt,
  createdAt,
  settledAt,
}: WrittenNotification): Promise<void> =>
  write("notifications", [
    {
      subject: subject ?? freshId("pickup"),
      type,
      channel: "email",
      business_id: "business",
      due_at: dueAt,
      state,
      attempts: 1,
      created_at: createdAt,
      settled_at: settledAt ?? null,
    },
  ]);

export const writeDelivery = (dueAt: number): Promise<void> =>
  write("webhook_deliveries", [
    {
      webhook_id: freshId("webhook"),
      event_id: freshId("event"),
      event_type: "pickup.scheduled",
      body: "{}",
      state: "queued",
      attempts: 1,
      due_at: dueAt,
      created_at: dueAt,
    },
  ]);

export const writeRun = (job: string, startedAt: number, error: string | null = null): Promise<void> =>
  write("job_runs", [{ id: freshId("run"), job, started_at: startedAt, ended_at: startedAt + 1_000, rows: 1, error }]);

export const writeDeadLetter = (at: number, queue = "jobs"): Promise<void> =>
  write("dead_letters", [{ id: freshId("letter"), queue, sealed_body: "sealed", attempts: 6, at }]);

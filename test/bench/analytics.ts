/**
 * `npm run bench:analytics [-- --pickups 10000,100000,1000000 --calls N]`: what a business waits for its numbers as the
 * history of all businesses grows. Each size is a year of its own in a temporary state folder. The last day is left to be
 * summed from the rows, as it is until the nightly job.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeToken } from "../../scripts/tokens.ts";
import { variable } from "../../scripts/variables.ts";
import { seedYear } from "./seed.ts";
import { type BenchServer, buildBundle, startBundle } from "./server.ts";
import { type Timing, time } from "./timing.ts";
import { BUSINESSES } from "./town.ts";
import { DAYS } from "./year.ts";

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;
const NIGHTLY = "0 23 * * *";
const ROLL_UP_TIMEOUT_MS = 600_000;
const POLL_MS = 100;
const EXPORTS = 10;
const SEED = 1;

interface Result {
  pickups: number;
  seedSeconds: number;
  rollUpSeconds: number;
  month: Timing;
  year: Timing;
  report: Timing;
  metrics: Timing;
  advice: Timing;
  csvRows: number;
  jsonRows: number;
}

const { values } = parseArgs({
  options: { pickups: { type: "string", default: "10000,100000,1000000" }, calls: { type: "string", default: "300" } },
});
const sizes = values.pickups.split(",").map(Number);
const calls = Number(values.calls);
if (!(sizes.every((size) => Number.isSafeInteger(size) && size >= 1) && Number.isSafeInteger(calls) && calls >= 1)) {
  console.error("usage: npm run bench:analytics [-- --pickups 10000,100000,1000000 --calls 300]");
  process.exit(2);
}

await buildBundle();
const results: Result[] = [];
for (const pickups of sizes) results.push(await measure(pickups));
print(results);

async function measure(pickups: number): Promise<Result> {
  const state = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const { seconds: seedSeconds, firstDay, lastDay } = await seedYear({ state, pickups, seed: SEED });
    const server = await startBundle(state);
    try {
      const rollUpSeconds = await rollUp(server, lastDay);
      const get = await caller(server);
      const back = (days: number) => new Date(Date.parse(lastDay) - days * DAY_MS).toISOString().slice(0, 10);
      const period = (days: number) => `start_date=${back(days - 1)}&end_date=${lastDay}`;
      const timed = (path: string) => time(calls, BUSINESSES, (n) => get(n, path));
      const rows = (format: string) =>
        exportRate(get, `analytics/export/?start_date=${firstDay}&end_date=${lastDay}`, format);
      return {
        pickups,
        seedSeconds,
        rollUpSeconds,
        month: await timed(`analytics/?${period(MONTH_DAYS)}`),
        year: await timed(`analytics/?${period(DAYS)}`),
        report: await timed(`analytics/daily-report/?date=${lastDay}`),
        metrics: await time(calls, BUSINESSES, () => scrape(server)),
        advice: await timed("optimization/"),
        csvRows: await rows("csv"),
        jsonRows: await rows("json"),
      };
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Lets the nightly job sum up all days but the last, and answers how long it took. */
async function rollUp(server: BenchServer, lastDay: string): Promise<number> {
  const database = await server.database();
  const began = performance.now();
  await server.fire(NIGHTLY, Date.parse(`${lastDay}T12:00:00Z`));
  for (;;) {
    const days = await database.prepare("SELECT count(*) AS count FROM analytics_days").first<number>("count");
    const waitedMs = performance.now() - began;
    if (Number(days) === BUSINESSES * (DAYS - 1)) return waitedMs / 1_000;
    if (waitedMs > ROLL_UP_TIMEOUT_MS) throw new Error(`Only ${days} days were summed up`);
    await sleep(POLL_MS);
  }
}

type Get = (n: number, path: string) => Promise<string>;

/** Calls as one business after another. */
async function caller(server: BenchServer): Promise<Get> {
  const tokens = await Promise.all(
    Array.from({ length: BUSINESSES }, (_, n) =>
      makeToken("provider", `bench-provider-${n + 1}`, `bench-business-${n + 1}`),
    ),
  );
  return (n, path) => read(server, path, tokens[n % BUSINESSES] ?? "");
}

function scrape(server: BenchServer): Promise<string> {
  return read(server, "metrics/", variable("METRICS_TOKEN"));
}

async function read({ origin }: BenchServer, path: string, token: string): Promise<string> {
  const response = await fetch(`${origin}/api/scheduling/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return text;
}

/** Rows a second over whole years of some businesses. */
async function exportRate(get: Get, path: string, format: string): Promise<number> {
  let rows = 0;
  const began = performance.now();
  for (let n = 0; n < EXPORTS; n += 1) {
    const text = await get(n, `${path}&format=${format}`);
    rows += format === "csv" ? text.split("\r\n").length - 2 : JSON.parse(text).length;
  }
  return rows / ((performance.now() - began) / 1_000);
}

function print(all: readonly Result[]): void {
  const ms = ({ p50, p95 }: Timing) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
  const rows: [name: string, ...cells: string[]][] = all.map((one) => [
    one.pickups.toLocaleString("en"),
    ms(one.month),
    ms(one.year),
    ms(one.report),
    ms(one.metrics),
    ms(one.advice),
    `${Math.round(one.csvRows)}, ${Math.round(one.jsonRows)}`,
    `${one.rollUpSeconds.toFixed(1)} s`,
    `${one.seedSeconds.toFixed(1)} s`,
  ]);
  console.log(
    `\n${BUSINESSES} businesses, ${DAYS} days, ${calls} calls each, one at a time; p50 / p95 in milliseconds, exports in rows/s\n`,
  );
  console.log(
    "| pickups | month | year | daily report | metrics | advice on a day | export (CSV, JSON) | roll-up of the year | seeding |",
  );
  console.log("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last || first === last) return;
  const growth = (["month", "year", "report", "metrics", "advice"] as const).map(
    (name) => `${name} ${(last[name].p50 / first[name].p50).toFixed(2)}×`,
  );
  console.log(`\nGrowth of the medians from ${rows[0]?.[0]} to ${rows.at(-1)?.[0]} pickups: ${growth.join(", ")}`);
}

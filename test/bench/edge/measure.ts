/** Measures every scenario at one size of stored history. */
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { makeToken } from "../../../scripts/tokens.ts";
import type { BenchServer } from "../server.ts";
import { type Driven, drive } from "./drive.ts";
import type { LoadRequest } from "./load.ts";
import {
  BASES,
  type Base,
  type Booked,
  bookings,
  completions,
  HOT,
  images,
  mixedDay,
  readBooked,
  reads,
  SPREAD,
  slotChecks,
  verifications,
} from "./scenarios.ts";
import { LISTINGS, type Order, roomySlots } from "./town.ts";

const DAY_MS = 86_400_000;
const NIGHTLY = "30 0 * * *";
const CONNECTIONS = 32;
const CROWD = 500;
const SIMULTANEOUS = 100;
const POLL_MS = 100;
const LAY_TIMEOUT_MS = 120_000;
const COUNTED_REQUESTS = 3;
/** What follows an answer, such as the flush of a slot, is over by then. */
const AFTERMATH_MS = 300;

/** Orders of a round, by what they are for. */
const ROUND = { hot: 2_500, simultaneous: 500, spread: 2_000, mixed: 600 };
export const ORDERS = Object.values(ROUND).reduce((sum, count) => sum + count, 0);

/** Those for the hot slot are of one listing. */
export const orderListing = (n: number): number =>
  n % ORDERS < ROUND.hot + ROUND.simultaneous ? HOT : 1 + (n % SPREAD);

export interface Row {
  name: string;
  connections: number;
  perSecond: number;
  /** Null where nobody waits for answers. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
  errors: number;
  base: Base | null;
  /** Of the requests a second to those of the bare route measured just before. */
  ratio: number | null;
  /** Of one request, alone. */
  roundTrips: number | null;
  statements: number | null;
  rowsRead: number | null;
}

export interface Bench {
  server: BenchServer;
  orders: Order[];
  lastDay: string;
  seconds: number;
  rounds: number;
  /** Names of scenarios begin with it. */
  only: string;
}

interface Scenario {
  name: string;
  base: Base | null;
  connections: number;
  isCrowd: boolean;
  /** Fresh requests for each round; the last one is left for counting. */
  requests(round: number): Promise<LoadRequest[]> | LoadRequest[];
  isEndless: boolean;
  keep?(bodies: string[], round: number): void;
}

export async function measureAll(bench: Bench): Promise<Row[]> {
  const { server, lastDay } = bench;
  const database = await server.database();
  const night = await layNight(server, database);
  const date = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
  const slots = await roomySlots(database, date);
  const counterNow = `${date}T15:05:00Z`;
  const booked: Booked[][] = [];
  const orders = (kind: keyof typeof ROUND, round: number) => ordersOf(bench.orders, kind, round);
  const ofHistory = await historyCalls(database, lastDay);
  const checks = await slotChecks(
    Array.from({ length: LISTINGS }, (_, n) => n),
    date,
  );
  const hot = checks.slice(HOT, HOT + 1);
  const read = (name: string, requests: LoadRequest[], base: Base): Scenario => ({
    name,
    base,
    connections: CONNECTIONS,
    isCrowd: false,
    requests: () => requests,
    isEndless: true,
  });
  const once = (name: string, base: Base, requests: Scenario["requests"]): Scenario => ({
    name,
    base,
    connections: CONNECTIONS,
    isCrowd: false,
    requests,
    isEndless: false,
  });
  const crowd = (scenario: Scenario, connections: number): Scenario => ({ ...scenario, connections, isCrowd: true });
  const scenarios: Scenario[] = [
    read("slot check, one listing", hot, "bare"),
    crowd(read(`slot check, one listing, ${CROWD} at once`, hot, "bare"), CROWD),
    read(`slot check, ${LISTINGS} listings`, checks, "row"),
    once("booking, one slot", "object", (round) => bookings(orders("hot", round), slots, date)),
    crowd(
      once(`booking, one slot, ${SIMULTANEOUS} at once`, "object", (round) =>
        bookings(orders("simultaneous", round), slots, date),
      ),
      SIMULTANEOUS,
    ),
    {
      ...once(`booking, ${SPREAD} slots`, "booking", (round) => bookings(orders("spread", round), slots, date)),
      keep(bodies, round) {
        const made = orders("spread", round);
        booked[round] = bodies.flatMap((body, n) => readBooked(body, made[n]?.listing ?? 0) ?? []);
      },
    },
    once("QR image, drawn", "row", async (round) => {
      const bucket = await server.images();
      const keys = (booked[round] ?? []).map(({ id }) => `qr/${id}.svg`);
      for (let n = 0; n < keys.length; n += 1_000) await bucket.delete(keys.slice(n, n + 1_000));
      return images(booked[round] ?? []);
    }),
    once("verify by QR", "booking", (round) => verifications(server.origin, half(booked[round], 0), counterNow)),
    once("complete", "booking", (round) => completions(half(booked[round], 0), counterNow)),
    once("mixed day", "bare", async (round) =>
      mixedDay(
        checks,
        await bookings(orders("mixed", round), slots, date),
        await verifications(server.origin, half(booked[round], 1), counterNow),
      ),
    ),
    read("my-pickups", ofHistory.mine, "row"),
    read("schedule overview", ofHistory.overviews, "row"),
    read("pickup details", ofHistory.details, "row"),
  ];
  const rows: Row[] = [];
  for (const scenario of scenarios.filter(({ name }) => name.startsWith(bench.only))) {
    rows.push(await measure(bench, scenario));
  }
  return [...rows, night];
}

const half = (booked: Booked[] = [], part: 0 | 1): Booked[] => booked.filter((_, n) => n % 2 === part);

function ordersOf(all: Order[], kind: keyof typeof ROUND, round: number): Order[] {
  let start = round * ORDERS;
  for (const [name, count] of Object.entries(ROUND)) {
    if (name === kind) return all.slice(start, start + count);
    start += count;
  }
  return [];
}

async function measure({ server, seconds, rounds }: Bench, scenario: Scenario): Promise<Row> {
  const { name, base, connections, isCrowd, isEndless } = scenario;
  const { origin } = server;
  const measured: { driven: Driven; ratio: number }[] = [];
  let counted: LoadRequest[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const requests = await scenario.requests(round);
    const driven = isEndless ? requests : requests.slice(0, -COUNTED_REQUESTS);
    counted = requests.slice(-COUNTED_REQUESTS);
    const bare = await drive({
      origin,
      connections,
      isCrowd,
      seconds: seconds / 2,
      requests: BASES[base ?? "bare"],
      isEndless: true,
    });
    const result = await drive(
      { origin, connections, isCrowd, seconds, requests: driven, isEndless },
      { keepsBodies: scenario.keep !== undefined },
    );
    scenario.keep?.(result.bodies, round);
    measured.push({ driven: result, ratio: result.perSecond / bare.perSecond });
    const odd = Object.entries(result.statuses).filter(([status]) => !/^2/.test(status));
    if (odd.length > 0) console.error(`${name}: ${JSON.stringify(Object.fromEntries(odd))}`);
  }
  const mean = (of: (one: (typeof measured)[number]) => number) =>
    measured.reduce((sum, one) => sum + of(one), 0) / measured.length;
  return {
    name,
    connections,
    base,
    perSecond: mean(({ driven }) => driven.perSecond),
    p50: mean(({ driven }) => driven.p50),
    p95: mean(({ driven }) => driven.p95),
    p99: mean(({ driven }) => driven.p99),
    errors: measured.reduce((sum, { driven }) => sum + driven.errors, 0),
    ratio: mean(({ ratio }) => ratio),
    ...(await count(origin, counted)),
  };
}

/** What single requests ask of D1, with what follows their answers. */
async function count(
  origin: string,
  requests: LoadRequest[],
): Promise<Pick<Row, "roundTrips" | "statements" | "rowsRead">> {
  await fetch(`${origin}/bare/count`, { method: "POST" });
  for (const { method, path, headers, body } of requests)
    await (await fetch(origin + path, { method, headers, body })).text();
  await sleep(AFTERMATH_MS);
  const counts = (await (await fetch(`${origin}/bare/count`)).json()) as Record<string, number>;
  const each = (name: string) => (counts[name] ?? 0) / requests.length;
  return { roundTrips: each("roundTrips"), statements: each("statements"), rowsRead: each("rowsRead") };
}

type Database = Awaited<ReturnType<BenchServer["database"]>>;

/** The nightly job lays the slots of every listing for all days that can be booked. */
async function layNight(server: BenchServer, database: Database): Promise<Row> {
  const laid = () =>
    database
      .prepare("SELECT count(*) AS count FROM slot_listings WHERE food_listing_id LIKE 'edge-%'")
      .first<number>("count");
  const began = performance.now();
  await server.fire(NIGHTLY, Date.now());
  let [count, before] = [0, -1];
  // Every schedule gets as many slots; when the number stands still, the night is over.
  while (count === 0 || count % LISTINGS !== 0 || count !== before) {
    if (performance.now() - began > LAY_TIMEOUT_MS) throw new Error(`Only ${count} slots were laid`);
    await sleep(POLL_MS);
    before = count;
    count = Number(await laid());
  }
  const seconds = (performance.now() - began) / 1_000;
  const none = { p50: null, p95: null, p99: null, errors: 0, base: null, ratio: null };
  return {
    name: `night of ${LISTINGS} schedules, ${count} slots (slots/s)`,
    connections: 1,
    perSecond: count / seconds,
    ...none,
    roundTrips: null,
    statements: null,
    rowsRead: null,
  };
}

/** Calls on the year that is stored: their answers are as long as a business's day or a customer's page. */
async function historyCalls(database: Database, lastDay: string) {
  const { results } = await database
    .prepare("SELECT id, business_id, customer_id FROM scheduled_pickups WHERE date = ? LIMIT 500")
    .bind(lastDay)
    .all<{ id: string; business_id: string; customer_id: string }>();
  const provider = (businessId: string) => makeToken("provider", `staff-of-${businessId}`, businessId);
  const calls = await Promise.all(
    results.map(async ({ id, business_id, customer_id }) => ({
      mine: { path: "my-pickups/", token: await makeToken("customer", customer_id) },
      overview: { path: `schedule-overview/?date=${lastDay}`, token: await provider(business_id) },
      details: { path: `pickups/${id}/`, token: await provider(business_id) },
    })),
  );
  return {
    mine: reads(calls.map(({ mine }) => mine)),
    overviews: reads(calls.map(({ overview }) => overview)),
    details: reads(calls.map(({ details }) => details)),
  };
}

/**
 * `npm run test:chaos [-- --kills N --seed N --customers N]`: mixed load on a real server that is killed again and again
 * (SIGKILL), then a verdict on everything that clients were told. The seed settles who asks for what and when it is
 * killed, not how the machine interleaves it.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { leaksIn, leaksOfServer } from "../support/log-leaks.ts";
import { Random } from "../support/random.ts";
import { commandLine, reliabilityRow } from "../support/reliability-row.ts";
import { Client } from "./client.ts";
import { type Disk, readDisk } from "./disk.ts";
import { History } from "./history.ts";
import { type Evidence, judge, RULES, repeatsAfterCuts } from "./judge.ts";
import { lies } from "./lies.ts";
import { Load } from "./load.ts";
import { readPickups, readSpots, reconcile } from "./observe.ts";
import { Server } from "./server.ts";
import { PERSONAL, PLANTED, settle } from "./town.ts";

const USUAL = { kills: 20, customers: 120 };
const WORKERS = 12;
/** Between two kills come this many calls, or as many as a slow machine manages in the time. */
const CALM = { leastCalls: 30, mostCalls: 200, mostMs: 4_000, jitterMs: 60 };
/** The whole server dies instead of the runtime in every so many, and in the last, so that nothing is left in memory. */
const SERVER_KILL_EVERY = 7;
const VERDICT_MS = 60_000;
/** Alarms alone have this long to empty the outboxes; the rest of the time is for reconcile. */
const QUIET_MS = 45_000;
const POLL_MS = 500;
const TICK_MS = 5;
const SHOWN_PROBLEMS = 5;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: String(USUAL.kills) },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    customers: { type: "string", default: String(USUAL.customers) },
    port: { type: "string", default: "8793" },
  },
});
const [kills, seed, customers] = [Number(values.kills), Number(values.seed), Number(values.customers)];
if (!(kills >= 1 && customers >= 4 && Number.isInteger(seed)))
  throw new Error("--kills, --customers or --seed is no number");
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

let passed = 0;
let failed = 0;
let waitedAtLastKill: number | null = null;
const random = new Random(seed);
const history = new History();
const server = new Server(values.port);
const client = new Client(server.origin);

console.log(`seed ${seed}, ${kills} kills, ${customers} customers`);
await server.start();
const town = await settle(client, customers);
const probe = `/api/scheduling/public/locations/${town.businessId}/`;
console.log(`open: ${town.slots.size} slots, ${town.orders.length} orders, ${WORKERS} callers at once`);

const load = new Load(client, town, history, random);
await killAgainAndAgain();
const lastRestart = performance.now();
const { disk, quietAfterMs } = await untilQuiet(lastRestart);
const reconciliation = await reconcile(client, town);
const judgedAfterMs = performance.now() - lastRestart;
const known = new Map(
  history.calls.flatMap(({ pickupId, orderId }) => (pickupId ? [[pickupId, orderId] as const] : [])),
);
const seen = {
  ...(await readPickups(client, town, known)),
  spots: await readSpots(client, town),
  disk,
  reconciliation,
};
const evidence: Evidence = { calls: history.calls, outages: history.outages, seen };
await server.stop();

report(evidence);
process.exit(failed > 0 ? 1 : 0);

async function killAgainAndAgain(): Promise<void> {
  load.resume(random);
  load.start(WORKERS, (worker) => new Random(seed + 1 + worker));
  for (let n = 1; n <= kills; n += 1) {
    await untilCalls(random.between(CALM.leastCalls, CALM.mostCalls));
    await sleep(random.between(0, CALM.jitterMs));
    const isLast = n === kills;
    const isWhole = isLast || n % SERVER_KILL_EVERY === 0;
    const runtime = isWhole ? null : await server.findRuntime();
    load.pause();
    const killedAt = performance.now();
    if (runtime === null) {
      await server.stop();
      if (isLast) waitedAtLastKill = waitingIn(server.state);
      await server.start();
    } else process.kill(runtime, "SIGKILL");
    if (!(await server.isBack(probe))) {
      console.log("The dev server did not recover from a kill of the runtime by itself: started again");
      await server.restart();
    }
    const backAt = performance.now();
    history.outages.push({ what: runtime === null ? "server" : "runtime", killedAt, backAt });
    if (isLast) await load.stop();
    else load.resume(random);
  }
}

async function untilCalls(more: number): Promise<void> {
  const [enough, deadline] = [history.calls.length + more, performance.now() + CALM.mostMs];
  while (history.calls.length < enough && performance.now() < deadline) await sleep(TICK_MS);
}

/** How much the killed server had still to write out. Null when its files were not yet at rest. */
function waitingIn(state: string): number | null {
  try {
    return readDisk(state).waiting;
  } catch {
    return null;
  }
}

/** Waits for the alarms to do their work. Nothing else calls the objects meanwhile. */
async function untilQuiet(since: number): Promise<{ disk: Disk; quietAfterMs: number }> {
  for (;;) {
    let disk: Disk | null = null;
    let reason: unknown = null;
    try {
      disk = readDisk(server.state);
    } catch (error) {
      reason = error;
    }
    const waitedMs = performance.now() - since;
    if (disk && (disk.waiting === 0 || waitedMs > QUIET_MS)) return { disk, quietAfterMs: waitedMs };
    if (waitedMs > QUIET_MS) throw new Error("The files of the objects cannot be read", { cause: reason });
    await sleep(POLL_MS);
  }
}

function report(all: Evidence): void {
  const { calls, outages } = all;
  console.log("\ncall      outcome   answer  count");
  for (const { kind, outcome, status, count } of history.tally()) {
    console.log(`${kind.padEnd(9)} ${outcome.padEnd(9)} ${status.padEnd(7)} ${count}`);
  }
  for (const what of ["runtime", "server"] as const) {
    const downMs = outages.filter((outage) => outage.what === what).map(({ killedAt, backAt }) => backAt - killedAt);
    if (downMs.length === 0) continue;
    const mean = downMs.reduce((sum, ms) => sum + ms, 0) / downMs.length;
    console.log(
      `kill -9 of the ${what}: ${downMs.length}, back after ${seconds(mean)} on average, ${seconds(Math.max(...downMs))} at most`,
    );
  }
  console.log(`at the last kill ${waitedAtLastKill ?? "some"} entries waited in outboxes`);
  console.log(
    `after the last restart: ${disk.waiting} left and D1 compared with ${disk.objects} objects after ${seconds(quietAfterMs)}, ` +
      `${reconciliation.checked} slots reconciled after ${seconds(judgedAfterMs)}`,
  );
  const { ok, refused } = repeatsAfterCuts(calls);
  console.log(`cut-off changes asked again: ${ok} got their own answer, ${refused} were refused as done already\n`);
  for (const [rule, problems] of judge(town, all)) check(rule, problems);
  check(
    "all of it is known within 60 s of the last restart",
    judgedAfterMs <= VERDICT_MS ? [] : [seconds(judgedAfterMs)],
  );
  check("the server's log names nobody", leaksOfServer(server.log, [...PERSONAL, ...load.codes]));
  check("the load met successes, refusals and broken calls", poverty(all));
  const told = lies(town, all);
  for (const { name, evidence: doctored, breaks } of told) {
    const isCaught = (judge(town, doctored).get(breaks)?.length ?? 0) > 0;
    check(`the judge catches ${name}`, isCaught ? [] : [`"${breaks}" let it pass`]);
  }
  check(
    "every rule is lied to",
    Object.keys(RULES).filter((rule) => !told.some(({ breaks }) => breaks === rule)),
  );
  check("the search of the log catches what is planted", leaksIn(PLANTED, PERSONAL).length === 1 ? [] : ["it did not"]);
  const acknowledged = new Set(
    calls.filter(({ kind, outcome }) => kind === "book" && outcome === "ok").map(({ pickupId }) => pickupId),
  );
  const unknown = calls.filter(({ outcome }) => outcome === "unknown").length;
  const row = reliabilityRow({
    faults:
      "`kill -9` of the runtime and of the whole server under mixed load, then every promise checked, D1 against the " +
      "objects on disk, and the log",
    command: commandLine("test:chaos", {
      kills: kills === USUAL.kills ? null : kills,
      customers: customers === USUAL.customers ? null : customers,
      seed,
    }),
    printed:
      `${outages.length} kills, ${calls.length} calls, ${acknowledged.size} bookings acknowledged, ` +
      `${unknown} calls cut off`,
    passed,
    failed,
  });
  console.log(`\n${row}`);
}

/** A run without successes, refusals or broken calls would prove nothing. */
function poverty({ calls }: Evidence): string[] {
  const has = (kind: string, outcome: string) => calls.some((call) => call.kind === kind && call.outcome === outcome);
  const missing = ["book", "cancel", "verify", "complete", "read"].filter((kind) => !has(kind, "ok"));
  return [
    ...missing.map((kind) => `no ${kind} succeeded`),
    ...(has("book", "refused") ? [] : ["no booking was refused"]),
    ...(has("book", "unknown") ? [] : ["no booking was cut off"]),
  ];
}

function check(name: string, problems: string[]): void {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`${problems.length === 0 ? "ok" : "FAILED"}: ${name}`);
  for (const problem of problems.slice(0, SHOWN_PROBLEMS)) console.log(`    ${problem}`);
  if (problems.length > SHOWN_PROBLEMS) console.log(`    and ${problems.length - SHOWN_PROBLEMS} more`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/**
 * `npm run bench [-- --pickups 10000,1000000 --seconds 2 --rounds 2 --out FILE --compare FILE]`: the production Worker under
 * load from a second process, each route beside a bare route of the same Worker that was measured just before it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seedYear } from "../seed.ts";
import { buildBundle, startBundle } from "../server.ts";
import { measureAll, ORDERS, orderListing } from "./measure.ts";
import { printComparison, printGrowth, printTable, type Run } from "./report.ts";
import { fillTown } from "./town.ts";

const BUNDLE = {
  entry: "test/bench-worker/worker.ts",
  out: ".wrangler/bench-edge",
  objects: ["BareObject"],
  // What follows a booking is worked off by other machines of the platform; here it would take the cores of the load.
  deaf: ["pickup-changes", "notifications", "webhook-deliveries"],
};
const SEED = 1;

const { values } = parseArgs({
  options: {
    pickups: { type: "string", default: "10000,1000000" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "2" },
    only: { type: "string", default: "" },
    out: { type: "string", default: ".wrangler/bench.json" },
    compare: { type: "string" },
  },
});
const sizes = values.pickups.split(",").map(Number);
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
if (![...sizes, rounds].every((value) => Number.isSafeInteger(value) && value >= 1) || !(seconds > 0)) {
  console.error("usage: npm run bench [-- --pickups 10000,1000000 --seconds 2 --rounds 2 --out FILE --compare FILE]");
  process.exit(2);
}
const before = values.compare ? (JSON.parse(readFileSync(values.compare, "utf8")) as Run[]) : null;

await buildBundle(BUNDLE);
const runs: Run[] = [];
for (const pickups of sizes) {
  const state = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const { lastDay } = await seedYear({ state, pickups, seed: SEED });
    const orders = await fillTown(state, ORDERS * rounds, orderListing);
    const server = await startBundle(state, BUNDLE);
    try {
      runs.push({ pickups, rows: await measureAll({ server, orders, lastDay, seconds, rounds, only: values.only }) });
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}
for (const run of runs) printTable(run);
printGrowth(runs);
if (before) printComparison(before, runs);
writeFileSync(values.out, JSON.stringify(runs, null, 2));

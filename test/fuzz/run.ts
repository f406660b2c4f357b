/**
 * `npm run test:fuzz [-- --runs N --seed N --url URL]`: requests drawn from the server's own description, by every kind
 * of caller, valid and spoiled. Each answer must be declared, match its schema, be no server error and show nobody
 * another's data, nor may the log name anybody. The seed draws the same requests again; what they refer to depends on what the server answered.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { seed as seedDemo } from "../../scripts/seed.ts";
import { leaksOfServer } from "../support/log-leaks.ts";
import { commandLine, reliabilityRow } from "../support/reliability-row.ts";
import { PLANTED } from "./atoms.ts";
import { readDescription } from "./description.ts";
import { fuzz, LANES, reachAll } from "./fuzzer.ts";
import { tellLies } from "./lies.ts";
import { Report } from "./report.ts";
import { Seeder } from "./seeding.ts";
import { Client, type Server, startServer } from "./server.ts";
import { World } from "./world.ts";

const USUAL_RUNS = 10_000;
/** From here on a run is long enough to have tried everything. */
const COMPLETE_RUNS = 1_000;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: String(USUAL_RUNS) },
    seed: { type: "string" },
    url: { type: "string" },
    port: { type: "string", default: "8792" },
  },
});
const runs = Number(values.runs);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const origin = new URL(values.url ?? `http://localhost:${values.port}`);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isInteger(seed) || !LOOPBACK.includes(origin.hostname)) {
  console.error("usage: npm run test:fuzz [-- --runs 10000 --seed N --url http://localhost:PORT]");
  process.exit(2);
}
console.log(`Seed ${seed}, ${runs} requests`);

let server: Server | null = null;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await server?.stop();
    process.exit(1);
  });
}
const client = new Client(origin, LANES);
const report = new Report();
try {
  if (values.url === undefined) server = await startServer(values.port);
  await seedDemo(origin.href);
  const run = Date.now().toString(36);
  const world = new World(run);
  const seeder = new Seeder(client, world, run);
  await seeder.seedAll();
  const description = await readDescription(origin.href);
  const serverLog = () => server?.log() ?? "";
  const about = { client, world, seeder, description, report, serverLog };
  await fuzz(about, { seed, runs });
  if (runs >= COMPLETE_RUNS) {
    const unreached = await reachAll(about, seed);
    report.check(
      `each of ${description.operations.length} operations succeeded at least once, but for those on recommendations`,
      unreached.map(({ name }) => name),
    );
  }
  for (const { name, problems } of await tellLies(about)) report.check(name, problems);
  if (server)
    report.check("the server's log names nobody", leaksOfServer(server.log(), [...world.ledger.personal, PLANTED]));
  console.log(`\nWords that only their owners may read: ${world.ledger.size}`);
} finally {
  client.close();
  await server?.stop();
}
report.print();
console.log(`Seed ${seed}\n`);
console.log(
  reliabilityRow({
    faults: "valid and invalid requests of every operation and role, forged and foreign ones among them, and the log",
    command: commandLine("test:fuzz", { runs: runs === USUAL_RUNS ? null : runs, seed }),
    printed: `${report.requests} requests`,
    ...report,
  }),
);
process.exit(report.failed > 0 ? 1 : 0);

/**
 * `npm run test:fuzz [-- --runs N --seed N --url URL]`: requests drawn from the server's own description, by every kind
 * of caller, valid and spoiled. Each answer must be declared, match its schema, be no server error and show nobody
 * another's data. The seed draws the same requests again; what they refer to depends on what the server answered.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { seed as seedDemo } from "../../scripts/seed.ts";
import { readDescription } from "./description.ts";
import { fuzz, LANES } from "./fuzzer.ts";
import { Report } from "./report.ts";
import { Seeder } from "./seeding.ts";
import { Client, type Server, startServer } from "./server.ts";
import { World } from "./world.ts";

const PORT = "8792";
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10000" }, seed: { type: "string" }, url: { type: "string" } },
});
const runs = Number(values.runs);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const origin = new URL(values.url ?? `http://localhost:${PORT}`);
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
  if (values.url === undefined) server = await startServer(PORT);
  await seedDemo(origin.href);
  const run = Date.now().toString(36);
  const world = new World(run);
  const seeder = new Seeder(client, world, run);
  await seeder.seedAll();
  const description = await readDescription(origin.href);
  await fuzz({ client, world, seeder, description, report, serverLog: () => server?.log() ?? "" }, { seed, runs });
  console.log(`\nWords that only their owners may read: ${world.ledger.size}`);
} finally {
  client.close();
  await server?.stop();
}
report.print();
console.log(`Seed ${seed}\n${report.passed} passed, ${report.failed} failed`);
process.exit(report.failed > 0 ? 1 : 0);

/**
 * Runs README's walkthrough as written against a started server, at awkward times of day and a week after seeding; then what
 * it says of jobs.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { started } from "../support/started.ts";

const PORT = "8791";
const START_TIMEOUT_MS = 90_000;
const ZONE_OFFSET_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;
const CRONS_FIRED = 5;

const script = blockUnder("Walkthrough");
/** With the walkthrough's variables; fires every cron. */
const jobs = blockUnder("Jobs");

/** The instant of a wall-clock time in Pretoria, some days from today. */
const pretoria = (time: string, days: number) =>
  new Date(Math.floor((Date.now() + ZONE_OFFSET_MS) / DAY_MS + days) * DAY_MS).toISOString().slice(0, 11) +
  `${time}:00+02:00`;

const moments = [
  { name: "now", instant: null },
  { name: "at 00:10", instant: pretoria("00:10", 1) },
  { name: "at 23:50", instant: pretoria("23:50", 0) },
  { name: "a week later", instant: pretoria("15:00", 7) },
];

const state = mkdtempSync(join(tmpdir(), "walkthrough-"));
let passed = 0;
let failed = 0;

await withServer(async (output) => {
  check("the first start brings in the demo data", output.includes("brought in just now"));
  check("nothing that looks like an error is printed", !/error|\bat .+:\d+:\d+/i.test(output), output);
  for (const { name, instant } of moments) {
    const result = run(script, instant);
    check(`the walkthrough ends with a completed pickup ${name}`, /"completed_pickups":[1-9]/.test(result), result);
  }
  const result = run(`${script}\n${jobs}`, null);
  check("each cron of README's jobs ends well", result.match(/^ok$/gm)?.length === CRONS_FIRED, result);
  check("whoever did not come has missed the pickup", /^missed$/m.test(result), result);
  const told = /^\{"count".*"results".*$/m.exec(result)?.[0] ?? "{}";
  const reminder = (JSON.parse(told).results ?? []).find(
    ({ type, channel }: Told) => type === "reminder_1_hour" && channel === "email",
  );
  check(
    "the reminder of one hour was sent by the log",
    reminder?.state === "sent" && reminder.provider === "log",
    told,
  );
  const docs = await fetch(`http://localhost:${PORT}/docs/`);
  check("the documentation page is served", docs.ok && (await docs.text()).includes("swagger-ui"));
});
await withServer(async (output) => check("a second start keeps the data", output.includes("kept from before"), output));
rmSync(state, { recursive: true, force: true });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

function check(name: string, isTrue: boolean, detail = ""): void {
  if (isTrue) passed += 1;
  else failed += 1;
  console.log(`${isTrue ? "ok" : "FAILED"}: ${name}${isTrue ? "" : `\n${detail}`}`);
}

interface Told {
  type: string;
  channel: string;
}

/** README's first shell script of a section. */
function blockUnder(title: string): string {
  const section = readFileSync("README.md", "utf8").split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  const block = /```sh\n([\s\S]*?)```/.exec(section)?.[1];
  if (!block) throw new Error(`README.md has no script under ${title}`);
  return block;
}

/** A script under bash; another instant reaches each call that does not name its own. */
function run(lines: string, instant: string | null): string {
  const clock = instant
    ? `curl() { case "$*" in *X-Now:*) command curl "$@";; *) command curl -H "X-Now: ${instant}" "$@";; esac; }\n`
    : "";
  const commands = `set -eu\n${clock}${lines.replaceAll("localhost:8787", `localhost:${PORT}`)}`;
  const { stdout, stderr } = spawnSync("bash", ["-c", commands], { encoding: "utf8" });
  return `${stdout}\n${stderr}`;
}

async function withServer(work: (output: string) => Promise<void> | void): Promise<void> {
  const server = spawn("node", ["scripts/start.ts", "--port", PORT, "--state", state], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | null>((resolve) => server.on("exit", resolve));
  try {
    await started(server, START_TIMEOUT_MS, (printed) => {
      output += printed;
    });
    await work(output);
  } finally {
    server.kill("SIGINT");
    check("stopping it is no error", (await ended) === 0);
  }
}

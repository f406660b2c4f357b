/**
 * `npm run test:simulator [-- --runs N --seed N]`: the slot's rules against their model over random sequences, and the
 * slot's object with D1 and its queues among injected faults, with the broken variants of both. Runs the same tests as
 * `npm test`, as long as is asked for (also by SIMULATOR_SEEDS), and sums up what they print. A seed runs alone.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { commandLine, reliabilityRow } from "../support/reliability-row.ts";

const USUAL_RUNS = 8;
/** Sequences of the rules for each run of the simulator, so that both grow together. */
const SEQUENCES_PER_RUN = 500;
const SUITES = { rules: "test/domain/booking-model.test.ts", simulator: "test/booking/simulator.test.ts" };
const SHOWN_LINES = 12;

interface Run {
  suite: keyof typeof SUITES;
  seed?: number;
  runs?: number;
  commands: number;
  faults?: Record<string, number>;
  broken?: string | null;
}

interface TestFile {
  name: string;
  assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
}

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: process.env.SIMULATOR_SEEDS || String(USUAL_RUNS) },
    seed: { type: "string" },
  },
});
const runs = Number(values.runs);
const isNumber = (value: number) => Number.isSafeInteger(value) && value >= 1;
if (!isNumber(runs) || (values.seed !== undefined && !isNumber(Number(values.seed)))) {
  console.error("usage: npm run test:simulator [-- --runs 8 | --seed N]");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "simulator-"));
const printed: Run[] = [];
let failed = 0;
let code: number | null = 1;
try {
  code = await runTests(join(folder, "results.json"));
  const files = (JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as { testResults: TestFile[] })
    .testResults;
  for (const file of files) showFailures(file);
  console.log(`\n${rowOf("rules", files)}\n${rowOf("simulator", files)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed > 0 || code !== 0 ? 1 : 0);

/** Answers how vitest ended: an error outside of all tests fails none of them, and stands on standard error alone. */
function runTests(results: string): Promise<number | null> {
  const bin = resolve("node_modules/.bin");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  const child = spawn(
    join(bin, "node"),
    [join(bin, "vitest"), "run", ...Object.values(SUITES), ...reporters, "--silent=false"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        SIMULATOR_SEEDS: String(runs),
        SIMULATOR_SEED: values.seed ?? "",
        MODEL_RUNS: String(runs * SEQUENCES_PER_RUN),
      },
    },
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal));
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) note(line);
  });
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  return new Promise((done) =>
    child.on("close", (ended) => {
      if (ended !== 0) process.stderr.write(Buffer.concat(errors));
      done(ended);
    }),
  );
}

/** Of all that tests print only what a suite says of itself. */
function note(line: string): void {
  const start = line.indexOf('{"suite":"');
  if (start < 0) return;
  const run = JSON.parse(line.slice(start)) as Run;
  if (!(run.suite in SUITES)) return;
  printed.push(run);
  if (run.suite === "rules") console.log(`rules: ${run.runs} sequences, ${run.commands} commands`);
  else
    console.log(
      `seed ${run.seed}: ${run.commands} commands, ${sum(run.faults)} faults: ${run.broken ? "BROKEN" : "kept"}`,
    );
  if (run.broken) console.log(`    again: npm run test:simulator -- --seed ${run.seed}`);
}

function showFailures({ assertionResults }: TestFile): void {
  for (const { fullName, status, failureMessages = [] } of assertionResults) {
    if (status !== "failed") continue;
    console.log(`\nFAILED: ${fullName}`);
    for (const message of failureMessages) console.log(message.split("\n").slice(0, SHOWN_LINES).join("\n"));
  }
}

function rowOf(suite: keyof typeof SUITES, files: TestFile[]): string {
  const tests = files.filter(({ name }) => name.endsWith(SUITES[suite])).flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  // A file that could not even be loaded has no tests, and has not passed.
  const broken = tests.filter(({ status }) => status === "failed").length + (tests.length === 0 ? 1 : 0);
  failed += broken;
  const own = printed.filter((run) => run.suite === suite);
  const commands = own.reduce((total, run) => total + run.commands, 0);
  const command = commandLine("test:simulator", {
    runs: values.seed === undefined && runs !== USUAL_RUNS ? runs : null,
    seed: values.seed ?? null,
  });
  const counts = { command, passed, failed: broken };
  if (suite === "rules") {
    const sequences = own.reduce((total, run) => total + (run.runs ?? 0), 0);
    return reliabilityRow({
      faults:
        "random sequences of commands and time, the rules of seats and pickups against a model, with a stand-in for " +
        "what the object keeps of configurations, repeats and withdrawals",
      printed: `${sequences} sequences, ${commands} commands`,
      ...counts,
    });
  }
  const faults = own.reduce((total, run) => total + sum(run.faults), 0);
  return reliabilityRow({
    faults:
      "projection lost before and after its commit, slow, D1 and queue out of reach, crashes at each step, evictions, " +
      "alarms twice and late, old rows again, calls at once, messages twice and out of order",
    printed: `${own.length} runs, ${commands} commands, ${faults} faults injected`,
    ...counts,
  });
}

function sum(faults: Record<string, number> = {}): number {
  return Object.values(faults).reduce((total, count) => total + count, 0);
}

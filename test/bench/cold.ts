/**
 * `npm run bench:cold [-- --runs N --parts N]`: what an isolate does before its first request. The production bundle's size,
 * what takes the room in it, and the time that compiling and running its modules takes: that of an isolate with them over
 * that of a bare one, which carries the same bytes as text. The two start in turns, so that both meet the same machine.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { type Part, partsOf } from "./bundle-parts.ts";
import { type Start, startIsolates } from "./isolates.ts";
import { buildBundle, PRODUCTION } from "./server.ts";

/** The first isolates of a process would measure the process. */
const WARM_UP = 3;

const { values } = parseArgs({
  options: { runs: { type: "string", default: "40" }, parts: { type: "string", default: "20" } },
});
const [runs, shown] = [Number(values.runs), Number(values.parts)];
if (![runs, shown].every((count) => Number.isSafeInteger(count) && count >= 1)) {
  console.error("usage: npm run bench:cold [-- --runs 40 --parts 20]");
  process.exit(2);
}

await buildBundle();
const bundle = readFileSync(join(PRODUCTION.out, "index.js"));
const startMs = await measure(bundle.toString());
printSummary();
printParts(partsOf(join(PRODUCTION.out, "bundle-meta.json")));

/** Milliseconds of each start. */
async function measure(text: string): Promise<Record<Start, number[]>> {
  const isolates = await startIsolates(text);
  const durations: Record<Start, number[]> = { bare: [], bundle: [] };
  try {
    for (let run = 0; run < WARM_UP + runs; run += 1) {
      for (const how of ["bare", "bundle"] as const) {
        const began = performance.now();
        await isolates.start(how);
        if (run >= WARM_UP) durations[how].push(performance.now() - began);
      }
    }
  } finally {
    await isolates.stop();
  }
  return durations;
}

function printSummary(): void {
  const [bare, whole] = [median(startMs.bare), median(startMs.bundle)];
  console.log(`\nBundle: ${kilobytes(bundle.length)} KB, ${kilobytes(gzipSync(bundle).length)} KB gzip`);
  console.log(
    `Start of an isolate, median of ${runs}: ${whole.toFixed(1)} ms, ${bare.toFixed(1)} ms bare; ` +
      `the modules' work: ${(whole - bare).toFixed(1)} ms, ${(whole / bare).toFixed(1)} times the bare start\n`,
  );
}

function printParts(parts: readonly Part[]): void {
  const sumOf = (of: (part: Part) => number, some = parts) => some.reduce((sum, part) => sum + of(part), 0);
  const row = (name: string, some: readonly Part[]) => {
    const [bytes, atStart] = [sumOf((part) => part.bytes, some), sumOf((part) => part.bytesAtStart, some)];
    console.log(`| ${name} | ${kilobytes(bytes)} | ${kilobytes(atStart)} | ${kilobytes(bytes - atStart)} |`);
  };
  console.log("| part | KB | runs at start | when needed |");
  console.log("|---|--:|--:|--:|");
  for (const part of parts.slice(0, shown)) row(part.name, [part]);
  if (parts.length > shown) row(`${parts.length - shown} smaller ones`, parts.slice(shown));
  row("all", parts);
}

function median(durations: readonly number[]): number {
  return durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? Number.NaN;
}

function kilobytes(bytes: number): string {
  return (bytes / 1_024).toFixed(1);
}

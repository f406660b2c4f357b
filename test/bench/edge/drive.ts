/** Runs the load generator in its own process. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadJob, LoadResult } from "./load.ts";

export interface Driven extends LoadResult {
  perSecond: number;
  errors: number;
  /** The answers' bodies in the order of the requests, when they were asked for. */
  bodies: string[];
}

export async function drive(
  job: Omit<LoadJob, "bodiesFile">,
  options: { keepsBodies?: boolean } = {},
): Promise<Driven> {
  const folder = mkdtempSync(join(tmpdir(), "load-"));
  try {
    const [file, bodiesFile] = [join(folder, "job.json"), join(folder, "bodies")];
    writeFileSync(file, JSON.stringify({ ...job, ...(options.keepsBodies && { bodiesFile }) }));
    const child = spawn(process.execPath, [join(import.meta.dirname, "load.ts"), file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) throw new Error(`The load generator ended with ${code}`);
    const result = JSON.parse(printed) as LoadResult;
    const good = Object.entries(result.statuses)
      .filter(([status]) => /^2/.test(status))
      .reduce((sum, [, count]) => sum + count, 0);
    return {
      ...result,
      perSecond: good / result.seconds,
      errors: result.requests - good,
      bodies: options.keepsBodies ? readFileSync(bodiesFile, "utf8").split("\n") : [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

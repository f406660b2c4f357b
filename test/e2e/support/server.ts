/** Starts a server as a newcomer would, beside a restaurant that has been there for a year, for the whole run. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { started } from "../../support/started.ts";
import { writeHistory } from "./history.ts";

const START_TIMEOUT_MS = 90_000;

declare module "vitest" {
  interface ProvidedContext {
    origin: string;
  }
}

export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const port = process.env.E2E_PORT ?? "8793";
  const state = mkdtempSync(join(tmpdir(), "e2e-"));
  await writeHistory(state);
  const server = spawn("node", ["scripts/start.ts", "--port", port, "--state", state], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ended = new Promise((resolve) => server.on("exit", resolve));
  await started(server, START_TIMEOUT_MS, (text) => {
    printed += text;
  });
  project.provide("origin", `http://localhost:${port}`);
  return async () => {
    server.kill("SIGINT");
    await ended;
    rmSync(state, { recursive: true, force: true });
    const errors = printed.split("\n").filter((line) => /"level":"error"/.test(line));
    if (errors.length > 0) throw new Error(`The server reported errors:\n${errors.join("\n")}`);
  };
}

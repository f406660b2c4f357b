/** Runs wrangler without questions, telemetry or look-ups beyond this machine. */
import { type ChildProcess, spawn } from "node:child_process";

const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
};

export function startWrangler(
  args: string[],
  options: { env?: Record<string, string>; isSilent?: boolean } = {},
): ChildProcess {
  return spawn("node_modules/.bin/wrangler", args, {
    stdio: ["ignore", options.isSilent ? "pipe" : "inherit", "inherit"],
    env: { ...process.env, ...QUIET, ...options.env },
  });
}

/** Rejects when wrangler fails, with what it had printed. */
export async function runWrangler(args: string[], options: { env?: Record<string, string> } = {}): Promise<string> {
  const child = startWrangler(args, { ...options, isSilent: true });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${output}`);
  return output;
}

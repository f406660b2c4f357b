/** `npm start [-- --port N --state DIR --log-level LEVEL]`: everything local. Migrates, starts the server, brings in the demo data once, says where to look. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ACCOUNTS_FILE } from "./build-assets.ts";
import { ACCOUNTS } from "./demo.ts";
import { seed } from "./seed.ts";
import { makeToken, ROLES } from "./tokens.ts";
import { ensureVariables } from "./variables.ts";
import { runWrangler, startWrangler } from "./wrangler.ts";

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 250;
/** A server may run for days. */
const ACCOUNT_LIFETIME = "30d";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    state: { type: "string", default: ".wrangler/state" },
    // Wrangler's: "log" shows what the Worker says of each request.
    "log-level": { type: "string", default: "warn" },
  },
});
const origin = `http://localhost:${values.port}`;

ensureVariables();
await offerAccounts();
await runWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", values.state], {
  env: { CI: "true" },
});

const server = startWrangler(
  [
    "dev",
    "--port",
    values.port,
    "--persist-to",
    values.state,
    "--show-interactive-dev-session=false",
    "--log-level",
    values["log-level"],
  ],
  {},
);
let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isStopping = true;
    server.kill(signal);
  });
}
server.on("exit", (code) => process.exit(isStopping ? 0 : (code ?? 1)));

await untilReady();
const accepted = await seed(origin);
console.log(`
Save n Bite Scheduling is running.

  Pages       ${origin}/ (one click signs a demo account in)
  API         ${origin}/api/scheduling/
  API docs    ${origin}/docs/
  Demo data   ${accepted > 0 ? "brought in just now" : "kept from before"}

Demo accounts (a token for each: npm run --silent token -- <account>)
${Object.entries(ACCOUNTS)
  .map(([role, { sub, businessId }]) => `  ${role.padEnd(10)}  ${sub}${businessId ? ` of ${businessId}` : ""}`)
  .join("\n")}

Notifications are written to this log while no provider is configured. README.md walks through a pickup and fires the
crons, which do not run by themselves here; GET ${origin}/api/scheduling/admin/jobs/ shows what they did. Stop with Ctrl+C.
`);

/** What the pages offer to sign in as. The tokens are signed with the secrets of this machine and open no other server. */
async function offerAccounts(): Promise<void> {
  const accounts = ROLES.map(async (role) => {
    const { sub, businessId } = ACCOUNTS[role];
    return { role, name: sub, token: await makeToken(role, sub, businessId, ACCOUNT_LIFETIME) };
  });
  writeFileSync(ACCOUNTS_FILE, JSON.stringify(await Promise.all(accounts)));
}

async function untilReady(): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      if ((await fetch(`${origin}/openapi.json`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  server.kill();
  throw new Error(`The server did not answer on ${origin} within ${START_TIMEOUT_MS / 1_000} s`);
}

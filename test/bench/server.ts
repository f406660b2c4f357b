/** The production bundle on the Workers runtime, without the development server, which costs more than what is measured. */

import { basename, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { ensureVariables } from "../../scripts/variables.ts";
import { runWrangler } from "../../scripts/wrangler.ts";

/** What is bundled, and the objects that it has beside those of wrangler.toml. */
export interface Bundle {
  entry: string;
  out: string;
  objects: string[];
  /** Queues that nobody works on meanwhile. */
  deaf: string[];
}

export const PRODUCTION: Bundle = { entry: "src/index.ts", out: ".wrangler/bench-bundle", objects: [], deaf: [] };
/** The first sieve against floods would measure itself. */
const NO_LIMIT = 1_000_000_000;

export interface BenchServer {
  origin: string;
  /** Fires a cron as if at an instant, and waits for its task. What it queues goes on afterwards. */
  fire(cron: string, at: number): Promise<void>;
  database(): Promise<D1>;
  images(): Promise<R2>;
  stop(): Promise<void>;
}

type D1 = Awaited<ReturnType<Miniflare["getD1Database"]>>;
type R2 = Awaited<ReturnType<Miniflare["getR2Bucket"]>>;

/** Leaves beside the bundle, as `bundle-meta.json`, what esbuild says of its modules. */
export async function buildBundle({ entry, out } = PRODUCTION): Promise<void> {
  await import("../../scripts/build-assets.ts");
  await runWrangler(["deploy", entry, "--dry-run", "--minify", "--metafile", "--outdir", out]);
}

/** On the same state folders as `npm start -- --state DIR`. */
export async function startBundle(state: string, { entry, out, objects, deaf } = PRODUCTION): Promise<BenchServer> {
  ensureVariables(); // which are read from there
  const { workerOptions } = unstable_getMiniflareWorkerOptions("wrangler.toml");
  for (const limit of Object.values(workerOptions.ratelimits ?? {})) limit.simple.limit = NO_LIMIT;
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: "save-n-bite-scheduling",
      modulesRoot: out,
      modules: [{ type: "ESModule", path: join(out, basename(entry).replace(/ts$/, "js")) }],
      durableObjects: Object.assign(
        {},
        workerOptions.durableObjects,
        Object.fromEntries(objects.map((name) => [bindingOf(name), { className: name, useSQLite: true }])),
      ),
      // The API alone: the local router of files takes twice as long as the runtime for an empty route.
      assets: undefined,
      // Learning takes seconds for each business, and would be measured with whatever runs meanwhile.
      bindings: Object.assign({}, workerOptions.bindings, { DEMAND_FORECASTING_ENABLED: "false" }),
      queueConsumers: Object.fromEntries(
        Object.entries(workerOptions.queueConsumers ?? {}).filter(([queue]) => !deaf.includes(queue)),
      ),
      cf: false,
      port: 0,
      resourcePersistencePath: join(state, "v3"),
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: () => {},
    }),
  );
  const origin = (await runtime.ready).origin;
  return {
    origin,
    async fire(cron, at) {
      const worker = await runtime.getWorker();
      const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date(at) });
      if (outcome !== "ok") throw new Error(`${cron} ended as ${outcome}`);
    },
    database: () => runtime.getD1Database("DB"),
    images: () => runtime.getR2Bucket("QR_CODES"),
    stop: () => runtime.dispose(),
  };
}

/** As wrangler.toml names bindings: `BareObject` is `BARE_OBJECT`. */
const bindingOf = (className: string): string => className.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

/** Fresh isolates of the Workers runtime, one after another in one process, as the platform starts them. */
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

/** What an isolate does with the bundle: runs its modules, or only carries the same bytes. */
export type Start = "bundle" | "bare";

export interface Isolates {
  /** Starts one and waits for its answer, which asks nothing of the bundle. */
  start(how: Start): Promise<void>;
  stop(): Promise<void>;
}

const HOST = `
import bundle from "bundle.txt";

const ANSWER = "export default { fetch: () => new Response() };";
const MODULES = {
  "/bundle": { "main.js": \`import "./bundle.js"; \${ANSWER}\`, "bundle.js": bundle },
  "/bare": { "main.js": ANSWER, "bundle.txt": { text: bundle } },
};

export default {
  fetch(request, { LOADER, COMPATIBILITY_DATE }) {
    const modules = MODULES[new URL(request.url).pathname];
    const code = { compatibilityDate: COMPATIBILITY_DATE, mainModule: "main.js", modules };
    return LOADER.get(crypto.randomUUID(), () => code).getEntrypoint().fetch(request);
  },
};`;

export async function startIsolates(bundle: string): Promise<Isolates> {
  const compatibilityDate = String(unstable_getMiniflareWorkerOptions("wrangler.toml").workerOptions.compatibilityDate);
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      name: "isolates",
      compatibilityDate,
      modules: [
        { type: "ESModule", path: "host.js", contents: HOST },
        { type: "Text", path: "bundle.txt", contents: bundle },
      ],
      bindings: { COMPATIBILITY_DATE: compatibilityDate },
      workerLoaders: { LOADER: {} },
      cf: false,
      port: 0,
      log: new Log(LogLevel.NONE),
    }),
  );
  const origin = (await runtime.ready).origin;
  return {
    async start(how) {
      const response = await fetch(`${origin}/${how}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`An isolate did not start: ${text}`);
    },
    stop: () => runtime.dispose(),
  };
}

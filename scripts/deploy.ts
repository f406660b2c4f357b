/** `npm run deploy [-- --dry-run]`: remote migrations, then the Worker. A dry run bundles and prints the bundle's size. */

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { runWrangler } from "./wrangler.ts";

/** Workers load faster the smaller they are; the platform's own limit is far above. */
const MAX_GZIP_KB = 400;
const OUT = ".wrangler/bundle";

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });

await import("./build-assets.ts");
rmSync(OUT, { recursive: true, force: true });
await runWrangler(["deploy", "--dry-run", "--minify", "--outdir", OUT]);
const scripts = readdirSync(OUT).filter((file) => file.endsWith(".js"));
const kilobytes = gzipSync(Buffer.concat(scripts.map((file) => readFileSync(`${OUT}/${file}`)))).length / 1_024;
console.log(`Bundle: ${kilobytes.toFixed(1)} KB gzip (limit ${MAX_GZIP_KB} KB)`);
if (kilobytes > MAX_GZIP_KB) {
  console.error("The bundle is too large.");
  process.exit(1);
}
if (!values["dry-run"]) {
  console.log(await runWrangler(["d1", "migrations", "apply", "DB", "--remote"], { env: { CI: "true" } }));
  console.log(await runWrangler(["deploy", "--minify"]));
}

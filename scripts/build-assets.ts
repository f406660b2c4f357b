/** `npm run assets`: builds the static files that the Worker serves: the pages, and the API's documentation. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "vite";

const OUT = ".assets";
const SWAGGER_UI = "node_modules/swagger-ui-dist";
/** What a local server offers to sign in as. Nobody, until it has started: this is what is deployed. */
export const ACCOUNTS_FILE = `${OUT}/accounts.json`;

await build({ configFile: "src/web/vite.config.ts", logLevel: "warn" });
mkdirSync(`${OUT}/docs`, { recursive: true });
cpSync("src/web/docs", `${OUT}/docs`, { recursive: true });
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) cpSync(`${SWAGGER_UI}/${file}`, `${OUT}/docs/${file}`);
writeFileSync(ACCOUNTS_FILE, "[]");

/** Builds the static files that the Worker serves: the API's documentation page. */
import { cpSync, mkdirSync, rmSync } from "node:fs";

const OUT = ".assets";
const SWAGGER_UI = "node_modules/swagger-ui-dist";

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/docs`, { recursive: true });
cpSync("src/web/docs", `${OUT}/docs`, { recursive: true });
cpSync("src/web/_headers", `${OUT}/_headers`);
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) cpSync(`${SWAGGER_UI}/${file}`, `${OUT}/docs/${file}`);

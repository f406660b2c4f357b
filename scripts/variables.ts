/** Local variables from `.dev.vars`, which the first start makes from the committed example. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

const FILE = ".dev.vars";
const EXAMPLE = ".dev.vars.example";

export function ensureVariables(): void {
  if (!existsSync(FILE)) copyFileSync(EXAMPLE, FILE);
}

export function variable(name: string): string {
  const value = parseEnv(readFileSync(existsSync(FILE) ? FILE : EXAMPLE, "utf8"))[name];
  if (!value) throw new Error(`${FILE} has no ${name}`);
  return value;
}

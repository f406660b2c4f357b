import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface Import {
  /** Importing file, relative to `src` and without its ending. */
  from: string;
  /** Imported file in the same form, or the name of a package. */
  to: string;
  isLocal: boolean;
  isTypeOnly: boolean;
  /** An `import()`: what it names loads when it is called. */
  isDynamic: boolean;
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../src");
const STATEMENT = /^[ \t]*(?:import|export)\b(?<clause>[^;"']*?)\bfrom\s*["'](?<path>[^"']+)["']/gm;
const BARE_OR_DYNAMIC = /^[ \t]*import\s*["'](?<bare>[^"']+)["']|\b(?:import|require)\(\s*["'](?<dynamic>[^"']+)["']/gm;

/** Source files by their path relative to `src`, without their endings. */
export function readSources(): Map<string, string> {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  return new Map(
    files.map((file) => [
      relative(ROOT, join(ROOT, file))
        .split(sep)
        .join("/")
        .replace(/\.tsx?$/, ""),
      readFileSync(join(ROOT, file), "utf8"),
    ]),
  );
}

export function importsOf(from: string, source: string): Import[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^[ \t]*\/\/.*$/gm, "");
  const found = [
    ...[...text.matchAll(STATEMENT)].map(({ groups }) => ({
      path: groups?.path ?? "",
      isTypeOnly: isTypeClause((groups?.clause ?? "").trim()),
      isDynamic: false,
    })),
    ...[...text.matchAll(BARE_OR_DYNAMIC)].map(({ groups }) => ({
      path: groups?.bare ?? groups?.dynamic ?? "",
      isTypeOnly: false,
      isDynamic: groups?.dynamic !== undefined,
    })),
  ];
  return found.map(({ path, ...kind }) => {
    const isLocal = path.startsWith(".");
    const to = isLocal ? posix.join(posix.dirname(from), path).replace(/\.tsx?$/, "") : path;
    return { from, to, isLocal, ...kind };
  });
}

/** All files and packages that a file imports, and its imports import, so far as `follows` lets them; types left out. */
export function loadedBy(file: string, follows: (link: Import) => boolean = () => true): Set<string> {
  const sources = readSources();
  const loaded = new Set([file]);
  for (const name of loaded) {
    const values = importsOf(name, sources.get(name) ?? "").filter(({ isTypeOnly }) => !isTypeOnly);
    for (const { to } of values.filter(follows)) loaded.add(to);
  }
  return loaded;
}

/** Whether a clause takes types only: `type { A }` or `{ type A, type B }`. */
function isTypeClause(clause: string): boolean {
  if (/^type\b/.test(clause)) return true;
  const names = /^\{([^}]*)\}$/
    .exec(clause)?.[1]
    ?.split(",")
    .map((name) => name.trim());
  return names?.every((name) => name === "" || name.startsWith("type ")) ?? false;
}

/** What takes the room in a bundle, and which of it runs before the first request. */
import { readFileSync } from "node:fs";

/** A package, or a folder or file of `src`, with all of its modules. */
export interface Part {
  name: string;
  /** In the bundle, minified. */
  bytes: number;
  /** Of these, how many belong to modules that run at the start; the others wait for an `import()`. */
  bytesAtStart: number;
}

/** esbuild's metafile: https://esbuild.github.io/api/#metafile */
interface Metafile {
  inputs: Record<string, { imports: { path: string; kind: string }[] }>;
  outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Parts by their size, the largest first. */
export function partsOf(metafile: string): Part[] {
  const meta = JSON.parse(readFileSync(metafile, "utf8")) as Metafile;
  const output = Object.values(meta.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!output?.entryPoint) throw new Error(`${metafile} names no entry`);
  const atStart = loadedBy(output.entryPoint, meta);
  const parts = new Map<string, Part>();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = partOf(path);
    const part = parts.get(name) ?? { name, bytes: 0, bytesAtStart: 0 };
    part.bytes += bytesInOutput;
    if (atStart.has(path)) part.bytesAtStart += bytesInOutput;
    parts.set(name, part);
  }
  return [...parts.values()].sort((a, b) => b.bytes - a.bytes);
}

/** The entry's modules, theirs, and so on; those behind an `import()` are left out. */
function loadedBy(entry: string, { inputs }: Metafile): Set<string> {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    const atOnce = inputs[path]?.imports.filter(({ kind }) => kind !== "dynamic-import") ?? [];
    for (const imported of atOnce) loaded.add(imported.path);
  }
  return loaded;
}

function partOf(path: string): string {
  const [, inPackages] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return inPackages ?? path.split("/").slice(0, 2).join("/");
}

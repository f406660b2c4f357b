import { describe, expect, it } from "vitest";
import { type Import, importsOf, readSources } from "./source-tree";

const BASE = ["domain", "config", "ids", "crypto"];
const STORES = ["db", "booking", "qr", "directions", "limits", "live", "notifications"];
const ENTRIES = ["api", "jobs"];

/** Which parts of the tree each part may import from, besides itself. */
const MAY_IMPORT: Record<string, string[]> = {
  config: [],
  domain: ["config"],
  ids: BASE,
  crypto: BASE,
  ...Object.fromEntries(STORES.map((part) => [part, [...BASE, ...STORES]])),
  "api/schemas": ["domain", "config"],
  operations: [...BASE, ...STORES, "api/schemas"],
  http: [...BASE, "db", "operations", "api/schemas"],
  api: [...BASE, ...STORES, "operations", "http", "api/schemas", ...ENTRIES],
  jobs: [...BASE, ...STORES, "operations", "api/schemas", ...ENTRIES],
  app: [...BASE, ...STORES, "operations", "http", "api/schemas", ...ENTRIES],
  index: [...BASE, ...STORES, "operations", "http", "api/schemas", ...ENTRIES, "app"],
  // Browser code. Of the API it takes only the types of its answers.
  web: ["domain", "api/schemas"],
};

/** Packages that belong to some parts only. */
const PACKAGE_HOMES: Record<string, string[]> = {
  hono: ["api", "http", "app"],
  "drizzle-orm": ["db", "booking/projection"],
  "cloudflare:workers": ["booking", "limits", "live", "index"],
  "ml-random-forest": ["domain/forecast/random-forest"],
  "ml-kmeans": ["domain/routing/clusters"],
  "libphonenumber-js": ["domain/numbering-plans"],
  preact: ["web"],
  "@preact/signals": ["web"],
  "barcode-detector": ["web/counter"],
  "zxing-wasm": ["web/counter"],
  uplot: ["web"],
  vite: ["web/vite.config"],
};

const isUnder = (path: string, part: string) => path === part || path.startsWith(`${part}/`);
const partOf = (path: string) => (isUnder(path, "api/schemas") ? "api/schemas" : (path.split("/")[0] ?? path));

function breachOf({ from, to, isLocal, isTypeOnly }: Import): string | null {
  const part = partOf(from);
  if (!isLocal) {
    const name = Object.keys(PACKAGE_HOMES).find((known) => isUnder(to, known));
    const homes = name === undefined ? undefined : PACKAGE_HOMES[name];
    const isAtHome = homes?.some((home) => isUnder(from, home) && part !== "api/schemas") ?? true;
    return isAtHome ? null : `${from} imports ${to}, which belongs to ${homes?.join(", ")}`;
  }
  const target = partOf(to);
  const allowed = MAY_IMPORT[part];
  if (!allowed) return `${from} is in no layer; give ${part} a place in the law`;
  if (target !== part && !allowed.includes(target)) {
    return `${from} imports ${to}, but ${part} may import only ${[...new Set([part, ...allowed])].join(", ")}`;
  }
  if (part === "http" && target === "operations" && !isTypeOnly && to !== "operations/refusals") {
    return `${from} imports ${to} as a value, but http may take only types and refusals from operations`;
  }
  if (part === "web" && target === "api/schemas" && !isTypeOnly) {
    return `${from} imports ${to} as a value, but pages may take only types from the API's schemas`;
  }
  return null;
}

const breachesIn = (imports: Import[]) => imports.map(breachOf).filter((breach) => breach !== null);

/** Files from which imports of values lead round in a circle. */
function circling(imports: Import[]): string[] {
  let left = imports.filter(({ isLocal, isTypeOnly }) => isLocal && !isTypeOnly);
  for (;;) {
    const importers = new Set(left.map(({ from }) => from));
    const onward = left.filter(({ to }) => importers.has(to));
    if (onward.length === left.length) return [...importers].sort();
    left = onward;
  }
}

const sources = readSources();
const imports = [...sources].flatMap(([path, text]) => importsOf(path, text));

describe("the source tree", () => {
  it("keeps the law of its layers", () => {
    const breaches = breachesIn(imports.filter(({ isLocal }) => isLocal));
    expect(breaches, `Offending imports:\n${breaches.join("\n")}`).toEqual([]);
  });

  it("keeps packages in the parts they belong to", () => {
    const breaches = breachesIn(imports.filter(({ isLocal }) => !isLocal));
    expect(breaches, `Offending imports:\n${breaches.join("\n")}`).toEqual([]);
  });

  it("leads nowhere back to itself", () => {
    expect(circling(imports)).toEqual([]);
  });

  it("has a place in the law for every file", () => {
    const homeless = [...sources.keys()].filter((path) => !(partOf(path) in MAY_IMPORT));
    expect(homeless, `Files in no layer:\n${homeless.join("\n")}`).toEqual([]);
  });

  it("names only files that are there", () => {
    const lost = imports.filter(({ to, isLocal }) => isLocal && !sources.has(to) && !/\.(json|css)$/.test(to));
    expect(lost.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("is read from its files", () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(imports.some(({ from, to }) => from === "app" && to === "hono")).toBe(true);
    expect(imports.some(({ from, to }) => from === "index" && to === "booking/pickup-slot")).toBe(true);
  });
});

describe("the law", () => {
  const judge = (from: string, source: string) => breachesIn(importsOf(from, source)).length;

  it.each([
    ["domain/time", 'import { uuidv7 } from "../ids";'],
    ["domain/time", 'import type { Database } from "../db/client";'],
    ["domain/time", 'export { seal } from "../crypto/cipher";'],
    ["config", 'import { uuidv7 } from "./ids";'],
    ["crypto/mac", 'import { listPickups } from "../db/pickups";'],
    ["db/slots", 'import {\n  type A,\n  layDays,\n} from "../operations/lay-slots";'],
    ["db/slots", 'import type { slotSchema } from "../api/schemas/slots";'],
    ["booking/store", 'const { x } = await import("../operations/deps");'],
    ["operations/deps", 'import { fail } from "../http/errors";'],
    ["operations/deps", 'import "../api/schedule";'],
    ["http/context", 'import { deps } from "../operations/deps";'],
    ["http/context", 'import { type Deps, deps } from "../operations/deps";'],
    ["http/context", 'import { route } from "../api/schedule";'],
    ["http/context", 'import { sealOf } from "../booking/client";'],
    ["api/schemas/slots", 'import { fail } from "../../http/errors";'],
    ["api/schemas/slots", 'import { route } from "../schedule";'],
    ["jobs/cron", 'import { fail } from "../http/errors";'],
    ["api/schedule", 'import type { AppType } from "../app";'],
    ["app", 'export * from "./index";'],
    ["stray/file", 'import { LIMITS } from "../config";'],
    ["operations/deps", 'import { Hono } from "hono";'],
    ["jobs/cron", 'import { createMiddleware } from "hono/factory";'],
    ["api/schemas/slots", 'import type { Context } from "hono";'],
    ["booking/store", 'import { eq } from "drizzle-orm";'],
    ["operations/deps", 'import { drizzle } from "drizzle-orm/d1";'],
    ["jobs/cron", 'import { env } from "cloudflare:workers";'],
    ["web/calls/api", 'import { LIMITS } from "../../config";'],
    ["web/calls/api", 'import { ErrorResponse } from "../../api/schemas/error";'],
    ["api/schedule", 'import { call } from "../web/calls/api";'],
    ["api/schedule", 'import { signal } from "@preact/signals";'],
    ["live/live-feed", 'import { loadAvailability } from "../operations/deps";'],
    ["api/slot-feed", 'import { DurableObject } from "cloudflare:workers";'],
    ["domain/forecast/forecast-hours", 'import { RandomForestRegression } from "ml-random-forest";'],
    ["domain/phone", 'import { parsePhoneNumberFromString } from "libphonenumber-js/min";'],
  ])("is broken when %s says %j", (from, source) => {
    expect(judge(from, source)).toBe(1);
  });

  it.each([
    ["two files", 'import { b } from "./b";', 'import { a } from "./a";', ["jobs/a", "jobs/b"]],
    ["two files by a type", 'import { b } from "./b";', 'import type { A } from "./a";', []],
    ["a file and its own", 'import { b } from "./b";', 'import { c } from "./c";', []],
  ])("finds circles of imports: %s", (_, a, b, circle) => {
    expect(circling([...importsOf("jobs/a", a), ...importsOf("jobs/b", b)])).toEqual(circle);
  });

  it.each([
    ["domain/numbering-plans", 'import { LIMITS } from "../config";\nimport x from "libphonenumber-js/min";'],
    ["booking/projection", 'import { sql } from "drizzle-orm";\nimport { pickups } from "../db/schema";'],
    ["web/calls/api", 'import type { ErrorResponse } from "../../api/schemas/error";\nimport { h } from "preact";'],
    ["operations/apply-events", 'import type { EventBody } from "../api/schemas/events";'],
    [
      "http/context",
      'import type { Deps } from "../operations/deps";\nimport { type Deps } from "../operations/deps";',
    ],
    ["http/errors", 'import { unavailable } from "../operations/refusals";'],
    ["http/openapi", 'import { Hono } from "hono";\nimport { errorSchema } from "../api/schemas/error";'],
    ["index", 'export { PickupSlot } from "./booking/pickup-slot";\nimport { env } from "cloudflare:workers";'],
    ["domain/time", '/* import { uuidv7 } from "../ids"; */\n// import { uuidv7 } from "../ids";'],
  ])("is kept when %s says %j", (from, source) => {
    expect(judge(from, source)).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { importsOf, loadedBy } from "./source-tree";

/** What takes an isolate long to run, or the bundle much room, and few requests need. `npm run bench:cold` shows both. */
const HEAVY = ["ml-random-forest", "ml-kmeans", "libphonenumber-js"];

const packageOf = (name: string) => HEAVY.find((heavy) => name === heavy || name.startsWith(`${heavy}/`));
const heavyIn = (loaded: Set<string>) => new Set([...loaded].map(packageOf).filter((name) => name !== undefined));

describe("a new isolate", () => {
  it("loads nothing heavy before its first request", () => {
    const atStart = loadedBy("index", ({ isDynamic }) => !isDynamic);
    expect(atStart).toContain("app");
    expect(atStart).toContain("hono");
    expect([...heavyIn(atStart)]).toEqual([]);
  });

  it("can load all of it when needed", () => {
    expect(heavyIn(loadedBy("index"))).toEqual(new Set(HEAVY));
  });

  it.each([
    ['import { kmeans } from "ml-kmeans";', false],
    ['export { kmeans } from "ml-kmeans";', false],
    ['import "ml-kmeans";', false],
    ['const { kmeans } = await import("ml-kmeans");', true],
  ])("is told apart by the form of an import: %s", (source, isDynamic) => {
    expect(importsOf("jobs/a", source)).toEqual([
      { from: "jobs/a", to: "ml-kmeans", isLocal: false, isTypeOnly: false, isDynamic },
    ]);
  });
});

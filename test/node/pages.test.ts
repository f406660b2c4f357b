import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/** What `npm run assets` built, which `npm test` does first. */
const BUILT = join(import.meta.dirname, "../../.assets");
const MAX_SCRIPT_KB = 60;

const read = (path: string) => readFileSync(join(BUILT, path), "utf8");
const assetsIn = (html: string) => [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, asset]) => asset ?? "");

describe.each(["index.html", "counter/index.html", "book/index.html", "dashboard/index.html"])("%s", (page) => {
  const html = read(page);

  it(`loads less than ${MAX_SCRIPT_KB} KB of script, as sent`, () => {
    const scripts = assetsIn(html).filter((asset) => asset.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    // One by one, as they travel.
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(read(script)).length, 0);
    expect(bytes / 1_024).toBeLessThan(MAX_SCRIPT_KB);
  });

  it("has nothing inline and nothing from elsewhere", () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=/);
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(https?:)?\/\//)]),
    );
  });
});

it("offers nobody to sign in as: what a local server offers is never deployed", () => {
  expect(JSON.parse(read("accounts.json"))).toEqual([]);
});

it("keeps under assets/ nothing but files named by what they hold", () => {
  const names = readdirSync(join(BUILT, "assets"));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !/-[\w-]{8}\.(js|css|wasm|svg|png)$/.test(name))).toEqual([]);
});

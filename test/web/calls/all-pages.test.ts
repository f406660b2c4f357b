import { afterEach, expect, it, vi } from "vitest";
import { allPages } from "../../../src/web/calls/all-pages";

const asked: URL[] = [];

/** A service with so many entries, a hundred a page. */
function serve(count: number): void {
  vi.stubGlobal("location", { origin: "http://localhost" });
  vi.stubGlobal("sessionStorage", { getItem: () => null });
  vi.stubGlobal("fetch", async (url: URL) => {
    asked.push(url);
    const first = 100 * (Number(url.searchParams.get("page")) - 1);
    const results = Array.from({ length: Math.min(100, count - first) }, (_, n) => first + n);
    return Response.json({ results, next: first + 100 < count ? "http://localhost/next" : null });
  });
}

afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});

it.each([
  [0, 1],
  [100, 1],
  [250, 3],
])("brings all of %d entries in %d calls, with what was asked for in each", async (count, calls) => {
  serve(count);
  const { signal } = new AbortController();
  const entries = await allPages<number>("pickup-schedules/", { business_id: "b" }, signal);
  expect(entries).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(asked.map((url) => url.searchParams.get("business_id"))).toEqual(Array(calls).fill("b"));
});

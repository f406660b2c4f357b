import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { isNewer, newestOf, parseBookmark } from "../../src/db/bookmark";

const OLD = "00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683";
const NEW = "00000085-0000024d-00004c6d-0e61117bf38d7adb71b934ebbf891683";

describe("a bookmark", () => {
  it("is taken as it was given", () => {
    expect(parseBookmark(OLD)).toBe(OLD);
    expect(parseBookmark("a".repeat(LIMITS.bookmarkLength))).not.toBeNull();
  });

  it.each([
    ["is empty", ""],
    ["has a space", `${OLD} `],
    ["has a quote", `"${OLD}"`],
    ["is longer than any", "a".repeat(LIMITS.bookmarkLength + 1)],
    ["is a word that D1 would take for where to start", "first-primary"],
    ["is the other such word", "first-unconstrained"],
  ])("is none that %s", (_, text) => expect(parseBookmark(text)).toBeNull());

  it("is newer than what sorts before it, and than none", () => {
    expect(isNewer(NEW, OLD)).toBe(true);
    expect(isNewer(OLD, NEW)).toBe(false);
    expect(isNewer(OLD, OLD)).toBe(false);
    expect(isNewer(OLD, null)).toBe(true);
    expect(isNewer(null, OLD)).toBe(false);
    expect(isNewer(null, null)).toBe(false);
  });

  it("is the newest of several wherever it stands among them", () => {
    expect(newestOf(OLD, undefined, NEW, null)).toBe(NEW);
    expect(newestOf(NEW, OLD)).toBe(NEW);
    expect(newestOf(null, undefined)).toBeNull();
  });
});

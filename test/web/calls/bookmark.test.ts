import { beforeEach, expect, it, vi } from "vitest";
import { ApiError, call } from "../../../src/web/calls/api";
import { signOut } from "../../../src/web/session/session";

const HEADER = "x-d1-bookmark";
/** Of each call, the bookmark that it showed. */
const shown: (string | null)[] = [];

/** Storage as a tab has it. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

beforeEach(() => {
  shown.length = 0;
  vi.stubGlobal("location", { origin: "http://localhost" });
  vi.stubGlobal("sessionStorage", storage());
  vi.stubGlobal("localStorage", {});
});

/** A call that is answered with a bookmark, or none. */
async function ask(answered: string | null, status = 200): Promise<void> {
  vi.stubGlobal("fetch", async (_: URL, { headers }: RequestInit) => {
    shown.push(new Headers(headers).get(HEADER));
    return Response.json({}, { status, headers: answered === null ? {} : { [HEADER]: answered } });
  });
  await call("my-pickups/").catch((error) => {
    if (!(error instanceof ApiError)) throw error;
  });
}

it("shows with each call what the answers before it have shown, refusals among them", async () => {
  await ask("0001");
  await ask(null);
  await ask("0002", 404);
  await ask(null);
  expect(shown).toEqual([null, "0001", "0001", "0002"]);
});

it("keeps the newest where one answer overtakes another", async () => {
  await ask("0002");
  await ask("0001");
  await ask(null);
  expect(shown.at(-1)).toBe("0002");
});

it("lets go of one that the service could not answer at", async () => {
  await ask("0002");
  await ask("0002", 503);
  await ask(null);
  expect(shown).toEqual([null, "0002", null]);
});

it("ends with the session", async () => {
  await ask("0002");
  signOut();
  await ask(null);
  expect(shown).toEqual([null, null]);
});

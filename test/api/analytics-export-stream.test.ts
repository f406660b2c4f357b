import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LIMITS, readConfig } from "../../src/config";
import { primary } from "../../src/db/client";
import { openSessions } from "../../src/db/sessions";
import { exportPickups } from "../../src/operations/export-pickups";
import { get } from "../support/api";
import { observed } from "../support/database";
import { type PastPickup, writeHistory } from "../support/history";
import { makeBusiness, makeListing, NOW } from "../support/world";

const DAY = "2026-06-01";

afterEach(() => {
  vi.restoreAllMocks();
});

async function makePast(count: number) {
  const { businessId, provider, locationId } = await makeBusiness();
  const listingId = await makeListing(businessId);
  const pickup: PastPickup = { date: DAY, start: "17:00", locationId, listingId, status: "missed" };
  await writeHistory(businessId, { slots: [], pickups: Array<PastPickup>(count).fill(pickup) });
  return { businessId, provider };
}

const exportOf = (businessId: string, format: "csv" | "json", DB = env.DB) => {
  const deps = {
    ...openSessions(DB),
    env,
    config: readConfig(env),
    db: primary({ ...env, DB }),
    now: Date.parse(NOW),
    requestId: "request-1",
  };
  return exportPickups({ ...deps, defer: () => {} }, { businessId, from: DAY, to: DAY }, format);
};

/** D1, until the second page of an export is read. */
function failingAtSecondPage(): D1Database {
  let pages = 0;
  const onPrepare = (sql: string) => {
    if (/ from "scheduled_pickups" inner join "food_listings"/.test(sql)) pages += 1;
    if (pages === 2) throw new Error("D1_ERROR: near 'Leave it by the blue gate'");
  };
  return observed(env.DB, { onPrepare });
}

describe("the stream of an export", () => {
  it.each(["csv", "json"] as const)(
    "as %s ends when its last page is exactly full, for readers who do not wait",
    async (format) => {
      const { businessId } = await makePast(LIMITS.exportBatch);
      const reader = exportOf(businessId, format).getReader();
      const reads = await Promise.all([reader.read(), reader.read(), reader.read()]);
      const text = reads.map(({ value }) => (value ? new TextDecoder().decode(value) : "")).join("");
      expect(reads.at(-1)?.done).toBe(true);
      if (format === "csv") expect(text.trimEnd().split("\r\n")).toHaveLength(1 + LIMITS.exportBatch);
      else expect(JSON.parse(text)).toHaveLength(LIMITS.exportBatch);
    },
  );

  it("fails where a page cannot be read, and says so in the log without a word of what was stored", async () => {
    const { businessId } = await makePast(LIMITS.exportBatch + 1);
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const reader = exportOf(businessId, "csv", failingAtSecondPage()).getReader();
    expect((await reader.read()).done).toBe(false);
    await expect(reader.read()).rejects.toThrow();
    expect(logged.mock.calls).toEqual([
      [JSON.stringify({ level: "error", event: "export_failed", request_id: "request-1", error: "Error" })],
    ]);
  });

  it("never reaches a client as a whole file when it failed", async () => {
    const { provider } = await makePast(LIMITS.exportBatch + 1);
    vi.spyOn(console, "error").mockImplementation(() => {});
    const whole = `analytics/export/?start_date=${DAY}&end_date=${DAY}`;
    expect((await get(whole, { as: provider, now: NOW })).status).toBe(200);
    await expect(get(whole, { as: provider, now: NOW, env: { DB: failingAtSecondPage() } })).rejects.toThrow();
  });
});

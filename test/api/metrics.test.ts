import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { LIMITS, readConfig } from "../../src/config";
import { call, get, patch, post, tokenFor } from "../support/api";
import { observed } from "../support/database";
import { samplesAt, scrape } from "../support/monitoring";
import { deliver } from "../support/queue";
import { testVariables } from "../support/variables";
import { AT_COUNTER, cancel, freshId, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";
import { comparable, expectRefused } from "./refusals";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const { METRICS_TOKEN: TOKEN } = testVariables;

describe("who may scrape", () => {
  it("is who has the token", async () => {
    const answer = await get("metrics/", { headers: bearer(TOKEN) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it.each([
    ["no token", {}],
    ["another token", bearer("x".repeat(TOKEN.length))],
    ["the beginning of the token", bearer(TOKEN.slice(0, -1))],
    ["the token and more", bearer(`${TOKEN}0`)],
    ["the token under another scheme", { Authorization: `Basic ${TOKEN}` }],
    ["an empty token", bearer("")],
  ])("is not who has %s", async (_, headers) => {
    const answer = await get("metrics/", { headers });
    expectRefused(answer, 401, "UNAUTHORIZED");
    expect(answer.headers.get("WWW-Authenticate")).toBe("Bearer");
  });

  it("is no user, not even an admin", async () => {
    const token = await tokenFor({ role: "admin", id: freshId("admin") });
    expectRefused(await get("metrics/", { headers: bearer(token) }), 401, "UNAUTHORIZED");
  });

  it("is nobody where no token is configured, and the answer is that of a path which is not there", async () => {
    const without = { env: { METRICS_TOKEN: "" }, headers: bearer("") };
    const answer = await get("metrics/", without);
    expect(comparable(answer)).toEqual(comparable(await get("nothing/", without)));
    expect(answer.status).toBe(404);
  });

  it("cannot be a token that could be guessed", () => {
    const variables = { ...env, METRICS_TOKEN: "short" } as Env;
    expect(() => readConfig(variables)).toThrow("METRICS_TOKEN is shorter than 32 characters");
  });
});

describe("the format", () => {
  it("explains every metric before its samples, and holds numbers only", async () => {
    const lines = ((await scrape()).body as string).trimEnd().split("\n");
    const names = lines.flatMap((line) => /^# TYPE (\S+) (?:gauge|histogram)$/.exec(line)?.[1] ?? []);
    expect(new Set(names).size).toBe(names.length);
    let current = "";
    for (const line of lines) {
      const [, help] = /^# HELP (\S+) \S/.exec(line) ?? [];
      if (help) current = help;
      else if (line.startsWith("# TYPE")) expect(line).toContain(` ${current} `);
      else expect(line).toMatch(new RegExp(`^${current}(_bucket|_sum|_count)?(\\{.*\\})? -?\\d+(\\.\\d+)?$`));
    }
    expect(names).toEqual(
      expect.arrayContaining([
        "scheduling_slot_utilization_rate",
        "scheduling_pickup_success_rate",
        "scheduling_qr_verification_failures",
        "scheduling_optimization_performance",
      ]),
    );
  });

  it("leaves out what cannot be known: no rate of nothing", async () => {
    const samples = await samplesAt("2026-01-10T08:00:00Z");
    expect(samples.get("scheduling_slot_utilization_rate")).toBe(0);
    expect(samples.get("scheduling_pickups_over")).toBe(0);
    for (const name of [
      "scheduling_pickup_success_rate",
      "scheduling_qr_verification_failures",
      "scheduling_optimization_performance",
      "scheduling_projection_lag_seconds",
      "scheduling_reminder_lateness_max_seconds",
    ]) {
      expect(samples.has(name), name).toBe(false);
    }
  });
});

/**
 * In Pretoria, 17:00 on 26 June: one pickup completed by its code, one without a code, one cancelled, one missed. In
 * Auckland, where it is the 27th already, one that is still to come.
 */
describe("the contract's metrics", () => {
  const EVENING = "2026-06-26T18:00:00Z";

  beforeAll(async () => {
    const world = await makeWorld();
    const { provider: as, businessId } = world;
    const [byCode, byHand, given, lost] = [
      await makePickup(world),
      await makePickup(world),
      await makePickup(world),
      await makePickup(world),
    ];
    await post("verify-code/", { as, now: AT_COUNTER, body: { confirmation_code: byCode.code } });
    for (const code of ["ZZZZZ2", "ZZZZZ3"]) {
      await post("verify-code/", { as, now: AT_COUNTER, body: { confirmation_code: code } });
    }
    for (const { id } of [byCode, byHand]) {
      expect((await post(`complete-pickup/${id}/`, { as, now: AT_COUNTER })).status).toBe(200);
    }
    expect((await cancel(given.id, given.customer)).status).toBe(200);
    const missed = await patch(`pickups/${lost.id}/`, { as, now: "2026-06-26T15:30:00Z", body: { status: "missed" } });
    expect(missed.status).toBe(200);
    await makePickup(await makeWorld({ timezone: "Pacific/Auckland" }), { date: "2026-06-27" });
    const at = Date.parse("2026-06-27T00:00:00Z");
    await deliver("jobs", [{ job: "roll-up-analytics", at, businessId }]);
  });

  it("count today's slots with a booking, today being each business's own", async () => {
    // Pretoria 1 of 4 on the 26th, Auckland 1 of 4 on the 27th.
    expect((await samplesAt(EVENING)).get("scheduling_slot_utilization_rate")).toBe(0.25);
    // 14:00 in Auckland, still the 26th there, where nothing is booked; 04:00 in Pretoria.
    const morning = await samplesAt("2026-06-26T02:00:00Z");
    expect(morning.get("scheduling_slot_utilization_rate")).toBe(0.125);
  });

  it("count what was completed of all that is over, for a day after the slot's end", async () => {
    const samples = await samplesAt(EVENING);
    expect(samples.get("scheduling_pickups_over")).toBe(4);
    expect(samples.get("scheduling_pickup_success_rate")).toBe(0.5);
    const end = Date.parse("2026-06-26T15:25:00Z");
    expect((await samplesAt(end - 1)).get("scheduling_pickups_over")).toBe(0);
    expect((await samplesAt(end)).get("scheduling_pickups_over")).toBe(4);
    expect((await samplesAt(end + 24 * HOUR - 1)).get("scheduling_pickups_over")).toBe(4);
    expect((await samplesAt(end + 24 * HOUR)).get("scheduling_pickups_over")).toBe(0);
  });

  it("count failed code checks, a hand-over without a code being none", async () => {
    const samples = await samplesAt(EVENING);
    expect(samples.get("scheduling_code_checks")).toBe(3);
    expect(samples.get("scheduling_qr_verification_failures")).toBeCloseTo(2 / 3);
  });

  it("score the newest day that is over everywhere as the analytics do", async () => {
    // 2 of 4 completed; the hour of 17 has 3 of 10 seats taken, that of 18 none: balance 1 - 0.15 / 0.255.
    const score = (await samplesAt("2026-06-28T12:00:00Z")).get("scheduling_optimization_performance");
    expect(score).toBe(45.6);
    expect((await samplesAt(EVENING)).has("scheduling_optimization_performance")).toBe(false);
  });

  it("show how far behind the slots' objects their followers are, from real changes", async () => {
    await vi.waitFor(async () => {
      const samples = await samplesAt(Date.parse(NOW) + 5 * MINUTE);
      expect(samples.get("scheduling_projection_lag_seconds")).toBeLessThan(60);
    }, 20_000);
    expect((await samplesAt(`${TOMORROW}T08:00:00Z`)).has("scheduling_projection_lag_seconds")).toBe(false);
  });
});

describe("requests", () => {
  const METRIC = "scheduling_http_request_duration_seconds";
  const labels = (method: string, route: string, status: number) =>
    `method="${method}",route="${route}",status="${status}"`;
  const countOf = async (of: string) => (await samplesAt(NOW)).get(`${METRIC}_count{${of}}`) ?? 0;
  const patience = { timeout: LIMITS.countsFlushMs + 20_000, interval: 500 };

  it("are counted by route and status within seconds, without a trace of what was asked for", async () => {
    const as = { role: "customer", id: freshId("customer") } as const;
    const unknown = crypto.randomUUID();
    const of = labels("GET", "/api/scheduling/pickups/:id", 404);
    const before = await countOf(of);
    for (let n = 0; n < 3; n += 1) await get(`pickups/${unknown}/?origin_lat=1&origin_lng=1`, { as, now: NOW });
    await call("GET", `no-such-path-${unknown}/`, { as });
    await call("REPORT", "health/");
    await vi.waitFor(async () => expect(await countOf(of)).toBe(before + 3), patience);
    const text = (await scrape()).body as string;
    expect(text).not.toContain(unknown);
    expect(await countOf(labels("GET", "none", 404))).toBeGreaterThan(0);
    expect(await countOf(labels("other", "none", 404))).toBe(1);
    const samples = await samplesAt(NOW);
    expect(samples.get(`${METRIC}_bucket{${of},le="+Inf"}`)).toBe(before + 3);
    expect(samples.get(`${METRIC}_sum{${of}}`)).toBeGreaterThanOrEqual(0);
  });

  it("are read where they are written: what a lagging replica knows would be less than was printed before", async () => {
    const read = new Map<string, unknown>();
    const withSession = (constraint: D1SessionBookmark | D1SessionConstraint) =>
      observed(env.DB.withSession(constraint), { onPrepare: (sql) => void read.set(sql, constraint) });
    expect((await scrape({ env: { DB: { withSession } } })).status).toBe(200);
    const [counts] = [...read].filter(([sql]) => sql.includes("FROM request_metrics"));
    expect(counts?.[1]).toBe("first-primary");
  });

  it("that were refused before their handler are counted under its route", async () => {
    const of = labels("GET", "/api/scheduling/admin/jobs", 401);
    const before = await countOf(of);
    await get("admin/jobs/");
    await vi.waitFor(async () => expect(await countOf(of)).toBe(before + 1), patience);
  });

  it("are answered while D1 is away, and counted when it is back", async () => {
    const of = labels("GET", "/api/scheduling/health", 503);
    const before = await countOf(of);
    await new Promise((resolve) => setTimeout(resolve, LIMITS.countsFlushMs + 500)); // nothing is under way any more
    const prepare = () => {
      throw new Error("D1_ERROR: Network connection lost.");
    };
    const DB = { withSession: () => ({ prepare, getBookmark: () => null }) };
    const answer = await get("health/", { env: { DB } });
    expect(answer.status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, LIMITS.countsFlushMs + 500));
    expect(await countOf(of)).toBe(before);
    await vi.waitFor(async () => expect(await countOf(of)).toBe(before + 1), patience);
  });
});

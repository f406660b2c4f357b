import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { type Caller, get } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { writeChecks, writeDeadLetter } from "../support/monitoring";
import { freshId } from "../support/world";

const admin: Caller = { role: "admin", id: freshId("admin") };
const at = (time: string) => fire(HALF_HOURLY, `2026-08-01T${time}:00Z`);
const list = async (query = "") => (await get(`admin/alerts/${query}`, { as: admin })).body;

describe("the alerts as an admin sees them", () => {
  it("are all there before any was evaluated", async () => {
    const { count, results, rules } = await list();
    expect({ count, results }).toEqual({ count: 0, results: [] });
    expect(rules).toHaveLength(5);
    for (const rule of rules) {
      expect(rule).toMatchObject({ state: "ok", since: null, value: null, sample: 0, evaluated_at: null });
    }
  });

  describe("once evaluated", () => {
    beforeAll(async () => {
      await writeDeadLetter(Date.parse("2026-08-01T09:00:00Z"));
      await writeChecks(Date.parse("2026-08-01T09:00:00Z"), { good: 3, bad: 1 });
      await at("10:00");
      await at("10:30");
      await env.DB.prepare("DELETE FROM dead_letters").run();
      for (const time of ["11:00", "11:30", "12:00"]) await at(time);
    });

    it("show their last value, also where it is of too few to tell", async () => {
      const { rules } = await list();
      const about = (name: string) => rules.find(({ rule }: { rule: string }) => rule === name);
      expect(about("scheduling_dead_letters")).toMatchObject({
        operator: "greater_than",
        threshold: 0,
        state: "ok",
        since: "2026-08-01T11:30:00Z",
        value: 0,
        evaluated_at: "2026-08-01T12:00:00Z",
      });
      expect(about("scheduling_qr_verification_failures")).toMatchObject({
        minimum_sample: 20,
        state: "ok",
        since: null,
        value: 0.25,
        sample: 4,
      });
      expect(about("scheduling_pickup_success_rate")).toMatchObject({ state: "ok", value: null, sample: 0 });
    });

    it("show what was told, the newest first, in pages", async () => {
      const { count, results } = await list();
      const told = { rule: "scheduling_dead_letters", emailed_at: null, posted_at: null };
      const begun = { ...told, kind: "firing", at: "2026-08-01T10:00:00Z", value: 1, sample: 1 };
      const over = { ...told, kind: "resolved", at: "2026-08-01T11:30:00Z", value: 0, sample: 0 };
      expect({ count, results }).toEqual({ count: 2, results: [over, begun] });
      const second = await list("?page=2&page_size=1");
      expect(second).toMatchObject({ count: 2, next: null, previous: expect.any(String), results: [begun] });
      expect(second.rules).toHaveLength(5);
    });

    it("forget what was told a year later", async () => {
      await fire("0 2 * * *", "2027-08-01T11:00:00Z");
      expect((await list()).results).toMatchObject([{ kind: "resolved" }]);
      await fire("0 2 * * *", "2027-08-01T12:00:00Z");
      expect((await list()).results).toEqual([]);
    });
  });
});

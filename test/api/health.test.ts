import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Caller, get } from "../support/api";
import { fire, HALF_HOURLY } from "../support/cron";
import { deliver } from "../support/queue";
import { freshId, makeWorld } from "../support/world";

const CRONS = [HALF_HOURLY, "30 0 * * *", "0 2 * * *", "0 23 * * *"];
const admin: Caller = { role: "admin", id: freshId("admin") };

interface ShownJob {
  job: string;
  cron: string;
  is_overdue: boolean;
  last_run: { started_at: string; ended_at: string | null; rows: number | null; error: string | null } | null;
  last_success_at: string | null;
}

async function jobsAt(now: string): Promise<ShownJob[]> {
  const answer = await get("admin/jobs/", { as: admin, now });
  expect(answer.status).toBe(200);
  return answer.body.jobs;
}

const overdueAt = async (now: string) => (await jobsAt(now)).filter((job) => job.is_overdue).map(({ job }) => job);
const healthAt = (now: string) => get("health/", { now });

describe("the health of the service", () => {
  it("needs no token and gives each job of a new deployment its first period", async () => {
    const never = await healthAt("2026-06-20T08:00:00Z");
    expect(never).toMatchObject({
      status: 200,
      body: { status: "ok", time: "2026-06-20T08:00:00Z", jobs_overdue: false },
    });
    await fire(HALF_HOURLY, "2026-06-20T08:00:00Z");
    expect((await healthAt("2026-06-20T09:05:00Z")).body.jobs_overdue).toBe(false);
    expect((await healthAt("2026-06-20T09:06:00Z")).body.jobs_overdue).toBe(true);
    await fire(HALF_HOURLY, "2026-06-21T08:30:00Z");
    expect((await healthAt("2026-06-21T08:34:00Z")).body.jobs_overdue).toBe(false); // the daily ones may still come
    expect((await healthAt("2026-06-21T08:36:00Z")).body.jobs_overdue).toBe(true);
  });

  it("says whether the jobs run", async () => {
    for (const cron of CRONS) await fire(cron, "2026-06-25T08:00:00Z");
    expect((await healthAt("2026-06-25T08:10:00Z")).body.jobs_overdue).toBe(false);
    expect((await healthAt("2026-06-25T09:05:00Z")).body.jobs_overdue).toBe(false);
    expect((await healthAt("2026-06-25T09:06:00Z")).body.jobs_overdue).toBe(true);
  });

  it("is 503 when D1 is out of reach", async () => {
    const prepare = () => {
      throw new Error("D1_ERROR: Network connection lost.");
    };
    const DB = { prepare, withSession: () => ({ prepare, getBookmark: () => null }) };
    const answer = await get("health/", { env: { DB } });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "SCHEDULING_ERROR" } } });
    expect(answer.headers.get("Retry-After")).toBeTruthy();
  });
});

describe("the jobs as an admin sees them", () => {
  it("are all there, with their last run and when they last succeeded", async () => {
    for (const cron of CRONS) await fire(cron, "2026-07-01T02:00:00Z");
    const jobs = await jobsAt("2026-07-01T02:10:00Z");
    expect(new Set(jobs.map(({ cron }) => cron))).toEqual(new Set(CRONS));
    for (const { job, is_overdue, last_run, last_success_at } of jobs) {
      expect({ job, is_overdue, last_run, last_success_at }).toEqual({
        job,
        is_overdue: false,
        last_run: {
          started_at: "2026-07-01T02:00:00Z",
          ended_at: expect.stringMatching(/^2026-07-01T02:0/),
          rows: expect.any(Number),
          error: null,
        },
        last_success_at: "2026-07-01T02:00:00Z",
      });
    }
  });

  it("are overdue a period and 35 minutes after their last success, each by its own period", async () => {
    for (const cron of CRONS) await fire(cron, "2026-07-02T02:00:00Z");
    expect(await overdueAt("2026-07-02T03:05:00Z")).toEqual([]);
    const late = await overdueAt("2026-07-02T03:06:00Z");
    expect(late).toContain("queue-reminders");
    expect(late).not.toContain("generate-horizon");
    expect(await overdueAt("2026-07-03T02:36:00Z")).toContain("generate-horizon");
  });

  it("are overdue while they run but fail, and show how", async () => {
    for (const cron of CRONS) await fire(cron, "2026-07-03T02:00:00Z");
    const broken = { ...env, NOTIFICATIONS: null, JOBS: null } as unknown as Env;
    await makeWorld();
    await fire("30 0 * * *", "2026-07-04T02:00:00Z", broken);
    await fire("30 0 * * *", "2026-07-05T02:00:00Z", broken);
    const job = (await jobsAt("2026-07-05T02:01:00Z")).find((one) => one.job === "generate-horizon");
    expect(job).toMatchObject({
      is_overdue: true,
      last_run: { started_at: "2026-07-05T02:00:00Z", error: expect.stringMatching(/^\d+ failed$/) },
      last_success_at: "2026-07-03T02:00:00Z",
    });
  });

  it("stand beside what could not be processed, without its contents, and who carries notifications", async () => {
    const sentAt = new Date("2026-07-06T02:00:00Z");
    const secret = freshId("secret");
    const { ids } = await deliver("domain-events-dead-letters", [{ secret }], { attempts: 6, sentAt });
    const { body } = await get("admin/jobs/", { as: admin, now: "2026-07-07T02:00:00Z" });
    expect(body.dead_letters).toEqual({
      since: "2026-06-30T02:00:00Z",
      count: 1,
      by_queue: [{ queue: "domain-events", count: 1 }],
      latest: [{ id: ids[0], queue: "domain-events", attempts: 6, at: "2026-07-06T02:00:00Z" }],
    });
    expect(body.channels).toEqual({ email: "log", sms: "log", push: "log" });
    expect(JSON.stringify(body)).not.toContain(secret);
    const later = await get("admin/jobs/", { as: admin, now: "2026-07-14T02:00:00Z" });
    expect(later.body.dead_letters.count).toBe(0);
  });
});

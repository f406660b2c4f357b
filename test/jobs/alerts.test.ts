import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../src/config";
import { get } from "../support/api";
import { writeChecks, writeDeadLetter } from "../support/monitoring";
import { answerWith, noProviders, requestsTo } from "../support/provider-client";
import { hookAddress, postedTo, replyWith } from "../support/subscriber-client";
import { admin, forgetAll, makeWatch, START, stateOf } from "../support/watch";
import { freshId } from "../support/world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(forgetAll);

const lastRun = () =>
  env.DB.prepare("SELECT rows, error FROM job_runs WHERE job = 'evaluate-alerts' ORDER BY started_at DESC").first();

describe("an alert", () => {
  it("is told once, by e-mail and to the webhook, and once more when it is over", async () => {
    const watch = makeWatch();
    await watch.at(-30);
    expect(await watch.mails()).toEqual([]);
    await writeDeadLetter(START - HOUR);
    await writeDeadLetter(START - HOUR);
    await watch.at(0);
    await watch.at(30);
    const begun = "Alert: scheduling_dead_letters is 2";
    expect(await watch.mails()).toEqual([begun]);
    expect(await watch.posts()).toEqual([begun]);
    const days = 23 * 60; // when the letters are a day old
    await watch.at(days);
    expect(await watch.mails()).toEqual([begun]);
    await watch.at(days + 30);
    const over = "Alert is over: scheduling_dead_letters is 0";
    expect(await watch.mails()).toEqual([begun, over]);
    expect(await watch.posts()).toEqual([begun, over]);
  });

  it("is told in words, and as Slack takes it", async () => {
    const watch = makeWatch();
    await writeChecks(START - MINUTE, { good: 18, bad: 2 });
    await watch.at(0);
    const [mail] = await requestsTo(watch.email);
    expect(mail?.content.text).toBe(
      [
        "Alert: scheduling_qr_verification_failures is 10.0 %",
        "Failed of the code checks of the last 24 hours.",
        "Alert: above 5.0 %\nValue: 10.0 %\nOf: 20\nMeasured: 2026-08-01T10:00:00Z",
        "GET /api/scheduling/admin/alerts/ shows every rule and what was told before.",
      ].join("\n\n"),
    );
    const [post] = await postedTo({ name: watch.name });
    expect(post).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
    expect(JSON.parse(post?.body ?? "")).toEqual({
      text: "Alert: scheduling_qr_verification_failures is 10.0 %\nFailed of the code checks of the last 24 hours.",
      attachments: [
        {
          color: "danger",
          fallback: "Alert: scheduling_qr_verification_failures is 10.0 %",
          fields: [
            { title: "Alert", value: "above 5.0 %", short: true },
            { title: "Value", value: "10.0 %", short: true },
            { title: "Of", value: "20", short: true },
            { title: "Measured", value: "2026-08-01T10:00:00Z", short: true },
          ],
        },
      ],
    });
  });

  it("is reminded of each day that it goes on", async () => {
    const watch = makeWatch();
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    await writeDeadLetter(START + 23 * HOUR);
    await watch.at(24 * 60 - 30);
    expect(await watch.mails()).toHaveLength(1);
    await watch.at(24 * 60);
    expect(await watch.mails()).toEqual([
      "Alert: scheduling_dead_letters is 1",
      "Still an alert: scheduling_dead_letters is 1",
    ]);
  });

  it("is told once by two runs at once, and by a run that comes twice", async () => {
    const watch = makeWatch();
    await writeDeadLetter(START - MINUTE);
    await Promise.all([watch.at(0), watch.at(0), watch.at(0)]);
    await watch.at(0);
    expect(await watch.mails()).toHaveLength(1);
    expect(await watch.posts()).toHaveLength(1);
  });

  it("is told once by a late run and the next, side by side", async () => {
    const watch = makeWatch();
    await writeDeadLetter(START - MINUTE);
    await Promise.all([watch.at(0), watch.at(30)]);
    expect(await watch.mails()).toHaveLength(1);
    expect(await watch.posts()).toHaveLength(1);
  });

  it("is not over by a run that comes twice", async () => {
    const watch = makeWatch();
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    await env.DB.prepare("DELETE FROM dead_letters").run();
    await watch.at(30);
    await Promise.all([watch.at(30), watch.at(30)]);
    expect((await stateOf("scheduling_dead_letters")).state).toBe("firing");
    await watch.at(60);
    expect((await stateOf("scheduling_dead_letters")).state).toBe("ok");
  });
});

describe("who could not be reached", () => {
  it("is told by the next run, and nobody else again", async () => {
    const watch = makeWatch();
    await replyWith({ name: watch.name, status: 500, times: 1 });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    expect(await lastRun()).toEqual({ rows: 0, error: "1 failed" });
    await watch.at(30);
    await watch.at(60);
    expect(await lastRun()).toEqual({ rows: 0, error: null });
    expect(await watch.mails()).toHaveLength(1);
    expect((await postedTo({ name: watch.name })).map(({ status }) => status)).toEqual([500, 200]);
  });

  it("by e-mail is told by the next run too", async () => {
    const watch = makeWatch();
    await answerWith({ to: watch.email, status: 503, times: 1 });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    await watch.at(30);
    expect((await requestsTo(watch.email)).map(({ status }) => status)).toEqual([503, 200]);
    expect(await watch.posts()).toHaveLength(1);
  });

  it("for a day is told no more of what is old by then", async () => {
    const watch = makeWatch();
    await replyWith({ name: watch.name, status: 500 });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    await watch.at(24 * 60 - 30);
    expect(await postedTo({ name: watch.name })).toHaveLength(2);
    await replyWith({ name: watch.name, status: 200 });
    await watch.at(24 * 60 + 30);
    expect((await watch.posts()).slice(2)).not.toContain("Alert: scheduling_dead_letters is 1");
  });

  it.each([307, 404])("is who answers %i, which is not followed and no success", async (status) => {
    const watch = makeWatch();
    const elsewhere = freshId("elsewhere");
    await replyWith({ name: watch.name, status, headers: { location: hookAddress(elsewhere) } });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    expect(await lastRun()).toMatchObject({ error: "1 failed" });
    expect(await postedTo({ name: elsewhere })).toEqual([]);
  });
});

describe("the addresses", () => {
  it("may be left out: then the alerts only stand in the list", async () => {
    const watch = makeWatch({ ALERT_EMAIL: "", ALERT_WEBHOOK_URL: "" });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    expect(await lastRun()).toEqual({ rows: 1, error: null });
    const { body } = await get("admin/alerts/", { as: admin });
    expect(body.results).toMatchObject([{ rule: "scheduling_dead_letters", emailed_at: null, posted_at: null }]);
    expect(await watch.posts()).toEqual([]);
  });

  it("of a webhook must be public: a deployment does not call its own network", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    const watch = makeWatch({
      ...noProviders,
      LOCAL_CLOCK: "",
      ALERT_EMAIL: "",
      ALERT_WEBHOOK_URL: "https://10.0.0.1/",
    });
    await writeDeadLetter(START - MINUTE);
    await watch.at(0);
    expect(await lastRun()).toMatchObject({ error: "1 failed" });
    expect(fetched.mock.calls.map(([address]) => String(address)).filter((url) => url.includes("10.0"))).toEqual([]);
    fetched.mockRestore();
  });

  it.each([
    ["ALERT_EMAIL is malformed", { ALERT_EMAIL: "nobody" }],
    ["ALERT_EMAIL is malformed", { ALERT_EMAIL: "Somebody <a@example.com>" }],
    ["ALERT_WEBHOOK_URL is not an https address", { ALERT_WEBHOOK_URL: "hooks.example.com" }],
    ["ALERT_WEBHOOK_URL is not an https address", { ALERT_WEBHOOK_URL: "http://hooks.example.com/", LOCAL_CLOCK: "" }],
  ])("are refused when they are none: %s", (message, variables) => {
    expect(() => readConfig({ ...env, ...variables } as Env)).toThrow(message);
  });
});

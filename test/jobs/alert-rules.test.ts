import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { JOBS } from "../../src/jobs/cron";
import { type PastPickup, writeHistory } from "../support/history";
import { writeNotification, writeRun } from "../support/monitoring";
import { forgetAll, makeWatch, START, stateOf } from "../support/watch";
import { freshId } from "../support/world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(forgetAll);

describe("the success rate", () => {
  const pickups = (count: number, status: PastPickup["status"]): PastPickup[] =>
    Array.from({ length: count }, () => ({
      date: "2026-08-01",
      start: "11:00",
      locationId: "counter",
      listingId: "pizza",
      status,
    }));
  const write = (...all: PastPickup[][]) => writeHistory(freshId("business"), { slots: [], pickups: all.flat() });
  const firing = async () => (await stateOf("scheduling_pickup_success_rate")).state === "firing";

  it("alarms below 80 % of 20 pickups and more, live ones not counted", async () => {
    await write(pickups(15, "completed"), pickups(3, "missed"), pickups(1, "cancelled"), pickups(9, "scheduled"));
    await makeWatch().at(0);
    expect(await stateOf("scheduling_pickup_success_rate")).toMatchObject({ state: "ok", sample: 19 });
    await write(pickups(1, "completed"));
    await makeWatch().at(30);
    expect(await stateOf("scheduling_pickup_success_rate")).toMatchObject({ state: "ok", value: 0.8, sample: 20 });
    await write(pickups(1, "missed"));
    await makeWatch().at(60);
    expect(await firing()).toBe(true);
  });

  it("is over at 82 % twice in a row, not at 80 %", async () => {
    await write(pickups(15, "completed"), pickups(5, "missed"));
    await makeWatch().at(0);
    await write(pickups(5, "completed"));
    for (const minutes of [30, 60, 90]) await makeWatch().at(minutes);
    expect(await firing()).toBe(true);
    await write(pickups(5, "completed"));
    await makeWatch().at(120);
    expect(await firing()).toBe(true);
    await makeWatch().at(150);
    expect(await firing()).toBe(false);
  });
});

describe("the projection's lag", () => {
  it("alarms when a change was followed later than five minutes after it", async () => {
    const news = { type: "pickup_booked", state: "sent" as const };
    await writeNotification({ ...news, dueAt: START - 6 * MINUTE, createdAt: START - MINUTE });
    const watch = makeWatch();
    await watch.at(0);
    expect(await watch.mails()).toEqual([]);
    await writeNotification({ ...news, dueAt: START, createdAt: START + 5 * MINUTE + 1_000 });
    await watch.at(30);
    expect(await watch.mails()).toEqual(["Alert: scheduling_projection_lag is 301 s"]);
  });

  it("alarms when a booking has waited for its follow-ups for more than five minutes", async () => {
    const booking = { date: "2026-08-01", locationId: "counter", listingId: "pizza", status: "scheduled" } as const;
    const write = (start: string) => writeHistory(freshId("business"), { slots: [], pickups: [{ ...booking, start }] });
    await write("11:55"); // when it is booked, too
    const watch = makeWatch();
    await watch.at(0);
    expect(await watch.mails()).toEqual([]);
    expect(await stateOf("scheduling_projection_lag")).toMatchObject({ value: 300, sample: 1 });
    await write("11:54");
    await watch.at(1);
    expect(await watch.mails()).toEqual(["Alert: scheduling_projection_lag is 420 s"]);
  });
});

describe("the jobs", () => {
  it("alarm when one that ran before does so no more", async () => {
    const watch = makeWatch();
    for (const { job } of JOBS) await writeRun(job, START - HOUR);
    await watch.at(0);
    expect(await watch.mails()).toEqual([]);
    await env.DB.prepare("UPDATE job_runs SET started_at = ? WHERE job = 'clean-up'")
      .bind(START - 25 * HOUR)
      .run();
    await watch.at(10);
    expect(await watch.mails()).toEqual(["Alert: scheduling_jobs_overdue is 1"]);
  });

  it("do not alarm on the day of the first deployment, when most have not come round", async () => {
    const watch = makeWatch();
    await watch.at(0);
    await watch.at(23 * 60);
    expect(await watch.mails()).toEqual([]);
    await watch.at(25 * 60);
    const daily = JOBS.filter(({ everyMinutes }) => everyMinutes > 60).length;
    expect(await watch.mails()).toEqual([`Alert: scheduling_jobs_overdue is ${daily}`]);
  });
});

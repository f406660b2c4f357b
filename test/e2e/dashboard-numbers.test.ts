import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { lookAtAll } from "./support/browser.ts";
import { letNightPass, openDashboard, ownerOfOldBusiness, rowsOf } from "./support/dashboard.ts";
import { call, makeTown, TODAY, TOMORROW } from "./support/town.ts";

const DAY_MS = 86_400_000;
const daysBack = (days: number) => new Date(Date.parse(TODAY) - days * DAY_MS).toISOString().slice(0, 10);
const PERIOD = `start_date=${daysBack(30)}&end_date=${daysBack(1)}`;

interface Report {
  summary: { total_pickups_scheduled: number; successful_pickups: number; success_rate: number };
  by_date: { date: string; scheduled: number; completed: number; missed: number }[];
  time_distribution: Record<string, number>;
}

interface DayReport {
  date: string;
  summary: { total_scheduled: number; completion_rate: number };
  financial: { total_value: number };
  recommendations: { message: string }[];
}

async function firstWithAdvice(owner: string): Promise<DayReport> {
  for (let days = 2; days < 60; days += 1) {
    const report = (await call(`analytics/daily-report/?date=${daysBack(days)}`, owner)) as DayReport;
    if (report.recommendations.length > 0) return report;
  }
  throw new Error("No day with advice");
}

interface Demand {
  hours: { hour: string; expected: number; p90: number }[];
  history: { pickups: number };
}

beforeAll(letNightPass);

it("draws a period's numbers, and writes the same into tables", async () => {
  const owner = await ownerOfOldBusiness();
  const tab = await openDashboard(owner, "Numbers");
  const report = (await call(`analytics/?${PERIOD}&by_date=true`, owner)) as Report;
  await tab.getByText(`${report.summary.total_pickups_scheduled} pickups, `).waitFor();
  const daily = tab.getByRole("figure", { name: "Pickups by day" });
  await daily.getByRole("img").waitFor();
  const days = await rowsOf(daily);
  expect(days).toHaveLength(30);
  expect(
    days.filter(([, ...numbers]) => numbers.some((text) => text !== "0")).map(([, ...numbers]) => numbers),
  ).toEqual(report.by_date.map(({ scheduled, completed, missed }) => [scheduled, completed, missed].map(String)));
  const hours = await rowsOf(tab.getByRole("figure", { name: "Pickups by hour of the day" }));
  expect(Object.fromEntries(hours.filter(([, count]) => count !== "0"))).toEqual(
    Object.fromEntries(Object.entries(report.time_distribution).map(([hour, count]) => [hour, String(count)])),
  );
  await daily.getByText("As a table").click();
  await lookAtAll(tab, "dashboard-numbers");
  expect(tab.complaints).toEqual([]);
});

it("asks for the days, location and listing that are chosen", async () => {
  const owner = await ownerOfOldBusiness();
  const tab = await openDashboard(owner, "Numbers");
  const totalOf = async (query: string) =>
    ((await call(`analytics/?${query}`, owner)) as Report).summary.total_pickups_scheduled;
  await tab.getByRole("button", { name: "90 days" }).click();
  await tab.getByText(`${await totalOf(`start_date=${daysBack(90)}&end_date=${daysBack(1)}`)} pickups, `).waitFor();
  await tab.getByRole("button", { name: "Custom", pressed: false }).click();
  await tab.getByLabel("From").fill(daysBack(10));
  await tab.getByRole("button", { name: "Custom", pressed: true }).waitFor();
  await tab.getByRole("combobox", { name: "Listing" }).selectOption({ label: "Margherita Pizza" });
  const chosen = `start_date=${daysBack(10)}&end_date=${daysBack(1)}&food_listing_id=bench-listing-1-1`;
  await tab.getByText(`${await totalOf(chosen)} pickups, `).waitFor();
  expect(tab.complaints).toEqual([]);
});

it("says so where there is not enough yet", async () => {
  const tab = await openDashboard((await makeTown()).provider, "Numbers");
  await tab.getByText("0 pickups, ").waitFor();
  expect(await tab.getByText("Not enough yet").count()).toBeGreaterThan(5);
  await tab.getByText("No pickups in this period").waitFor();
  await lookAtAll(tab, "dashboard-numbers-none");
  expect(tab.complaints).toEqual([]);
});

it("tells one day with what its report advises", async () => {
  const owner = await ownerOfOldBusiness();
  const report = await firstWithAdvice(owner);
  const tab = await openDashboard(owner, "Numbers");
  const day = tab.getByRole("region", { name: "One day" });
  await day.getByLabel("Day", { exact: true }).fill(report.date);
  await day.getByText(report.recommendations[0]?.message ?? "").waitFor();
  for (const [name, value] of [
    ["Booked", report.summary.total_scheduled],
    ["Completion rate", `${report.summary.completion_rate} %`],
    ["Value handed over", report.financial.total_value.toFixed(2)],
  ]) {
    expect(await day.locator(`dt:text-is("${name}") + dd`).textContent()).toBe(String(value));
  }
  await lookAtAll(tab, "dashboard-numbers-day");
  expect(tab.complaints).toEqual([]);
});

it.each(["CSV", "JSON"])("saves every pickup of the period as %s", async (format) => {
  const owner = await ownerOfOldBusiness();
  const tab = await openDashboard(owner, "Numbers");
  const coming = tab.waitForEvent("download");
  await tab.getByRole("button", { name: format }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`pickups-${daysBack(30)}-to-${daysBack(1)}.${format.toLowerCase()}`);
  await tab.getByText(/^Saved \d+ KB$/).waitFor();
  const text = readFileSync(await download.path(), "utf8");
  const { summary } = (await call(`analytics/?${PERIOD}`, owner)) as Report;
  const pickups = format === "CSV" ? text.trim().split("\n").length - 1 : JSON.parse(text).length;
  expect(pickups).toBe(summary.total_pickups_scheduled);
  expect(tab.complaints).toEqual([]);
});

it("draws what to expect of each hour with its band", async () => {
  const owner = await ownerOfOldBusiness();
  const tab = await openDashboard(owner, "Forecast");
  const { hours, history } = (await call(`demand-forecast/?date=${TOMORROW}`, owner)) as Demand;
  const chart = tab.getByRole("figure", { name: "Expected pickups by hour" });
  await chart.getByRole("img").waitFor();
  expect(await rowsOf(chart)).toEqual(hours.map(({ hour, expected, p90 }) => [hour, String(expected), String(p90)]));
  await tab.getByText(`Learned from ${history.pickups} pickups`).waitFor();
  await lookAtAll(tab, "dashboard-forecast");
  expect(tab.complaints).toEqual([]);
});

it("says why there is no forecast", async () => {
  const tab = await openDashboard((await makeTown()).provider, "Forecast");
  await tab.getByText("Nothing was learned yet").waitFor();
  await tab.getByText("There is no forecast yet.").waitFor();
  expect(tab.complaints).toEqual([]);
});

import { expect, it } from "vitest";
import { makeToken } from "../../scripts/tokens.ts";
import { lookAtAll, openTab } from "./support/browser.ts";
import { openDashboard, openSection, ownerOfOldBusiness, rowsOf } from "./support/dashboard.ts";
import { OLD_BUSINESS } from "./support/history.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

const admin = () => makeToken("admin", "e2e-admin");

it("shows the day by hour, and what changes while it is open", async () => {
  const town = await makeTown();
  await book(town);
  await book(town, "18:00");
  const tab = await openDashboard(town.provider, "Today");
  await tab.getByLabel("Day", { exact: true }).fill(TOMORROW);
  await tab.getByText("Live", { exact: true }).waitFor();
  await tab.getByText("2 pickups: 0 completed, 2 to come").waitFor();
  const third = await book(town);
  await tab.getByText("3 pickups: 0 completed, 3 to come").waitFor();
  await call(`pickups/${third.id}/cancel/`, town.provider, { body: { reason: "Sold out" } });
  await tab.getByText("2 pickups: 0 completed, 2 to come").waitFor();
  const hour = tab.getByRole("listitem").filter({ hasText: "17:00 1 pickup" });
  await hour.locator("summary").click();
  await expect(rowsOf(hour)).resolves.toEqual([
    ["Jane Smith", "17:00–17:25", "Margherita Pizza", "2", "25.00", "scheduled"],
  ]);
  await lookAtAll(tab, "dashboard-today");
  expect(tab.complaints).toEqual([]);
});

it("lets an admin choose the business, and another one", async () => {
  const tab = await openTab("/dashboard/", { token: await admin(), now: NOW });
  await tab.getByLabel("Business id").fill("no-such-business");
  await tab.getByRole("button", { name: "Open" }).click();
  await tab.getByRole("alert").getByText("Resource not found").waitFor();
  tab.complaints.length = 0; // the browser writes every 404 to the console
  await tab.getByRole("button", { name: "Another business" }).click();
  await tab.getByLabel("Business id").fill(OLD_BUSINESS);
  await tab.getByRole("button", { name: "Open" }).click();
  await tab.getByRole("heading", { level: 1, name: "Restaurant 1" }).waitFor();
  await openSection(tab, "Locations");
  await tab.getByRole("heading", { name: "Main Counter" }).waitFor();
  expect(tab.complaints).toEqual([]);
});

it("shows alerts and jobs to an admin, and a provider the warnings of the own days alone", async () => {
  const own = await openDashboard(await ownerOfOldBusiness(), "Alerts");
  await own.getByRole("heading", { level: 3 }).nth(1).waitFor();
  expect(await own.getByRole("heading", { name: "The service" }).count()).toBe(0);
  await lookAtAll(own, "dashboard-alerts");
  expect(own.complaints).toEqual([]);

  const tab = await openTab("/dashboard/", { token: await admin(), now: NOW });
  await tab.getByLabel("Business id").fill(OLD_BUSINESS);
  await tab.getByRole("button", { name: "Open" }).click();
  await openSection(tab, "Alerts");
  const { rules } = (await call("admin/alerts/", await admin())) as { rules: { title: string }[] };
  const shown = await rowsOf(tab.getByRole("table", { name: "Alert rules" }));
  expect(shown.map(([title]) => title)).toEqual(rules.map(({ title }) => title));
  const { jobs } = (await call("admin/jobs/", await admin())) as { jobs: { job: string; cron: string }[] };
  const runs = await rowsOf(tab.getByRole("table", { name: "Jobs" }));
  expect(runs.map(([job, cron]) => [job, cron])).toEqual(jobs.map(({ job, cron }) => [job, cron]));
  await lookAtAll(tab, "dashboard-alerts-admin");
  expect(tab.complaints).toEqual([]);
});

it("can be walked through with the keyboard alone", async () => {
  const tab = await openTab("/dashboard/", { token: await ownerOfOldBusiness(), now: NOW });
  await tab.getByRole("heading", { level: 2, name: "Today" }).waitFor();
  const focused = () => tab.evaluate(() => document.activeElement?.textContent ?? "");
  const tabTo = async (text: string) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await tab.keyboard.press("Tab");
      if ((await focused()) === text) return;
    }
    throw new Error(`${text} cannot be reached with the keyboard`);
  };
  await tabTo("Skip to content");
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { level: 2, name: "Today" }).waitFor(); // the fragment is no section
  await tabTo("Locations");
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { level: 2, name: "Locations" }).waitFor();
  expect(await focused()).toBe("Locations");
  await tab.getByRole("button", { name: "New location" }).waitFor();
  await tabTo("New location");
  await tab.keyboard.press("Enter");
  await tabTo("Cancel");
  await tab.keyboard.press("Enter");
  await tabTo("Close");
  await tab.keyboard.press("Enter");
  await tab.getByRole("dialog").waitFor();
  await tab.keyboard.press("Escape");
  await tab.getByRole("dialog").waitFor({ state: "hidden" });
  expect(tab.complaints).toEqual([]);
});

it("goes back to the section before", async () => {
  const tab = await openDashboard(await ownerOfOldBusiness(), "Numbers");
  await openSection(tab, "Forecast");
  await tab.goBack();
  await tab.getByRole("heading", { level: 2, name: "Numbers" }).waitFor();
  await tab.waitForFunction(() => document.title === "Numbers · Save n Bite");
});

it("says that the connection is gone, and tries again when asked", async () => {
  const tab = await openDashboard(await ownerOfOldBusiness(), "Today");
  const calls = "**/api/scheduling/analytics/?**";
  await tab.route(calls, (route) => route.abort());
  await openSection(tab, "Numbers");
  await tab.getByRole("alert").getByText("No connection.").waitFor();
  await tab.unroute(calls);
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.getByRole("figure", { name: "Pickups by day" }).getByRole("img").waitFor();
  expect(await tab.getByRole("alert").count()).toBe(0);
});

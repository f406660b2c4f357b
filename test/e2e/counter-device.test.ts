import { expect, inject, it } from "vitest";
import { lookAtAll } from "./support/browser.ts";
import {
  handOver,
  openCounter,
  otherComplaints,
  passMinute,
  statusOf,
  untilKept,
  untilSent,
} from "./support/counter.ts";
import { AT_COUNTER, book, makeTown, TOMORROW } from "./support/town.ts";

it("asks before somebody signs out with hand-overs unsent, and forgets the day's list", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  const keptNames = () =>
    tab.evaluate(() => Object.values(localStorage).filter((text) => text.includes("Jane")).length);
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await handOver(tab, pickup.code, "Jane Smith");
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "1 hand-over is not sent yet" }).waitFor();
  await lookAtAll(tab, "counter-sign-out");
  await tab.getByRole("button", { name: "Stay" }).click();
  await passMinute(tab);
  await untilSent(tab);
  expect(await keptNames()).toBe(1);
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await keptNames()).toBe(0);
  expect(otherComplaints(tab)).toEqual([]);
});

it("says in a tab without a session what waits here, and shows the day's list until the day is over", async () => {
  const town = await makeTown();
  const [pickup] = [await book(town), await book(town)];
  const tab = await openCounter(town);
  await untilKept(tab);
  await tab.getByRole("button", { name: "Waiting 2" }).waitFor();
  await handOver(tab, pickup.code, "Jane Smith");
  await tab.context().setOffline(true);

  const later = await tab.context().newPage();
  await later.clock.install({ time: new Date(AT_COUNTER) });
  await later.goto(`${inject("origin")}/counter/`);
  await later
    .getByText("1 hand-over waits on this device. What waits is sent once its restaurant signs in again.")
    .waitFor();
  expect(await later.getByRole("listitem").filter({ hasText: pickup.code }).textContent()).toContain("To be sent");
  expect(await later.getByText("Waiting", { exact: false }).count()).toBe(1);
  await lookAtAll(later, "counter-without-session");

  // The tab that would forget it by itself is closed.
  await tab.close();
  await later.clock.setFixedTime(new Date(`${TOMORROW}T22:30:00Z`));
  await later.reload();
  await later.getByText("1 hand-over waits").waitFor();
  expect(await later.getByText(pickup.code).count()).toBe(0);
  expect(await later.evaluate(() => localStorage.getItem("kept.counter-day"))).toBeNull();
});

it("asks before the page is closed with hand-overs unsent, and only then", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  const asked: string[] = [];
  tab.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.dismiss();
  });
  await handOver(tab, pickup.code, "Jane Smith");
  const dialog = tab.waitForEvent("dialog");
  await tab.close({ runBeforeUnload: true });
  await dialog;
  await tab.getByText("Handed over just now").waitFor();
  await passMinute(tab);
  await untilSent(tab);
  const closed = tab.waitForEvent("close");
  await tab.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toEqual(["beforeunload"]);
  expect(await statusOf(town, pickup.id)).toBe("completed");
});

it("forgets the day's list when the day is over", async () => {
  const town = await makeTown();
  await book(town);
  const tab = await openCounter(town);
  await untilKept(tab);
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await tab.context().setOffline(true);
  await tab.clock.fastForward("07:00:00");
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await tab.clock.fastForward("00:30:00");
  await tab.getByText("Today's list is not on this device yet").waitFor();
  expect(await tab.evaluate(() => JSON.stringify(localStorage).includes("Jane"))).toBe(false);
  expect(otherComplaints(tab)).toEqual([]);
});

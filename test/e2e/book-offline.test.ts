import { expect, inject, it } from "vitest";
import { complaintsBut, openOrder } from "./support/booking.ts";
import { openTab, type Tab } from "./support/browser.ts";
import { readSymbol } from "./support/symbol.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

/** Browsers report each call that found no network. */
const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

/** A page that its service worker can open again without a network. */
async function untilKept(tab: Tab): Promise<void> {
  await tab.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!(await caches.match("/book/"))) await new Promise((resolve) => setTimeout(resolve, 100));
  });
}

it("shows code and symbol without a network, in a tab without a session too, until somebody signs out", async () => {
  const town = await makeTown();
  const { code } = await book(town);
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  await tab.getByRole("link", { name: "Margherita Pizza Booked" }).waitFor();
  await tab.waitForFunction(() => localStorage.getItem("kept.pickups")?.includes("<svg"));
  await untilKept(tab);
  await tab.context().setOffline(true);
  await tab.reload();
  await tab.getByText("Booking needs a connection.").waitFor();
  await tab.getByRole("link", { name: "Margherita Pizza Booked" }).click();
  await tab.getByText("Kept on this device. It may have changed since.").waitFor();
  expect(await readSymbol(tab.getByAltText("QR code"))).toContain(`.${code}.`);

  const later = await tab.context().newPage();
  await later.goto(tab.url());
  await later.getByRole("heading", { name: "Kept on this device" }).waitFor();
  expect(await later.locator(".code").textContent()).toBe(code);
  expect(await readSymbol(later.getByAltText("QR code"))).toContain(`.${code}.`);

  await tab.getByRole("button", { name: "Sign out" }).click();
  expect(await tab.evaluate(() => localStorage.getItem("kept.pickups"))).toBeNull();
  expect(complaintsBut(tab, NO_NETWORK)).toEqual([]);
});

it("keeps a ticket for a day after its slot", async () => {
  const town = await makeTown();
  const { code } = await book(town);
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  await tab.waitForFunction(() => localStorage.getItem("kept.pickups")?.includes("<svg"));
  const later = await tab.context().newPage();
  const end = Date.parse(`${TOMORROW}T15:25:00Z`) + 86_400_000;
  await later.clock.install({ time: end - 60_000 });
  await later.goto(`${inject("origin")}/book/`);
  await later.getByText(code).waitFor();
  await later.clock.setFixedTime(end);
  await later.reload();
  await later.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await later.getByText(code).count()).toBe(0);
  expect(await later.evaluate(() => localStorage.getItem("kept.pickups"))).toBeNull();
});

it("shows nothing of the last customer to the next one of a device, not even without a network", async () => {
  const [town, other] = [await makeTown(), await makeTown()];
  await book(town);
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  await tab.waitForFunction(() => localStorage.getItem("kept.pickups")?.includes("<svg"));
  await tab.route("**/api/**", (route) => route.abort());
  await tab.evaluate((token) => {
    location.hash = `token=${token}`;
    location.reload();
  }, other.customer.token);
  await tab.getByText("No connection, and nothing is kept on this device.").waitFor();
  expect(complaintsBut(tab, NO_NETWORK)).toEqual([]);
});

it("does not book offline, says so, and loses nothing", async () => {
  const town = await makeTown();
  const tab = await openOrder(town, await town.order());
  await tab.getByRole("radio", { name: "17:00–17:25" }).check();
  await tab.getByLabel("Note for the counter").fill("Typed in a tunnel");
  await tab.context().setOffline(true);
  await tab.getByRole("alert").getByText("You are offline.").waitFor();
  expect(await tab.getByRole("button", { name: "Book 17:00–17:25" }).isDisabled()).toBe(true);
  await tab.context().setOffline(false);
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  await tab.getByText("Typed in a tunnel").waitFor();
  expect(complaintsBut(tab, NO_NETWORK)).toEqual([]);
});

it("gets the one pickup that was booked when an answer was lost and the customer tries again", async () => {
  const town = await makeTown();
  const tab = await openOrder(town, await town.order());
  const keys: (string | undefined)[] = [];
  let isLost = false;
  await tab.route("**/api/scheduling/schedule/", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (isLost) return route.continue();
    isLost = true;
    await route.fetch();
    await route.abort();
  });
  await tab.getByRole("radio", { name: "17:00–17:25" }).check();
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab.getByRole("alert").getByText("it is never booked twice").waitFor();
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
  const { count } = (await call("my-pickups/", town.customer.token)) as { count: number };
  expect(count).toBe(1);
  expect(complaintsBut(tab, NO_NETWORK)).toEqual([]);
});

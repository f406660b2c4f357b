import { expect, it } from "vitest";
import { openTab } from "./support/browser.ts";
import { makeTown, NOW } from "./support/town.ts";

it("says that it is offline when the line is dead behind a router that lives, and sees when it is back", async () => {
  const town = await makeTown();
  await town.order();
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  await tab.getByRole("link", { name: "Margherita Pizza" }).waitFor();
  const isDead = /\/api\/|icon\.svg/;
  await tab.route(isDead, (route) => route.abort());
  await tab.getByRole("link", { name: "Margherita Pizza" }).click();
  await tab.getByText("Offline: what you see is what was last known").waitFor();
  expect(await tab.evaluate(() => navigator.onLine)).toBe(true);
  await tab.unroute(isDead);
  await tab.getByText("Offline: what you see is what was last known").waitFor({ state: "detached" });
  await tab.getByRole("heading", { name: "Choose a time" }).waitFor();
});

it("opens anew when a release has taken away what it was to load", async () => {
  const town = await makeTown();
  const tab = await openTab("/dashboard/", { token: town.provider, now: NOW });
  await tab.getByRole("link", { name: "Numbers" }).waitFor();
  let asked = 0;
  await tab.route(/\/assets\/numbers-.*\.js/, (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 404 }) : route.continue();
  });
  await tab.getByRole("link", { name: "Numbers" }).click();
  await tab.getByRole("button", { name: "90 days" }).waitFor();
  expect(asked).toBe(2);
});

import { expect, it } from "vitest";
import { lookAtAll, openTab } from "./support/browser.ts";

it("says what this is, and signs a demo account in with one click", async () => {
  const tab = await openTab("/");
  await tab.getByRole("heading", { name: "Save n Bite Scheduling" }).waitFor();
  await tab.getByRole("button", { name: "Sign in as demo-provider" }).waitFor();
  await lookAtAll(tab, "home");
  await tab.getByRole("button", { name: "Sign in as demo-provider" }).click();
  await tab.waitForURL("**/counter/");
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  expect(tab.complaints).toEqual([]);
});

it("refuses a page to an account that it is not for", async () => {
  const tab = await openTab("/");
  await tab.getByRole("button", { name: "Sign in as demo-customer" }).click();
  await tab.waitForURL("**/book/");
  await tab.goto(tab.url().replace("/book/", "/counter/"));
  await tab.getByRole("heading", { name: "Not for this account" }).waitFor();
  expect(tab.complaints).toEqual([]);
});

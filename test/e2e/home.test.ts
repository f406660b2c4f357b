import { expect, inject, it } from "vitest";
import { makeToken } from "../../scripts/tokens.ts";
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

it("takes the token that the platform's login hands over out of the address, and keeps it in this tab alone", async () => {
  const token = await makeToken("customer", "demo-customer");
  const tab = await openTab("/book/", { token });
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  expect(new URL(tab.url()).hash).toBe("");
  expect(await tab.evaluate(() => Object.values(localStorage).join())).not.toContain(token);
  expect(await tab.evaluate(() => document.cookie)).toBe("");
  await tab.reload();
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  const other = await tab.context().newPage();
  await other.goto(tab.url());
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
});

it("takes a token that is handed to a page which is open already", async () => {
  const token = await makeToken("customer", "demo-customer");
  const tab = await openTab("/book/");
  await tab.getByRole("heading", { name: "Sign in" }).waitFor();
  await tab.goto(`${tab.url()}#token=${token}`);
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  expect(new URL(tab.url()).hash).toBe("");
});

it("serves pages that are asked for anew each time, and hashed files for ever", async () => {
  const origin = inject("origin");
  const page = await fetch(`${origin}/counter/`);
  const [, script = ""] = /src="(\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
  expect(page.headers.get("Cache-Control")).toBe("public, max-age=0, must-revalidate");
  expect((await fetch(origin + script)).headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
  expect((await fetch(`${origin}/api/scheduling/counter/`)).headers.get("Content-Type")).toContain("json");
});

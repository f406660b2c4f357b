import { expect, it } from "vitest";
import { makeToken } from "../../scripts/tokens.ts";
import { complaintsBut, dayName, openOrder } from "./support/booking.ts";
import { openTab, type Tab } from "./support/browser.ts";
import { call, makeTown, NOW, TOMORROW } from "./support/town.ts";

/** Presses Tab until the focus is on what is looked for, as somebody without a mouse would. */
async function tabTo(tab: Tab, what: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 40; presses += 1) {
    await tab.keyboard.press("Tab");
    const name = await tab.evaluate(() => {
      const { activeElement: element } = document;
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
      return (label?.[0] ?? element)?.textContent ?? "";
    });
    if (what.test(name)) return;
    seen.push(name);
  }
  throw new Error(`Tab never led to ${what}, but to ${seen.join(" | ")}`);
}

it("is used from sign-in to code with the keyboard alone", async () => {
  const tab = await openTab("/book/", { now: NOW });
  await tab.getByRole("button", { name: "Sign in as a customer" }).waitFor();
  await tabTo(tab, /Sign in as a customer/);
  await tab.keyboard.press("Enter");
  await tab.getByRole("link", { name: "Margherita Pizza" }).first().waitFor();
  await tabTo(tab, /2 × Margherita Pizza/);
  await tab.keyboard.press("Enter");
  await tab.getByRole("radio", { name: dayName(TOMORROW), disabled: false }).waitFor();
  expect(await tab.evaluate(() => document.activeElement?.textContent)).toBe("Choose a time");
  await tabTo(tab, /Today/);
  await tab.keyboard.press("ArrowRight");
  await tab.getByRole("radio", { name: dayName(TOMORROW), checked: true }).waitFor();
  await tabTo(tab, /17:00–17:25/);
  await tab.keyboard.press("Space");
  await tabTo(tab, /Note for the counter/);
  await tab.keyboard.type("By keyboard");
  await tabTo(tab, /Book 17:00/);
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  expect(await tab.evaluate(() => document.activeElement?.textContent)).toBe("Booked");
  await tab.getByText("By keyboard").waitFor();
  expect(await tab.locator(".code").textContent()).toMatch(/^[A-Z2-9]{6}$/);
  expect(tab.complaints).toEqual([]);
});

it("keeps what was entered when the session ends, and goes on after the way to the login and back", async () => {
  const town = await makeTown();
  const orderId = await town.order();
  const tab = await openOrder(town, orderId);
  await tab.getByRole("radio", { name: "18:00–18:25" }).check();
  await tab.getByLabel("Note for the counter").fill("Written before the session ended");
  const expired = await makeToken("customer", town.customer.id, undefined, "-1 minute");
  await tab.route(
    "**/api/scheduling/schedule/",
    (route) => route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${expired}` } }),
    { times: 1 },
  );
  await tab.getByRole("button", { name: "Book 18:00–18:25" }).click();
  await tab.getByRole("heading", { name: "Your session has ended" }).waitFor();
  await tab.getByRole("alert").getByText("what you entered is kept").waitFor();
  expect(await tab.getByLabel("Note for the counter").inputValue()).toBe("Written before the session ended");

  await tab.evaluate((fresh) => {
    location.hash = `token=${fresh}`;
    location.reload();
  }, town.customer.token);
  await tab.getByRole("button", { name: "Book 18:00–18:25" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  await tab.getByText("Written before the session ended").waitFor();
  const { count } = (await call("my-pickups/", town.customer.token)) as { count: number };
  expect(count).toBe(1);
  expect(complaintsBut(tab, /status of 401/)).toEqual([]);
});

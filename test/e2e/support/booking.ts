/** What a customer does on the booking page. */
import type { Locator } from "playwright-core";
import { openTab, type Tab, type TabOptions } from "./browser.ts";
import { NOW, TOMORROW, type Town } from "./town.ts";

/** A day as the page offers it. */
export const dayName = (date: string): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" })
    .format(new Date(date))
    .replace(",", "");

/** An order's page in a tab of its customer's, which follows the times of `TOMORROW`. */
export async function openOrder(town: Town, orderId: string, options: TabOptions = {}): Promise<Tab> {
  const tab = await openTab(`/book/?order=${orderId}`, { token: town.customer.token, now: NOW, ...options });
  await tab.getByRole("radio", { name: dayName(TOMORROW) }).check();
  await tab.getByText("Live: spots change here").waitFor();
  return tab;
}

/** A time of the day that is shown, with what is said of it. */
export const timeAt = (tab: Tab, start: string): Locator => tab.locator("label", { hasText: `${start}–` });

/** What a tab complained of besides calls that were to fail: browsers report each with its status. */
export const complaintsBut = (tab: Tab, expected: RegExp): string[] =>
  tab.complaints.filter((complaint) => !expected.test(complaint));

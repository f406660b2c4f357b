/** The dashboard in a tab, and the restaurant that has been there for a year. */
import type { Locator } from "playwright-core";
import { inject } from "vitest";
import { makeToken } from "../../../scripts/tokens.ts";
import { openTab, type Tab } from "./browser.ts";
import { OLD_BUSINESS } from "./history.ts";
import { book, call, NOW, TOMORROW, type Town } from "./town.ts";

export const ownerOfOldBusiness = () => makeToken("provider", "bench-provider-1", OLD_BUSINESS);

/** The dashboard, at one of its sections. */
export async function openDashboard(token: string, section: string): Promise<Tab> {
  const tab = await openTab("/dashboard/", { token, now: NOW });
  await openSection(tab, section);
  return tab;
}

export async function openSection(tab: Tab, section: string): Promise<void> {
  await tab.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: section }).click();
  await tab.getByRole("heading", { level: 2, name: section }).waitFor();
}

/** The texts of a table's body, row by row, whether it is folded away or not. */
export async function rowsOf(place: Locator): Promise<string[][]> {
  const rows = place.locator("tbody tr");
  await rows.first().waitFor({ state: "attached" });
  return rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
  );
}

const LEARNING_MS = 60_000;

/** The night's work, which sums the year up and learns its demand. Once is enough for all tests. */
export async function letNightPass(): Promise<void> {
  const token = await ownerOfOldBusiness();
  const at = Date.parse(NOW) - 9 * 3_600_000;
  await fetch(`${inject("origin")}/cdn-cgi/local/scheduled?cron=0%2023%20*%20*%20*&time=${at}`);
  const deadline = Date.now() + LEARNING_MS;
  while (Date.now() < deadline) {
    const { trained_at } = (await call(`demand-forecast/?date=${TOMORROW}`, token)) as { trained_at: string | null };
    if (trained_at !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("Nothing was learned");
}

/**
 * A pickup of `TOMORROW` at a new counter: the schedule moves there, while what is booked elsewhere stays. For a town whose
 * slots hold one order.
 */
export async function bookAt(town: Town, place: { name: string; latitude: string; longitude: string }): Promise<void> {
  const contact = { contact_person: "Thandi", contact_phone: "+27123456789" };
  const body = { ...place, ...contact, address: "Pretoria" };
  const { id } = (await call("pickup-locations/", town.provider, { body })) as { id: string };
  const { results } = (await call("pickup-schedules/", town.provider)) as { results: { id: string }[] };
  await call(`pickup-schedules/${results[0]?.id}/`, town.provider, { method: "PATCH", body: { location_id: id } });
  await book(town);
}

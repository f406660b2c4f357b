/** A counter page at a restaurant, at the time of its slot 17:00, and what became of pickups there. */
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { sendEvents } from "../../../scripts/seed.ts";
import { makeToken } from "../../../scripts/tokens.ts";
import { openTab, type Tab, type TabOptions } from "./browser.ts";
import { AT_COUNTER, call, type Town } from "./town.ts";

export const HOLD_MS = 60_000;

export async function openCounter(town: Town, options: TabOptions = {}): Promise<Tab> {
  const tab = await openTab("/counter/", { token: town.provider, now: AT_COUNTER, ...options });
  await tab.getByLabel("Code", { exact: true }).waitFor();
  return tab;
}

/** Until the day's list is on the device, and what an outage needs is kept. */
export async function untilKept(tab: Tab): Promise<void> {
  await tab.getByText("Live", { exact: true }).waitFor();
  await tab.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

export async function type(tab: Tab, code: string): Promise<void> {
  await tab.getByLabel("Code", { exact: true }).fill(code);
  await tab.keyboard.press("Enter");
}

/** The heading of the big answer. */
export const answer = (tab: Tab, text: string) =>
  tab.getByRole("region", { name: "Answer" }).getByRole("heading", { name: text });

export async function handOver(tab: Tab, code: string, name: string): Promise<void> {
  await type(tab, code);
  await answer(tab, name).waitFor();
  await tab.getByRole("button", { name: "Hand over", exact: true }).click();
}

/** Lets the minute go by in which a hand-over can be undone. */
export const passMinute = (tab: Tab): Promise<void> => tab.clock.fastForward(HOLD_MS);

/** Until nothing is left to be sent or decided. */
export const untilSent = (tab: Tab): Promise<void> =>
  tab.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith("counter-hand-over."))) as never;

/** What the page says of refusals on the console is the browser's doing: it lists every answer of 4xx there. */
export const otherComplaints = (tab: Tab): string[] =>
  tab.complaints.filter((text) => !text.includes("the server responded with a status of 4"));

export async function statusOf(town: Town, pickupId: string): Promise<string> {
  const { status } = (await call(`pickups/${pickupId}/`, town.provider, { now: AT_COUNTER })) as { status: string };
  return status;
}

/** What staff did with a pickup, as the audit trail has it. */
export async function actionsOn(town: Town, pickupId: string): Promise<string[]> {
  const { results } = (await call(`audit/?pickup_id=${pickupId}&page_size=100`, town.provider)) as {
    results: { action: string; outcome: string | null }[];
  };
  return results.filter(({ outcome }) => outcome === null).map(({ action }) => action);
}

/** The same restaurant, with another customer. */
export async function withCustomer(town: Town, name: string, phone: string): Promise<Town> {
  const id = `customer-${randomUUID()}`;
  const send = (type: string, data: object) =>
    sendEvents(inject("origin"), [
      { specversion: "1.0", id: randomUUID(), source: "/e2e", type, time: "2026-01-01T00:00:00Z", data },
    ]);
  await send("user.upserted", { id, user_type: "customer", name, email: "someone@example.com", phone });
  return {
    ...town,
    customer: { id, name, token: await makeToken("customer", id) },
    async order() {
      const orderId = `order-${randomUUID()}`;
      await send("order.confirmed", {
        id: orderId,
        customer_id: id,
        business_id: town.businessId,
        interaction_id: randomUUID(),
        kind: "purchase",
        status: "confirmed",
        payment_status: "paid",
        total_amount: "12.50",
        items: [{ food_listing_id: town.listingId, quantity: 1, price_per_item: "12.50" }],
      });
      return orderId;
    },
  };
}

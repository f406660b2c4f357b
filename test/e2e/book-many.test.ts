import { expect, it } from "vitest";
import { complaintsBut, dayName } from "./support/booking.ts";
import { openTab } from "./support/browser.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

const DAY_MS = 86_400_000;
const PAGE = 20;

it("shows and keeps the next pickup of somebody who has more of them than a page holds, and those before", async () => {
  const town = await makeTown({ maxOrders: 50 });
  const next = await book(town);
  const cancelled = await book(town, "17:30");
  await call(`pickups/${cancelled.id}/cancel/`, town.customer.token, { method: "POST" });
  const later = new Date(Date.parse(TOMORROW) + 3 * DAY_MS).toISOString().slice(0, 10);
  const { available_slots } = (await call(
    `available-slots/?food_listing_id=${town.listingId}&date=${later}`,
    town.customer.token,
  )) as { available_slots: { id: string }[] };
  for (let n = 1; n <= PAGE; n += 1) {
    // No more than a few a minute.
    const now = new Date(Date.parse(NOW) + n * 10_000).toISOString();
    const body = {
      order_id: await town.order(),
      food_listing_id: town.listingId,
      time_slot_id: available_slots[0]?.id,
      date: later,
    };
    await call("schedule/", town.customer.token, { body, now });
  }
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  const upcoming = tab.getByRole("region", { name: "Upcoming" }).getByRole("link");
  await upcoming.nth(PAGE).waitFor();
  expect(await upcoming.first().textContent()).toContain(dayName(TOMORROW));
  await tab.getByRole("region", { name: "Past" }).getByText("Cancelled").waitFor();
  await tab.waitForFunction((id) => localStorage.getItem("kept.pickups")?.includes(id), next.id);
});

it("says that the days could not be had, not that none is free, and finds them once asked again", async () => {
  const town = await makeTown();
  const tab = await openTab(`/book/?order=${await town.order()}`, { now: NOW });
  const days = "**/available-slots/**";
  await tab.route(days, (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: "SCHEDULING_ERROR", message: "Later, please", details: {} } },
    }),
  );
  await tab.goto(`${tab.url()}#token=${town.customer.token}`);
  await tab.getByRole("alert").getByText("Later, please").waitFor();
  expect(await tab.getByText("No time is free").count()).toBe(0);
  await tab.unroute(days);
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.getByRole("radio", { name: dayName(TOMORROW) }).waitFor();
  expect(complaintsBut(tab, /status of 503/)).toEqual([]);
});

import { beforeAll, expect, it } from "vitest";
import { complaintsBut } from "./support/booking.ts";
import { lookAtAll } from "./support/browser.ts";
import { bookAt, letNightPass, openDashboard, ownerOfOldBusiness, rowsOf } from "./support/dashboard.ts";
import { call, makeTown, TOMORROW } from "./support/town.ts";

interface Schedule {
  id: string;
  max_orders_per_slot: number;
  food_listing: { name: string };
}

interface Recommendation {
  description: string;
  is_applicable: boolean;
  change: { schedule_id: string; before: Seats; after: Seats } | null;
}

interface Seats {
  max_orders_per_slot: number;
}

const schedules = async (owner: string) =>
  ((await call("pickup-schedules/", owner)) as { results: Schedule[] }).results.toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  );

/** With so few seats that there is something to advise. */
async function makeTight(): Promise<{ owner: string; advised: Recommendation & { change: object } }> {
  const owner = await ownerOfOldBusiness();
  for (const { id } of await schedules(owner)) {
    await call(`pickup-schedules/${id}/`, owner, { method: "PATCH", body: { max_orders_per_slot: 1 } });
  }
  const { recommendations } = (await call(`optimization/?date=${TOMORROW}&optimization_type=capacity`, owner)) as {
    recommendations: Recommendation[];
  };
  const advised = recommendations.find(({ is_applicable }) => is_applicable);
  if (!advised?.change) throw new Error("Nothing is advised");
  return { owner, advised: { ...advised, change: advised.change } };
}

beforeAll(letNightPass);

it("applies advice once it is confirmed, and takes it back", async () => {
  const { owner, advised } = await makeTight();
  const { schedule_id, before, after } = advised.change as NonNullable<Recommendation["change"]>;
  const seats = async () => (await schedules(owner)).find(({ id }) => id === schedule_id)?.max_orders_per_slot;
  const tab = await openDashboard(owner, "Advice");
  await tab.getByRole("button", { name: "Seats" }).click();
  const card = tab.getByRole("article").filter({ hasText: advised.description });
  await card.getByRole("button", { name: "Apply" }).waitFor();
  await lookAtAll(tab, "dashboard-advice");

  await card.getByRole("button", { name: "Apply" }).click();
  const dialog = tab.getByRole("dialog", { name: "Change the schedule?" });
  await dialog.getByText(`Orders per slot: ${before.max_orders_per_slot} → ${after.max_orders_per_slot}`).waitFor();
  await lookAtAll(tab, "dashboard-advice-confirmation");
  await dialog.getByRole("button", { name: "Leave it" }).click();
  expect(await seats()).toBe(before.max_orders_per_slot);

  await card.getByRole("button", { name: "Apply" }).click();
  await dialog.getByRole("button", { name: "Change it" }).click();
  await tab.getByText("Applied: the schedule is changed").waitFor();
  expect(await seats()).toBe(after.max_orders_per_slot);

  const later = await tab.context().newPage(); // what was applied is still known, to a tab that signs in anew too
  await later.goto(`${new URL(tab.url()).origin}/dashboard/#token=${owner}`);
  await later.getByRole("link", { name: "Advice" }).click();
  await later.getByRole("button", { name: "Take back" }).click();
  await later.getByText("Taken back: the schedule is as it was.").waitFor();
  expect(await seats()).toBe(before.max_orders_per_slot);
  expect(tab.complaints).toEqual([]);
});

it("says that a schedule was changed since it was advised on", async () => {
  const { owner, advised } = await makeTight();
  const tab = await openDashboard(owner, "Advice");
  await tab.getByRole("button", { name: "Seats" }).click();
  await tab
    .getByRole("article")
    .filter({ hasText: advised.description })
    .getByRole("button", { name: "Apply" })
    .click();
  const { schedule_id } = advised.change as NonNullable<Recommendation["change"]>;
  await call(`pickup-schedules/${schedule_id}/`, owner, { method: "PATCH", body: { max_orders_per_slot: 2 } });
  const dialog = tab.getByRole("dialog");
  await dialog.getByRole("button", { name: "Change it" }).click();
  await dialog.getByRole("alert").getByText("The schedule was changed since this advice was given.").waitFor();
  expect((await schedules(owner)).find(({ id }) => id === schedule_id)?.max_orders_per_slot).toBe(2);
});

it("says what would have to be known where nothing can be advised", async () => {
  const tab = await openDashboard((await makeTown()).provider, "Advice");
  await tab.getByText(/0 pickups in the last 8 weeks/).waitFor();
  expect(tab.complaints).toEqual([]);
});

it("draws the tour of a day's pickup points, each stop numbered as the table has it", async () => {
  const town = await makeTown({ maxOrders: 1 });
  await bookAt(town, { name: "East Gate", latitude: "-25.7500", longitude: "28.2700" });
  await bookAt(town, { name: "North Gate", latitude: "-25.7100", longitude: "28.2400" });
  await bookAt(town, { name: "Next Door", latitude: "-25.7101", longitude: "28.2401" });
  const { route } = (await call(`optimization/?date=${TOMORROW}&optimization_type=route`, town.provider)) as {
    route: { stops: { location: { name: string }; pickups: number }[]; totals: { km: number }; map_links: string[] };
  };
  const tab = await openDashboard(town.provider, "Route");
  const none = tab.getByText(/^No tour on/);
  await none.waitFor();
  const ofToday = await none.textContent();
  await tab.route(`**/optimization/?*date=${TOMORROW}*`, (route) => route.abort(), { times: 1 });
  await tab.getByLabel("Day", { exact: true }).fill(TOMORROW);
  await tab.getByRole("alert").waitFor();
  expect(await tab.locator(".outdated").textContent()).toBe(ofToday);
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.getByText(`${route.stops.length} stops, from 17:00. ${route.totals.km} km`).waitFor();
  expect(route.stops).toHaveLength(3);
  const map = tab.getByRole("img", { name: /^The tour as a drawing/ });
  expect(await map.locator(".stop text").allTextContents()).toEqual(route.stops.map((_, index) => String(index + 1)));
  const rows = await rowsOf(tab.getByRole("table", { name: "Stops in order" }));
  expect(rows.map(([name, , , , pickups]) => [name, pickups])).toEqual(
    route.stops.map(({ location, pickups }, index) => [`${index + 1}. ${location.name}`, String(pickups)]),
  );
  expect(await tab.getByRole("link", { name: "Directions in Google Maps" }).getAttribute("href")).toBe(
    route.map_links[0],
  );
  await lookAtAll(tab, "dashboard-route");
  expect(complaintsBut(tab, /ERR_FAILED/)).toEqual([]);
});

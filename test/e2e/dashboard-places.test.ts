import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { lookAtAll } from "./support/browser.ts";
import { openDashboard, rowsOf } from "./support/dashboard.ts";
import { call, makeTown, TOMORROW } from "./support/town.ts";

interface Listed<T> {
  results: T[];
}

const schedulesOf = async (token: string) =>
  (
    (await call("pickup-schedules/", token)) as Listed<{
      food_listing: { id: string };
      pickup_window: string;
      total_slots: number;
      is_active: boolean;
    }>
  ).results;

it("closes a schedule, makes it anew, shows what is wrong beside the input, and mends it", async () => {
  const { provider, listingId } = await makeTown();
  const tab = await openDashboard(provider, "Schedules");
  await tab.getByRole("button", { name: "Close Margherita Pizza" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
  await tab.getByText("Closed the schedule of Margherita Pizza.").waitFor();
  expect(await tab.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("status");
  await lookAtAll(tab, "dashboard-schedules");

  await tab.getByRole("button", { name: "New schedule" }).click();
  await tab.getByLabel("Food listing id").fill(listingId);
  await tab.getByLabel("Window opens").fill("17:00");
  await tab.getByLabel("Window closes").fill("16:00");
  await tab.getByLabel("Slots", { exact: true }).fill("99");
  await tab.getByRole("button", { name: "Save" }).click();
  const opens = tab.getByLabel("Window opens");
  await tab.getByText("Must read HH:MM-HH:MM and end after it starts").waitFor();
  expect(await opens.getAttribute("aria-invalid")).toBe("true");
  expect(await describedBy(opens)).toContain("Must read HH:MM-HH:MM");
  expect(await tab.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("time");
  expect(await describedBy(tab.getByLabel("Slots", { exact: true }))).toBe("Must be at most 20");
  expect(await tab.getByLabel("Food listing id").inputValue()).toBe(listingId);
  await lookAtAll(tab, "dashboard-schedule-errors");

  await tab.getByLabel("Window closes").fill("19:00");
  await tab.getByLabel("Slots", { exact: true }).fill("3");
  tab.complaints.length = 0; // the browser writes the refusal to the console
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("Saved the schedule of Margherita Pizza.").waitFor();
  expect((await schedulesOf(provider)).filter(({ is_active }) => is_active)).toEqual([
    expect.objectContaining({ pickup_window: "17:00-19:00", total_slots: 3 }),
  ]);
  expect(tab.complaints).toEqual([]);
});

it("changes a schedule, and makes a day's slots", async () => {
  const { provider } = await makeTown();
  const tab = await openDashboard(provider, "Schedules");
  await tab.getByRole("button", { name: "Edit Margherita Pizza" }).click();
  await tab.getByLabel("Slots", { exact: true }).fill("2");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("2 slots of 55 minutes").waitFor();
  await tab.getByRole("button", { name: "Slots of Margherita Pizza" }).click();
  const dialog = tab.getByRole("dialog", { name: "Slots of Margherita Pizza" });
  await dialog.getByRole("textbox", { name: "Day" }).fill(TOMORROW);
  await dialog.getByRole("button", { name: "Make slots" }).click();
  await dialog.getByText("Slots are up to date").waitFor();
  expect(await rowsOf(dialog)).toEqual([
    ["17:00–17:55", "0", "5"],
    ["18:00–18:55", "0", "5"],
  ]);
  await dialog.getByRole("textbox", { name: "Day" }).fill("2020-01-01");
  await dialog.getByRole("button", { name: "Make slots" }).click();
  await dialog.getByText("Must not lie in the past").waitFor();
  await lookAtAll(tab, "dashboard-slots");
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "hidden" });
});

it("says in words why another schedule cannot be made", async () => {
  const { provider, listingId } = await makeTown();
  const tab = await openDashboard(provider, "Schedules");
  await tab.getByRole("button", { name: "New schedule" }).click();
  await tab.getByLabel("Food listing id").fill(listingId);
  await tab.getByLabel("Window opens").fill("08:00");
  await tab.getByLabel("Window closes").fill("10:00");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByRole("alert").getByText("The food listing already has an active pickup schedule").waitFor();
  expect(await tab.getByLabel("Window opens").inputValue()).toBe("08:00");
});

it("makes a location with hours of its own, changes and closes it", async () => {
  const { provider } = await makeTown();
  const tab = await openDashboard(provider, "Locations");
  await tab.getByRole("button", { name: "New location" }).click();
  await tab.getByRole("button", { name: "Save" }).click();
  const name = tab.getByLabel("Name");
  await tab.getByText("Must not be empty").first().waitFor();
  expect(await describedBy(name)).toContain("Must not be empty");
  await name.fill("Garden Gate");
  await tab.getByLabel("Address").fill("7 Garden Road, Pretoria");
  await tab.getByLabel("Latitude").fill("-25.75");
  await tab.getByLabel("Longitude").fill("28.23");
  await tab.getByLabel("Contact person").fill("Thandi");
  await tab.getByLabel("Contact phone").fill("12");
  await tab.getByLabel("Hours of its own").check();
  await tab.getByLabel("Monday opens").fill("09:00");
  await tab.getByLabel("Monday closes").fill("08:00");
  await tab.getByLabel("Facilities").fill("parking\nshelter");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("monday: Must read HH:MM-HH:MM and end after it starts").waitFor();
  await lookAtAll(tab, "dashboard-location-errors");
  await tab.getByLabel("Monday closes").fill("17:00");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("Must be a phone number").waitFor();
  await tab.getByLabel("Contact phone").fill("012 345 6789");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("Saved Garden Gate.").waitFor();
  await lookAtAll(tab, "dashboard-locations");

  await tab.getByRole("button", { name: "Edit Garden Gate" }).click();
  await tab.getByLabel("Seats per slot").fill("12");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByText("Up to 12 seats a slot").waitFor();
  const { results } = (await call("pickup-locations/", provider)) as Listed<Record<string, unknown>>;
  expect(results.find((location) => location.name === "Garden Gate")).toMatchObject({
    contact_phone: "+27123456789",
    operating_hours: { monday: "09:00-17:00", tuesday: null },
    facilities: ["parking", "shelter"],
    slot_capacity: 12,
  });
  await tab.getByRole("button", { name: "Close Garden Gate" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
  await tab.getByText("Closed Garden Gate.").waitFor();
  await tab.getByRole("button", { name: "Close Main Counter" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
  await tab.getByRole("alert").getByText("A business needs at least one active pickup location").waitFor();
});

/** What a screen reader says after an input's name. */
const describedBy = (input: Locator): Promise<string> =>
  input.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );

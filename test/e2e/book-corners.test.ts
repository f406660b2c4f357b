import { expect, it } from "vitest";
import { complaintsBut, dayName, openOrder, timeAt } from "./support/booking.ts";
import { expectAccessible, openTab } from "./support/browser.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

it("asks again every few seconds where no socket is to be had", async () => {
  const town = await makeTown({ maxOrders: 2 });
  const tab = await openTab(`/book/?order=${await town.order()}`, { now: NOW });
  await tab.route("**/live/ticket/", (route) =>
    route.fulfill({ status: 429, json: { error: { code: "RATE_LIMITED", message: "Too many", details: {} } } }),
  );
  await tab.evaluate((token) => {
    location.hash = `token=${token}`;
    location.reload();
  }, town.customer.token);
  await tab.getByRole("radio", { name: dayName(TOMORROW) }).check();
  await tab.getByText("Looked up every 15 seconds.").waitFor();
  await timeAt(tab, "17:00").getByText("2 spots left").waitFor();
  await book(town);
  await timeAt(tab, "17:00").getByText("1 spot left").waitFor();
  expect(complaintsBut(tab, /status of 429/)).toEqual([]);
});

it("leads to the pickup that an order already has", async () => {
  const town = await makeTown();
  const orderId = await town.order();
  const [tab, other] = [await openOrder(town, orderId), await openOrder(town, orderId)];
  for (const [each, start] of [
    [other, "17:30–17:55"],
    [tab, "17:00–17:25"],
  ] as const) {
    await each.getByRole("radio", { name: start }).check();
    await each.getByRole("button", { name: `Book ${start}` }).click();
    if (each === other) await other.getByRole("heading", { name: "Booked" }).waitFor();
  }
  await tab.getByRole("alert").getByText("Cancel that one first if you want another time.").waitFor();
  await expectAccessible(tab);
  await tab.getByRole("link", { name: "See the pickup that it has" }).click();
  await tab.getByLabel("Ticket").getByText("17:30–17:55").waitFor();
  expect(complaintsBut(tab, /status of 422/)).toEqual([]);
});

it("says how long to wait after too many tries", async () => {
  const town = await makeTown();
  const orderId = await town.order();
  const tab = await openOrder(town, orderId);
  const body = { order_id: "none", food_listing_id: town.listingId, time_slot_id: "none", date: TOMORROW };
  for (let tries = 0; tries < 10; tries += 1) {
    await call("schedule/", town.customer.token, { body }).catch(() => undefined);
  }
  await tab.getByRole("radio", { name: "17:00–17:25" }).check();
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab
    .getByRole("alert")
    .getByText(/Too many tries\. You can book again in \d+ (second|minute)s?\./)
    .waitFor();
  expect(complaintsBut(tab, /status of 429/)).toEqual([]);
});

it("books each thing of an order at a time of its own", async () => {
  const town = await makeTown();
  const salad = await town.listing("Caesar Salad");
  const orderId = await town.order([town.listingId, salad]);
  const tab = await openOrder(town, orderId);
  await tab.getByRole("radio", { name: "Caesar Salad" }).check();
  await tab.getByRole("radio", { name: "17:30–17:55" }).check();
  await tab.getByRole("button", { name: "Book 17:30–17:55" }).click();
  await tab.getByLabel("Ticket").getByText("2 × Caesar Salad").waitFor();
  await tab.getByRole("link", { name: "1 more thing of this order to book" }).click();
  await tab.getByText("2 × Margherita Pizza").waitFor();
  expect(await tab.getByText("Caesar Salad").count()).toBe(0);
  expect(tab.complaints).toEqual([]);
});

it("measures the way from where the customer stands, only when asked to", async () => {
  const town = await makeTown();
  const { id } = await book(town);
  const tab = await openTab(`/book/?pickup=${id}`, {
    token: town.customer.token,
    now: NOW,
    permissions: ["geolocation"],
    geolocation: { latitude: -25.7545, longitude: 28.1892 },
  });
  const directions = tab.getByRole("link", { name: "Directions" });
  expect(await directions.getAttribute("href")).toBe("https://maps.google.com/?q=-25.7479,28.2293");
  expect(await tab.getByText("from here.").count()).toBe(0);
  await tab.getByRole("button", { name: "How far from here?" }).click();
  await tab.getByText(/^\d+(\.\d+)? km, about \d+ minutes by car from here\.$/).waitFor();
  expect(tab.complaints).toEqual([]);
});

it("says so where an order has nothing left to book, and where there is no such pickup", async () => {
  const town = await makeTown();
  const order = await openTab("/book/?order=none", { token: town.customer.token, now: NOW });
  await order.getByText("Nothing of this order is left to book.").waitFor();
  expect(order.complaints).toEqual([]);
  const pickup = await openTab("/book/?pickup=none", { token: town.customer.token, now: NOW });
  await pickup.getByRole("alert").getByText("Resource not found").waitFor();
  expect(complaintsBut(pickup, /status of 404/)).toEqual([]);
});

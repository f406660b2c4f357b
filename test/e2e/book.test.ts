import { expect, it } from "vitest";
import { calendarOf } from "../support/calendar.ts";
import { complaintsBut, dayName, openOrder, timeAt } from "./support/booking.ts";
import { lookAtAll, openTab } from "./support/browser.ts";
import { readSymbol } from "./support/symbol.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

it("books a time with a note, and shows the code and a symbol that scanners read", async () => {
  const town = await makeTown();
  const orderId = await town.order();
  const tab = await openTab("/book/", { token: town.customer.token, now: NOW });
  await tab.getByRole("link", { name: "2 × Margherita Pizza" }).waitFor();
  await lookAtAll(tab, "book-orders");
  await tab.getByRole("link", { name: "2 × Margherita Pizza" }).click();
  expect(tab.url()).toContain(`/book/?order=${orderId}`);
  await tab.getByRole("radio", { name: dayName(TOMORROW) }).check();
  await tab.getByRole("radio", { name: "17:00–17:25" }).check();
  await tab.getByLabel("Note for the counter").fill("Please no olives");
  await tab.getByText("Live: spots change here").waitFor();
  await lookAtAll(tab, "book-slots");
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  await tab.getByText("A confirmation goes to your e-mail. A text message reminds you at 16:00.").waitFor();
  await tab.getByText("Please no olives").waitFor();
  await lookAtAll(tab, "book-booked");
  const { results } = (await call("my-pickups/", town.customer.token)) as { results: { confirmation_code: string }[] };
  const code = results[0]?.confirmation_code ?? "none";
  expect(await tab.locator(".code").textContent()).toBe(code);
  expect(await readSymbol(tab.getByAltText("QR code"))).toMatch(new RegExp(`^SNB1\\..+\\.${code}\\..+$`));
  expect(tab.complaints).toEqual([]);
});

it("shows others' bookings as they happen, and says at once when the chosen time is gone", async () => {
  const town = await makeTown({ maxOrders: 2 });
  const tab = await openOrder(town, await town.order());
  const other = await openOrder(town, await town.order());
  await timeAt(tab, "17:00").click();
  await timeAt(tab, "17:00").getByText("2 spots left").waitFor();
  await timeAt(other, "17:00").click();
  await other.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await timeAt(tab, "17:00").getByText("1 spot left").waitFor();
  await book(town);
  await tab.getByRole("alert").getByText("17:00–17:25 has just gone. These are free:").waitFor();
  await timeAt(tab, "17:00").getByText("No longer free").waitFor();
  expect(await tab.getByRole("button", { name: "Book 17:00–17:25" }).isDisabled()).toBe(true);
  await lookAtAll(tab, "book-gone");
  await tab.getByRole("button", { name: "Book 17:30–17:55 (2 spots left)" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  await tab.getByText("17:30–17:55").waitFor();
  expect(tab.complaints).toEqual([]);
});

it("offers other times when the service refuses one that it had shown", async () => {
  const town = await makeTown({ maxOrders: 1 });
  const tab = await openOrder(town, await town.order());
  // Nothing live, though the service is there: what is shown grows old.
  await tab.routeWebSocket("**/live/slots/**", (socket) => socket.close());
  await tab.route("**/live/**", (route) => route.fulfill({ status: 503 }));
  await tab.reload();
  await tab.getByRole("radio", { name: "17:00–17:25" }).check();
  await tab.getByLabel("Note for the counter").fill("Kept through the refusal");
  await book(town);
  await tab.getByRole("button", { name: "Book 17:00–17:25" }).click();
  await tab.getByRole("alert").getByText("That time has just gone.").waitFor();
  expect(await tab.getByLabel("Note for the counter").inputValue()).toBe("Kept through the refusal");
  await tab.getByRole("button", { name: "Book 17:30–17:55 (1 spot left)" }).click();
  await tab.getByRole("heading", { name: "Booked" }).waitFor();
  await tab.getByText("Kept through the refusal").waitFor();
  expect(complaintsBut(tab, /status of (409|503)/)).toEqual([]);
});

it("puts the pickup into a calendar", async () => {
  const town = await makeTown();
  const { id, code } = await book(town);
  const tab = await openTab(`/book/?pickup=${id}`, { token: town.customer.token, now: NOW });
  const [download] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: "Add to calendar" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`pickup-${TOMORROW}.ics`);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const { event } = calendarOf(Buffer.concat(chunks).toString());
  expect(event).toMatchObject({
    UID: `${id}@scheduling.save-n-bite`,
    DTSTART: `${TOMORROW.replaceAll("-", "")}T150000Z`,
    DESCRIPTION: expect.stringContaining(code),
  });
  expect(tab.complaints).toEqual([]);
});

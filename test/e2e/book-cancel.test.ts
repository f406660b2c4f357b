import { expect, it } from "vitest";
import { lookAtAll, openTab } from "./support/browser.ts";
import { book, call, makeTown, NOW, TOMORROW } from "./support/town.ts";

it("cancels until the deadline, which it names, and gives the order its place back", async () => {
  const town = await makeTown();
  const { id, orderId } = await book(town);
  const tab = await openTab(`/book/?pickup=${id}`, { token: town.customer.token, now: NOW });
  await tab.getByText("You can cancel until 16:00.").waitFor();
  await tab.getByText("Cancel this pickup").click();
  await tab.getByLabel("Reason").fill("The car broke down");
  await tab.getByRole("button", { name: "Yes, cancel it" }).click();
  await tab.getByText("Your pickup is cancelled and its spot is free again. You are due a refund.").waitFor();
  await tab.getByLabel("Ticket").getByText("Cancelled").waitFor();
  expect(await tab.getByAltText("QR code").count()).toBe(0);
  await lookAtAll(tab, "book-cancelled");
  await tab.getByRole("link", { name: "Choose another time for the order" }).click();
  await tab.getByRole("link", { name: "2 × Margherita Pizza" }).click();
  expect(tab.url()).toContain(`order=${orderId}`);
  const { status } = (await call(`pickups/${id}/`, town.customer.token)) as { status: string };
  expect(status).toBe("cancelled");
  expect(tab.complaints).toEqual([]);
});

it("has no button after the deadline, and says why and whom to call", async () => {
  const town = await makeTown();
  const { id } = await book(town);
  const tab = await openTab(`/book/?pickup=${id}`, { token: town.customer.token, now: `${TOMORROW}T14:00:01Z` });
  await tab.getByText("can no longer be cancelled here: that was possible until 16:00").waitFor();
  await tab.getByRole("link", { name: "+27123456789" }).last().waitFor();
  expect(await tab.getByText("Cancel this pickup").count()).toBe(0);
  expect(tab.complaints).toEqual([]);
});

it("takes the button away when the deadline passes while the page is open", async () => {
  const town = await makeTown();
  const { id } = await book(town);
  const tab = await openTab(`/book/?pickup=${id}`, { token: town.customer.token, now: `${TOMORROW}T13:50:00Z` });
  await tab.getByText("You can cancel until 16:00.").waitFor();
  await tab.clock.fastForward("11:00");
  await tab.getByText("can no longer be cancelled here").waitFor();
  expect(tab.complaints).toEqual([]);
});

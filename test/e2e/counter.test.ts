import { expect, it } from "vitest";
import { makeToken } from "../../scripts/tokens.ts";
import { lookAtAll, openTab } from "./support/browser.ts";
import {
  actionsOn,
  answer,
  handOver,
  openCounter,
  otherComplaints,
  passMinute,
  statusOf,
  type,
  untilSent,
  withCustomer,
} from "./support/counter.ts";
import { AT_COUNTER, book, call, makeTown, TODAY, TOMORROW } from "./support/town.ts";

const SEVEN_DIGITS = "5550199";

it("checks a typed code, hands over, and tells the service after a minute", async () => {
  const town = await makeTown();
  const pickup = await book(town, "17:00", "No olives, please");
  const ada = await book(await withCustomer(town, "Ada Mokoena", `+2782${SEVEN_DIGITS}`), "17:30");
  await book(await withCustomer(town, "Sam Nkosi", "+27825550142"), "18:00");
  await call("verify-code/", town.provider, { now: AT_COUNTER, body: { confirmation_code: ada.code } });
  const tab = await openCounter(town);
  await tab.getByRole("button", { name: "Ada Mokoena" }).waitFor();
  await lookAtAll(tab, "counter-board");

  await type(tab, ` ${pickup.code.slice(0, 3).toLowerCase()}-${pickup.code.slice(3)} `);
  await answer(tab, "Jane Smith").waitFor();
  for (const words of ["2 × Margherita Pizza", "17:00–17:25", "“No olives, please”"]) {
    await tab.getByRole("region", { name: "Answer" }).getByText(words).waitFor();
  }
  await tab.getByRole("button", { name: "Here 2" }).waitFor();
  await lookAtAll(tab, "counter-green");
  await tab.getByRole("button", { name: "Hand over", exact: true }).click();
  await tab.getByText("Sent in").waitFor();
  await tab.getByRole("button", { name: "Collected 1" }).waitFor();
  await lookAtAll(tab, "counter-handed-over");
  expect(await statusOf(town, pickup.id)).toBe("confirmed");

  await passMinute(tab);
  await untilSent(tab);
  expect(await statusOf(town, pickup.id)).toBe("completed");
  expect(await actionsOn(town, pickup.id)).toEqual(expect.arrayContaining(["verify", "complete"]));
  expect(otherComplaints(tab)).toEqual([]);
});

it("sends nothing of a hand-over that was undone", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  const calls: string[] = [];
  tab.on("request", (request) => calls.push(request.url()));
  await handOver(tab, pickup.code, "Jane Smith");
  await type(tab, pickup.code);
  await answer(tab, "Already handed over").waitFor();
  await tab.getByRole("button", { name: "Undo" }).click();
  await tab.getByText("Undone: Jane Smith").waitFor();
  await passMinute(tab);
  await type(tab, pickup.code);
  await answer(tab, "Jane Smith").waitFor();
  expect(calls.filter((url) => url.includes("complete-pickup"))).toEqual([]);
  expect(await statusOf(town, pickup.id)).toBe("confirmed");
  expect(otherComplaints(tab)).toEqual([]);
});

it("says why a code is refused", async () => {
  const town = await makeTown();
  const tab = await openCounter(town);
  const later = await book(town, "18:30");
  const done = await book(town);
  const cancelled = await book(town);
  await call(`complete-pickup/${done.id}/`, town.provider, { method: "POST", now: AT_COUNTER });
  await call(`pickups/${cancelled.id}/cancel/`, town.customer.token, { method: "POST", body: {} });
  const elsewhere = await book(await makeTown());

  await type(tab, "hello");
  await answer(tab, "Not a code").waitFor();
  expect(await tab.getByLabel("Code", { exact: true }).inputValue()).toBe("hello");
  await type(tab, elsewhere.code);
  await answer(tab, "Unknown code").waitFor();
  await type(tab, done.code);
  await answer(tab, "Already collected").waitFor();
  await type(tab, cancelled.code);
  await answer(tab, "Cancelled").waitFor();
  await tab.getByRole("button", { name: "18:30–18:55" }).waitFor();
  await type(tab, later.code);
  await answer(tab, "Too early").waitFor();
  await tab.getByText("Its time is 18:30–18:55").waitFor();
  await lookAtAll(tab, "counter-red");
  expect(otherComplaints(tab)).toEqual([]);
});

it("says when a code is for another day, and when its pickup was missed", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const early = await openCounter(town, { now: `${TODAY}T15:05:00Z` });
  await type(early, pickup.code);
  await answer(early, "Not today").waitFor();

  await call(`pickups/${pickup.id}/`, town.provider, {
    method: "PATCH",
    now: `${TOMORROW}T15:26:00Z`,
    body: { status: "missed" },
  });
  const tab = await openCounter(town, { now: `${TOMORROW}T17:00:00Z` });
  await tab.getByRole("button", { name: "Missed 1" }).waitFor();
  await type(tab, pickup.code);
  await answer(tab, "Missed").waitFor();
  // Somebody did hand it over, in time, and did not note it.
  const time = tab.getByLabel("It was handed over at");
  await time.fill("18:00");
  await tab.getByRole("button", { name: "Put right" }).click();
  await tab.getByText("It must have been between").waitFor();
  await lookAtAll(tab, "counter-late");
  await time.fill("17:20");
  await tab.getByRole("button", { name: "Put right" }).click();
  await passMinute(tab);
  await untilSent(tab);
  const { status, actual_pickup_time } = (await call(`pickups/${pickup.id}/`, town.provider)) as Record<string, string>;
  expect({ status, actual_pickup_time }).toEqual({
    status: "completed",
    actual_pickup_time: `${TOMORROW}T15:20:00Z`,
  });
  expect([...otherComplaints(early), ...otherComplaints(tab)]).toEqual([]);
});

it("says how long to wait after too many unknown codes", async () => {
  const town = await makeTown();
  const tab = await openCounter(town);
  for (let i = 0; i < 10; i += 1) {
    await type(tab, `ZZZZZ${"ABCDEFGHJK"[i]}`);
    await answer(tab, "Unknown code").waitFor();
    await tab.getByRole("button", { name: "Close" }).click();
  }
  await type(tab, "ZZZZZZ");
  await answer(tab, "Too many tries").waitFor();
  await tab.getByText("Try again in 10 minutes").waitFor();
  expect(otherComplaints(tab)).toEqual([]);
});

it("finds people on the board, and hands over from there", async () => {
  const town = await makeTown();
  await book(town);
  const ada = await withCustomer(town, "Ada Mokoena", `+2782${SEVEN_DIGITS}`);
  const tab = await openCounter(town);
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();

  // Booked over the API: it appears by itself.
  const pickup = await book(ada, "17:30");
  await tab.getByRole("button", { name: "Waiting 2" }).waitFor();
  const find = tab.getByRole("searchbox");
  for (const words of ["mokoena", pickup.code.slice(0, 4).toLowerCase(), "0199", SEVEN_DIGITS]) {
    await find.fill(words);
    await tab.getByRole("button", { name: "Jane Smith" }).waitFor({ state: "detached" });
    await tab.getByRole("button", { name: "Ada Mokoena" }).waitFor();
  }
  await find.fill("nobody");
  await tab.getByText("Nobody like that today").waitFor();
  await find.fill("ada");
  await tab.getByRole("button", { name: "Ada Mokoena" }).click();
  await answer(tab, "Ada Mokoena").waitFor();
  await tab.getByText("No code was checked").waitFor();
  await tab.getByRole("button", { name: "Hand over", exact: true }).click();
  await tab.getByRole("button", { name: "Collected 1" }).click();
  await tab.getByRole("button", { name: "Ada Mokoena" }).filter({ hasText: "To be sent" }).waitFor();
  await passMinute(tab);
  await untilSent(tab);
  await tab.getByRole("button", { name: "Ada Mokoena" }).filter({ hasText: "Collected" }).waitFor();
  expect(await statusOf(town, pickup.id)).toBe("completed");
  expect(otherComplaints(tab)).toEqual([]);
});

it("marks as missed whoever has not come", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town, { now: `${TOMORROW}T15:26:00Z` });
  await tab.getByRole("button", { name: "Jane Smith" }).click();
  await tab.getByRole("button", { name: "Mark as missed" }).click();
  await tab.getByText("Jane Smith is marked as missed").waitFor();
  await tab.getByRole("button", { name: "Missed 1" }).waitFor();
  expect(await statusOf(town, pickup.id)).toBe("missed");
  expect(otherComplaints(tab)).toEqual([]);
});

it("needs nothing but a keyboard, and has the focus where the next code goes", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  const isInBox = () => tab.evaluate(() => document.activeElement?.id === "code");
  const focused = () => tab.evaluate(() => document.activeElement?.textContent ?? "");
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  expect(await isInBox()).toBe(true);
  await tab.keyboard.type(pickup.code);
  await tab.keyboard.press("Enter");
  await answer(tab, "Jane Smith").waitFor();
  expect(await isInBox()).toBe(true);
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Tab");
  expect(await focused()).toBe("Hand over");
  await tab.keyboard.press("Enter");
  await tab.getByText("Handed over to Jane Smith").waitFor();
  expect(await isInBox()).toBe(true);
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Tab");
  expect(await focused()).toContain("Undo");
  await tab.keyboard.press("Space");
  await tab.getByText("Undone: Jane Smith").waitFor();
  expect(await isInBox()).toBe(true);
  // A scanner types wherever the focus is.
  await tab.getByRole("button", { name: "All 1" }).focus();
  await tab.keyboard.type(pickup.code);
  await tab.keyboard.press("Enter");
  await answer(tab, "Jane Smith").waitFor();
  expect(otherComplaints(tab)).toEqual([]);
});

it("lets an admin name the restaurant, and remembers who wants it quiet", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openTab("/counter/", { token: await makeToken("admin", "e2e-admin"), now: AT_COUNTER });
  await tab.getByLabel("Business id").fill(town.businessId);
  await tab.keyboard.press("Enter");
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await tab.getByLabel("Sound").uncheck();
  await handOver(tab, pickup.code, "Jane Smith");
  await passMinute(tab);
  await untilSent(tab);
  expect(await statusOf(town, pickup.id)).toBe("completed");
  await tab.reload();
  await tab.getByLabel("Sound").waitFor();
  expect(await tab.getByLabel("Sound").isChecked()).toBe(false);
  expect(otherComplaints(tab)).toEqual([]);
});

it("sounds two rising tones for yes and a low one for no, unless it is to be quiet", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  await tab.evaluate(() => {
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when) {
      document.title += ` ${this.frequency.value}`;
      start.call(this, when);
    };
  });
  const heard = async () => (await tab.title()).split(" ").slice(-3).join(" ");
  await type(tab, pickup.code);
  await answer(tab, "Jane Smith").waitFor();
  expect(await heard()).toBe("Bite 660 990");
  await type(tab, "nonsense");
  await answer(tab, "Not a code").waitFor();
  expect(await heard()).toBe("660 990 180");
  await tab.getByLabel("Sound").uncheck();
  await type(tab, pickup.code);
  await answer(tab, "Jane Smith").waitFor();
  expect(await heard()).toBe("660 990 180");
});

import { expect, inject, it } from "vitest";
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
  untilKept,
  untilSent,
  withCustomer,
} from "./support/counter.ts";
import { AT_COUNTER, book, call, makeTown, TOMORROW, type Town } from "./support/town.ts";

const tokenOf = async (town: Town, lifetime?: string) =>
  makeToken("provider", `staff-of-${town.businessId}`.slice(0, 64), town.businessId, lifetime);

/** What the platform's login does: comes back to the page with another token. */
const signedInWith = (tab: Awaited<ReturnType<typeof openCounter>>, token: string) =>
  tab.evaluate((value) => {
    location.hash = `token=${value}`;
    location.reload();
  }, token);

it("hands over through an outage and a reload, and sends each once when the network is back", async () => {
  const town = await makeTown();
  const jane = await book(town);
  const adasTown = await withCustomer(town, "Ada Mokoena", "+27825550199");
  const ada = await book(adasTown);
  const tab = await openCounter(town);
  await untilKept(tab);
  await tab.getByRole("button", { name: "Waiting 2" }).waitFor();
  await tab.context().setOffline(true);
  await tab.getByText("Offline: what you see is what was last known").waitFor();

  await type(tab, jane.code);
  await answer(tab, "Jane Smith").waitFor();
  await tab.getByText("Checked without network, against the list of 17:05").waitFor();
  await lookAtAll(tab, "counter-offline");
  await tab.getByRole("button", { name: "Hand over", exact: true }).click();
  await handOver(tab, ada.code, "Ada Mokoena");
  await type(tab, "ZZZZZZ");
  await answer(tab, "Not on the list").waitFor();
  await type(tab, jane.code);
  await answer(tab, "Already handed over").waitFor();
  await passMinute(tab);
  await tab.getByText("Waits for the network").first().waitFor();

  await tab.reload();
  await tab.getByRole("button", { name: "Ada Mokoena" }).filter({ hasText: "To be sent" }).waitFor();
  expect(await tab.getByText("Waits for the network").count()).toBe(2);
  expect(await statusOf(town, jane.id)).toBe("scheduled");
  await tab.context().setOffline(false);
  await untilSent(tab);
  for (const { id } of [jane, ada]) {
    expect(await statusOf(town, id)).toBe("completed");
    expect((await actionsOn(town, id)).filter((action) => action === "complete")).toHaveLength(1);
  }
  expect(otherComplaints(tab)).toEqual([]);
});

it("says yes to a code once, also before the day's list is there", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openTab("/counter/", { now: AT_COUNTER });
  await tab.route("**/schedule-overview/**", (route) =>
    route.fulfill({ status: 503, json: { error: { code: "SCHEDULING_ERROR", message: "Later", details: {} } } }),
  );
  await signedInWith(tab, town.provider);
  await handOver(tab, pickup.code, "Jane Smith");
  await type(tab, pickup.code);
  await answer(tab, "Already handed over").waitFor();
  expect(await tab.getByRole("button", { name: "Hand over", exact: true }).count()).toBe(0);
});

it("shows what was refused until somebody decides, across a reload", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  await handOver(tab, pickup.code, "Jane Smith");
  await call(`pickups/${pickup.id}/cancel/`, town.provider, {
    method: "POST",
    now: AT_COUNTER,
    body: { reason: "The oven broke" },
  });
  await passMinute(tab);
  await tab.getByText("The pickup was cancelled before this arrived.").waitFor();
  await lookAtAll(tab, "counter-refused");
  await tab.reload();
  await tab.getByText("The pickup was cancelled before this arrived.").waitFor();
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.getByText("Handed over just now").waitFor({ state: "detached" });
  await tab.getByText("The pickup was cancelled before this arrived.").waitFor();
  await tab.getByRole("button", { name: "Dismiss" }).click();
  await untilSent(tab);
  await tab.reload();
  await tab.getByLabel("Code", { exact: true }).waitFor();
  expect(await tab.getByText("The pickup was cancelled").count()).toBe(0);
  expect(await statusOf(town, pickup.id)).toBe("cancelled");
  expect(otherComplaints(tab)).toEqual([]);
});

it("completes what was marked as missed meanwhile", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  await untilKept(tab);
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await tab.context().setOffline(true);
  await handOver(tab, pickup.code, "Jane Smith");
  await passMinute(tab);
  await call(`pickups/${pickup.id}/`, town.provider, {
    method: "PATCH",
    now: `${TOMORROW}T15:26:00Z`,
    body: { status: "missed" },
  });
  await tab.context().setOffline(false);
  await untilSent(tab);
  expect(await statusOf(town, pickup.id)).toBe("completed");
  expect(otherComplaints(tab)).toEqual([]);
});

it("keeps hand-overs when the session ends, and sends them for no other restaurant", async () => {
  const town = await makeTown();
  const other = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town, { token: await tokenOf(town) });
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await handOver(tab, pickup.code, "Jane Smith");

  await signedInWith(tab, await tokenOf(town, "-1 minute"));
  await tab.getByRole("heading", { name: "Your session has ended" }).waitFor();
  await passMinute(tab);
  await tab.getByText("Waits for you to sign in").waitFor();
  // The day's list still answers.
  await type(tab, pickup.code);
  await answer(tab, "Already handed over").waitFor();

  await signedInWith(tab, await tokenOf(other));
  await tab.getByText("1 hand-over of another restaurant").waitFor();
  expect(await tab.getByText("Jane Smith").count()).toBe(0);
  await passMinute(tab);
  expect(await statusOf(town, pickup.id)).toBe("confirmed");

  await signedInWith(tab, await tokenOf(town));
  await untilSent(tab);
  expect(await statusOf(town, pickup.id)).toBe("completed");
  expect(otherComplaints(tab)).toEqual([]);
});

it("tries again by itself while the service is out of order", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  await handOver(tab, pickup.code, "Jane Smith");
  const keys: string[] = [];
  let isOutOfOrder = true;
  await tab.route("**/complete-pickup/**", async (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    if (isOutOfOrder) await route.fulfill({ status: 503, headers: { "Retry-After": "30" }, body: "{}" });
    else await route.continue();
  });
  await passMinute(tab);
  await tab.getByText("Not through yet").waitFor();
  isOutOfOrder = false;
  await tab.clock.fastForward(30_000);
  await untilSent(tab);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(await statusOf(town, pickup.id)).toBe("completed");
});

it("takes the first answer when that was lost on its way", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const tab = await openCounter(town);
  await handOver(tab, pickup.code, "Jane Smith");
  await tab.route(
    "**/complete-pickup/**",
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await passMinute(tab);
  await tab.getByText("Waits for the network").waitFor();
  expect(await statusOf(town, pickup.id)).toBe("completed");
  await tab.clock.fastForward(2_000);
  await untilSent(tab);
  expect((await actionsOn(town, pickup.id)).filter((action) => action === "complete")).toHaveLength(1);
});

it("sends once from two tabs, and undoes in one what the other shows", async () => {
  const town = await makeTown();
  const [sent, undone] = [await book(town), await book(town)];
  const tab = await openCounter(town);
  const second = await tab.context().newPage();
  await second.goto(`${inject("origin")}/counter/#token=${town.provider}`);
  await second.getByLabel("Code", { exact: true }).waitFor();
  const calls: string[] = [];
  for (const page of [tab, second]) {
    page.on("request", (request) => {
      if (request.url().includes("complete-pickup")) calls.push(request.url());
    });
  }
  await handOver(tab, sent.code, "Jane Smith");
  await handOver(tab, undone.code, "Jane Smith");
  await second.getByRole("button", { name: "Undo" }).nth(1).click();
  await tab.getByRole("button", { name: "Undo" }).nth(1).waitFor({ state: "detached" });
  await passMinute(tab); // in both: they are of one browser, and so is its clock
  await untilSent(tab);
  expect(calls).toEqual([expect.stringContaining(sent.id)]);
  expect(await statusOf(town, sent.id)).toBe("completed");
  expect(await statusOf(town, undone.id)).toBe("confirmed");
});

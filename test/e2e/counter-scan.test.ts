import { expect, it } from "vitest";
import { lookAtAll } from "./support/browser.ts";
import { cameraOn } from "./support/camera.ts";
import {
  actionsOn,
  answer,
  openCounter,
  otherComplaints,
  passMinute,
  statusOf,
  untilKept,
  untilSent,
} from "./support/counter.ts";
import { AT_COUNTER, book, call, makeTown } from "./support/town.ts";

it("scans the symbol of a booking, without network and with it", async () => {
  const town = await makeTown();
  const pickup = await book(town);
  const { qr_code } = (await call(`pickups/${pickup.id}/`, town.customer.token)) as { qr_code: { image_url: string } };
  const svg = await (await fetch(qr_code.image_url)).text();
  const tab = await openCounter(town, { chromium: cameraOn(svg) });
  await untilKept(tab);
  await tab.getByRole("button", { name: "Waiting 1" }).waitFor();
  await tab.waitForFunction(async () =>
    (await (await caches.open("pages-1")).keys()).some(({ url }) => url.endsWith(".wasm")),
  );

  await tab.context().setOffline(true);
  await tab.reload();
  await tab.getByRole("button", { name: "Scan with the camera" }).click();
  await answer(tab, "Jane Smith").waitFor();
  await tab.getByText("Checked without network").waitFor();
  await lookAtAll(tab, "counter-camera");
  await tab.getByRole("button", { name: "Not now" }).click();
  await tab.getByRole("button", { name: "Stop the camera" }).click();
  expect(await statusOf(town, pickup.id)).toBe("scheduled");

  await tab.context().setOffline(false);
  await tab.getByText("Live", { exact: true }).waitFor();
  await tab.getByRole("button", { name: "Scan with the camera" }).click();
  await answer(tab, "Jane Smith").waitFor();
  expect(await tab.getByText("Checked without network").count()).toBe(0);
  expect(await statusOf(town, pickup.id)).toBe("confirmed");
  await tab.getByRole("button", { name: "Hand over", exact: true }).click();
  await passMinute(tab);
  await untilSent(tab);
  expect(await statusOf(town, pickup.id)).toBe("completed");
  // While it stayed in sight it was one showing, and one check.
  expect((await actionsOn(town, pickup.id)).filter((action) => action === "verify")).toHaveLength(1);
  expect(otherComplaints(tab)).toEqual([]);
});

it("says so where there is no camera", async () => {
  const tab = await openCounter(await makeTown(), { now: AT_COUNTER });
  await tab.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("None", "NotFoundError"));
  });
  await tab.getByRole("button", { name: "Scan with the camera" }).click();
  await tab.getByText("No camera was found. Please type the code.").waitFor();
  await tab.getByRole("button", { name: "Scan with the camera" }).waitFor();
  expect(otherComplaints(tab)).toEqual([]);
});

import { expect, it } from "vitest";
import { type PastPickup, times, writeHistory } from "../support/history";
import { samplesAt } from "../support/monitoring";
import { deliver } from "../support/queue";
import { makeBusiness, makeListing } from "../support/world";

const METRIC = "scheduling_optimization_performance";

/** A business with a slot of ten seats at 17:00 and these pickups on each of two days. */
async function makePast(zone: string, statuses: PastPickup["status"][]): Promise<string> {
  const { businessId, locationId } = await makeBusiness({ timezone: zone });
  const listingId = await makeListing(businessId);
  const days = ["2026-06-20", "2026-06-21"].map((date) => ({ date, start: "17:00", locationId }));
  const slots = days.map((day) => ({ ...day, capacity: 10, listings: { [listingId]: 10 } }));
  const pickups = days.flatMap((day) => statuses.map((status): PastPickup => ({ ...day, listingId, status })));
  await writeHistory(businessId, { slots, pickups, zone });
  return businessId;
}

it("the score is of all zones, those far west of UTC too, whose day ends half a day after the nightly run's", async () => {
  const businesses = [
    await makePast("Africa/Johannesburg", times(6, "completed")),
    await makePast("Pacific/Pago_Pago", [...times(3, "missed"), ...times(3, "cancelled")]),
  ];
  const night = async (at: string) => {
    const run = { job: "roll-up-analytics", at: Date.parse(at) };
    await deliver(
      "jobs",
      businesses.map((businessId) => ({ ...run, businessId })),
    );
  };
  const scoreAt = async (now: string) => (await samplesAt(now)).get(METRIC);
  await night("2026-06-21T23:00:00Z"); // noon of the 21st in Pago Pago
  // 6 of 12 completed, and one hour is balanced
  expect(await scoreAt("2026-06-22T00:00:00Z")).toBe(75);
  expect(await scoreAt("2026-06-22T22:59:59Z")).toBe(75);
  await night("2026-06-22T23:00:00Z");
  expect(await scoreAt("2026-06-22T23:30:00Z")).toBe(75);
  expect(await scoreAt("2026-06-23T00:00:00Z")).toBe(75);
  expect(await scoreAt("2026-06-24T00:00:00Z")).toBeUndefined();
});

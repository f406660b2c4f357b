import { describe, expect, it } from "vitest";
import { post } from "../support/api";
import { makeBusiness, makeListing, makeSchedule, NOW, slotsOf, TODAY, TOMORROW } from "../support/world";

async function twoListings(first: Record<string, unknown> = {}, second: Record<string, unknown> = {}) {
  const owner = await makeBusiness();
  const listing = async (data: Record<string, unknown>) => ({
    ...owner,
    listingId: await makeListing(owner.businessId, data),
  });
  return [await listing(first), await listing(second)] as const;
}

const generate = (
  owner: { provider: Parameters<typeof makeSchedule>[0]["provider"]; listingId: string },
  date: string,
  now = NOW,
) => post("generate-time-slots/", { as: owner.provider, now, body: { food_listing_id: owner.listingId, date } });

describe("laying slots around others", () => {
  it("counts a slot in progress as taken time", async () => {
    const [first, second] = await twoListings();
    const now = "2026-06-25T15:05:00Z";
    await makeSchedule(first, { window: "17:00-17:30", totalSlots: 1 });
    await makeSchedule(second, { window: "17:10-19:10", now });
    const answer = await generate(second, TODAY, now);
    expect(answer.body).toMatchObject({ adjusted: true });
    expect(answer.body.slots.map((slot: { start_time: string }) => slot.start_time)).toEqual([
      "17:40",
      "18:10",
      "18:40",
    ]);
  });

  it("names the slot in its way even when that ends after the listing expires", async () => {
    const [first, second] = await twoListings({}, { expiry_date: `${TOMORROW}T16:00:00Z` });
    await makeSchedule(first, { window: "17:30-18:30", totalSlots: 1, buffer: 0 });
    const refused = await post("pickup-schedules/", {
      as: second.provider,
      now: `${TOMORROW}T08:00:00Z`,
      body: {
        food_listing_id: second.listingId,
        location_id: second.locationId,
        pickup_window: "17:00-18:00",
        total_slots: 1,
      },
    });
    expect(refused).toMatchObject({ status: 422, body: { error: { code: "BOOKING_CONFLICT" } } });
    expect(refused.body.error.details.conflicts).toMatchObject([
      { date: TOMORROW, start_time: "17:30", end_time: "18:30" },
    ]);
  });

  it("shows the times on the wall on the day that skips an hour", async () => {
    const now = "2026-03-27T10:00:00Z";
    const owner = await makeBusiness({ timezone: "Europe/London", now });
    const listingId = await makeListing(owner.businessId, {}, now);
    await makeSchedule({ ...owner, listingId }, { window: "00:00-04:00", totalSlots: 8, now });
    const slots = await slotsOf({ listingId }, "2026-03-29", now);
    expect(slots.map(({ start_time }) => start_time)).toEqual(["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]);
  });

  it("lays the hour that occurs twice once", async () => {
    const now = "2026-10-23T10:00:00Z";
    const owner = await makeBusiness({ timezone: "Europe/London", now });
    const listingId = await makeListing(owner.businessId, {}, now);
    await makeSchedule({ ...owner, listingId }, { window: "00:00-04:00", totalSlots: 8, now });
    const slots = await slotsOf({ listingId }, "2026-10-25", now);
    expect(slots.map(({ start_time }) => start_time)).toEqual([
      "00:00",
      "00:30",
      "01:00",
      "01:30",
      "02:00",
      "02:30",
      "03:00",
      "03:30",
    ]);
  });
});

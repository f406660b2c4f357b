import { describe, expect, it } from "vitest";
import { get, post } from "../support/api";
import { AT_COUNTER, makePickup, makeWorld, NOW, slotsOf, TOMORROW } from "../support/world";

describe("the life of a pickup", () => {
  it("goes from event to completion", async () => {
    const world = await makeWorld();
    expect((await slotsOf(world)).map((slot) => `${slot.start_time}-${slot.end_time}`)).toEqual([
      "17:00-17:25",
      "17:30-17:55",
      "18:00-18:25",
      "18:30-18:55",
    ]);
    const pickup = await makePickup(world, { notes: "Please keep food warm" });
    const verified = await post("verify-code/", {
      as: world.provider,
      now: AT_COUNTER,
      body: { confirmation_code: pickup.code },
    });
    expect(verified.body).toMatchObject({ verification_successful: true, pickup: { status: "confirmed" } });
    const completed = await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(completed.body).toMatchObject({ status: "completed", on_time: true });
    const overview = await get(`schedule-overview/?date=${TOMORROW}`, { as: world.provider, now: NOW });
    expect(overview.body).toMatchObject({ total_pickups: 1, completed_pickups: 1 });
  });
});

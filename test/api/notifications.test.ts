import { describe, expect, it } from "vitest";
import { type Answer, type Caller, get } from "../support/api";
import { eventually, makeFollowedPickup, type ShownNotification, told } from "../support/notifications";
import { AT_COUNTER, cancel, freshId, makeCustomer, makeWorld } from "../support/world";

describe("the list of a pickup's notifications", () => {
  it("shows its customer their own, its business and admins all, and nobody else any", async () => {
    const world = await makeWorld({ business: { owner_user_id: freshId("owner") } });
    const pickup = await makeFollowedPickup(world);
    await cancel(pickup.id, pickup.customer);
    await eventually(async () => expect(await told(world, pickup.id, /customer_cancelled/)).toHaveLength(2));
    const list = (as: Caller) => get(`notifications/?pickup_id=${pickup.id}`, { as, now: AT_COUNTER });
    const types = (answer: Answer) => new Set((answer.body.results as ShownNotification[]).map(({ type }) => type));
    const own = await list(pickup.customer);
    expect(types(own)).toEqual(new Set(["pickup_booked", "reminder_1_hour", "reminder_30_minutes"]));
    expect(types(await list(world.provider))).toEqual(types(await list({ role: "admin", id: freshId("admin") })));
    expect(JSON.stringify(own.body)).not.toMatch(/jane|\+27/);
    const stranger = await list(await makeCustomer());
    const other = await list((await makeWorld()).provider);
    expect([stranger.status, other.status]).toEqual([404, 404]);
  });
});

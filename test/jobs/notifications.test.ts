import { describe, expect, it } from "vitest";
import type { PickupEvent } from "../../src/booking/effects";
import { patch, post } from "../support/api";
import { eventually, makeReachablePickup, told, toldOf, wake } from "../support/notifications";
import { freshEmail, requestsTo, useProviders } from "../support/provider-client";
import { deliver } from "../support/queue";
import { inSlot } from "../support/slot";
import {
  cancel,
  domainEvent,
  freshId,
  makeBusiness,
  makeCustomer,
  makePickup,
  makeWorld,
  NOW,
  sendEvents,
  tomorrow,
} from "../support/world";

useProviders();

/** A business whose owner has an address of their own. */
async function makeOwnedWorld() {
  const email = freshEmail();
  const owner = await makeCustomer({ user_type: "provider", email });
  return { world: await makeWorld({ business: { owner_user_id: owner.id } }), owner: { ...owner, email } };
}

describe("a cancellation", () => {
  it("by the customer is told to the business, unless they ask not to", async () => {
    const { world } = await makeOwnedWorld();
    const [loud, quiet] = [await makePickup(world), await makePickup(world)];
    await cancel(loud.id, loud.customer);
    await cancel(quiet.id, quiet.customer, { notify_business: false });
    await eventually(async () =>
      expect(await told(world, loud.id, /cancelled (email|push) s/)).toEqual([
        "customer_cancelled email sent",
        "customer_cancelled push skipped no_address",
      ]),
    );
    await eventually(async () => expect(await told(world, quiet.id, /booked email (sent|skipped)/)).toHaveLength(1));
    expect(await told(world, quiet.id, /^(customer|pickup)_cancelled/)).toEqual([]);
    expect(await told(world, loud.id, /^pickup_cancelled/)).toEqual([]);
  });

  it("by the business is told to the customer, and one of the order to both", async () => {
    const { world } = await makeOwnedWorld();
    const [mine, ordered] = [await makePickup(world), await makePickup(world)];
    await cancel(mine.id, world.provider, { reason: "The oven broke" });
    await sendEvents(domainEvent("order.cancelled", { id: ordered.orderId }, "2026-06-25T09:00:00Z"));
    const types = async (id: string) =>
      (await told(world, id, /cancelled email sent/)).map((line) => line.split(" ")[0]);
    await eventually(async () => expect(await types(mine.id)).toEqual(["pickup_cancelled"]));
    await eventually(async () => expect(await types(ordered.id)).toEqual(["customer_cancelled", "pickup_cancelled"]));
  });

  it("finds no owner on record and says so", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    await cancel(pickup.id, pickup.customer);
    await eventually(async () =>
      expect(await told(world, pickup.id, /customer_cancelled/)).toEqual([
        "customer_cancelled email skipped no_recipient",
        "customer_cancelled push skipped no_recipient",
      ]),
    );
  });
});

describe("the end of a pickup", () => {
  it("is told: completed, or missed", async () => {
    const world = await makeWorld();
    const [done, lost] = [await makePickup(world), await makePickup(world)];
    await post(`complete-pickup/${done.id}/`, { as: world.provider, now: tomorrow("15:05:00") });
    const missed = { status: "missed" };
    await patch(`pickups/${lost.id}/`, { as: world.provider, now: tomorrow("15:30:00"), body: missed });
    await eventually(async () => {
      expect(await told(world, done.id, /completed email/)).toEqual(["pickup_completed email sent"]);
      expect(await told(world, lost.id, /missed email/)).toEqual(["pickup_missed email sent"]);
    });
  });
});

describe("a business", () => {
  it("is told of a listing whose window found no room", async () => {
    const email = freshEmail();
    const owner = await makeCustomer({ user_type: "provider", email });
    const { businessId } = await makeBusiness({
      business: { owner_user_id: owner.id },
      location: { operating_hours: { monday: "09:00-10:00" } },
    });
    const id = freshId("listing");
    const data = { id, business_id: businessId, name: "Soup", status: "active", pickup_window: "17:00-19:00" };
    await sendEvents(domainEvent("listing.created", data));
    await eventually(async () => expect(await toldOf(id, /email/)).toEqual(["listing_unscheduled email sent"]));
  });

  it("is alerted of a booking that only D1 knew", async () => {
    const { world } = await makeOwnedWorld();
    const pickup = await makePickup(world);
    await inSlot(pickup.slot.id, (slot) => slot.purge());
    await post("admin/reconcile/", { as: { role: "admin", id: freshId("admin") }, body: { slot_id: pickup.slot.id } });
    await eventually(async () => expect(await toldOf(pickup.slot.id, /email/)).toEqual(["alert email sent"]));
  });
});

describe("a pickup's changes", () => {
  it("that come twice and in any order are told once each", async () => {
    const world = await makeWorld();
    const pickup = await makeReachablePickup(world);
    await cancel(pickup.id, world.provider, { reason: "The oven broke" });
    await eventually(async () => expect(await told(world, pickup.id, /cancelled email sent/)).toHaveLength(1));
    const change = (type: PickupEvent["type"], extra: object) => ({
      at: Date.parse(NOW),
      event: {
        type,
        id: freshId("event"),
        data: {
          pickup_id: pickup.id,
          business_id: world.businessId,
          customer_id: pickup.customer.id,
          starts_at: tomorrow("15:00:00"),
          ...extra,
        },
      },
    });
    const cancelled = change("pickup.cancelled", { cancelled_by: "business" });
    const scheduled = change("pickup.scheduled", {});
    const before = await requestsTo(pickup.email);
    await deliver("pickup-changes", [cancelled, scheduled, cancelled, scheduled]);
    for (const type of ["pickup_cancelled", "pickup_booked", "pickup_cancelled"] as const) {
      await wake(pickup.id, type, NOW);
    }
    expect(await requestsTo(pickup.email)).toEqual(before);
  });
});

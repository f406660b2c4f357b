import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { del, post } from "../support/api";
import { customerWithOrder, firstSlot, makeWorld, NOW, TOMORROW, type World } from "../support/world";

const WARSAW = { latitude: "52.2297", longitude: "21.0122" };

/** The slots' objects, and near which region whoever reached them wished them to be. */
function placed() {
  const wishes: unknown[] = [];
  const getByName = (name: string, options?: DurableObjectNamespaceGetDurableObjectOptions) => {
    wishes.push([name, options?.locationHint]);
    return env.PICKUP_SLOT.getByName(name, options);
  };
  return { wishes, env: { PICKUP_SLOT: { getByName } } };
}

const bookIn = async (world: World, slotId: string, bindings: Record<string, unknown>) => {
  const { customer, orderId } = await customerWithOrder(world);
  const body = { order_id: orderId, food_listing_id: world.listingId, time_slot_id: slotId, date: TOMORROW };
  return post("schedule/", { as: customer, now: NOW, body, env: bindings });
};

it("has a slot's object made near its pickup point by whoever books there first", async () => {
  const world = await makeWorld({ location: WARSAW });
  const { id } = await firstSlot(world);
  const { wishes, env } = placed();
  expect((await bookIn(world, id, env)).status).toBe(201);
  expect(wishes).toEqual([[id, "eeur"]]);
});

it("has it made there too where it is looked after before anybody has booked", async () => {
  const world = await makeWorld({ location: WARSAW });
  const { id } = await firstSlot(world);
  const { wishes, env } = placed();
  const as = { role: "admin", id: "admin-1" } as const;
  const answer = await post("admin/reconcile/", { as, now: NOW, body: { slot_id: id }, env });
  expect(answer.body.slots_checked).toBe(1);
  expect(wishes).toEqual([[id, "eeur"]]);
});

it("has it made there too where a schedule ends before anybody has booked", async () => {
  const world = await makeWorld({ location: WARSAW });
  const { id } = await firstSlot(world);
  const { wishes, env } = placed();
  const { provider: as, scheduleId } = world;
  expect((await del(`pickup-schedules/${scheduleId}/`, { as, now: NOW, env })).status).toBeLessThan(300);
  expect(wishes).toContainEqual([id, "eeur"]);
});

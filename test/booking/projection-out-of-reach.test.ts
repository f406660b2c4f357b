import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PickupSlot } from "../../src/booking/pickup-slot";
import { post } from "../support/api";
import {
  cutOffD1,
  expectAgreement,
  inSlot,
  pickupsInD1,
  pickupsInObject,
  seatsTaken,
  stubOf,
  unreachable,
  wrapProjection,
} from "../support/slot";
import {
  AT_COUNTER,
  book,
  cancel,
  customerWithOrder,
  firstSlot,
  makePickup,
  makeWorld,
  type World,
} from "../support/world";

afterEach(() => {
  vi.restoreAllMocks();
});

const complete = (world: World, id: string) => post(`complete-pickup/${id}/`, { as: world.provider, now: AT_COUNTER });

describe("what D1 learns of a slot", () => {
  it("answers 503 while D1 is out of reach, holds the seat, and gives the same pickup when asked again", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const booking = await customerWithOrder(world);
    const reconnect = await cutOffD1(slot.id);
    const refused = await book(world, slot.id, booking);
    expect(refused).toMatchObject({ status: 503, body: { error: { code: "SCHEDULING_ERROR" } } });
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    const [held] = await pickupsInObject(slot.id);
    expect(await pickupsInD1(slot.id)).toEqual([]);
    reconnect();
    const again = await book(world, slot.id, booking);
    expect(again).toMatchObject({ status: 201, body: { pickup: { id: held?.id } } });
    expect(await seatsTaken(slot.id)).toBe(1);
    await expectAgreement(slot.id);
  });

  it("answers 503 to a change too, and the repeat gets the change's own answer, once", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const reconnect = await cutOffD1(pickup.slot.id);
    expect((await cancel(pickup.id, pickup.customer)).status).toBe(503);
    reconnect();
    await runDurableObjectAlarm(stubOf(pickup.slot.id));
    expect((await cancel(pickup.id, pickup.customer)).body).toMatchObject({
      status: "cancelled",
      refund_eligible: true,
    });
    expect((await cancel(pickup.id, pickup.customer)).status).toBe(422);
    await expectAgreement(pickup.slot.id);
  });

  it("gives the repeat its own answer also while a late call of the booking waits", async () => {
    const world = await makeWorld();
    const booking = vi.spyOn(PickupSlot.prototype, "book");
    const pickup = await makePickup(world);
    const [command] = booking.mock.lastCall ?? [];
    if (!command) throw new Error("Nobody asked the object");
    const asked = vi.spyOn(PickupSlot.prototype, "change");
    const gate = Promise.withResolvers<void>();
    let isDown = true;
    let isWaiting = false;
    await wrapProjection(pickup.slot.id, (inner) => async (pickups, counts) => {
      if (isDown) return unreachable();
      isWaiting = true;
      await gate.promise;
      return inner.store(pickups, counts);
    });
    expect((await complete(world, pickup.id)).status).toBe(503);
    isDown = false;
    const late = stubOf(pickup.slot.id).book(command);
    while (!isWaiting) await scheduler.wait(5);
    const repeat = complete(world, pickup.id);
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
    gate.resolve();
    expect(await repeat).toMatchObject({ status: 200, body: { status: "completed" } });
    expect(await late).toMatchObject({ kind: "repeat", pickup: { id: pickup.id } });
    expect((await complete(world, pickup.id)).status).toBe(422);
    await expectAgreement(pickup.slot.id);
  });

  it.each([
    ["a hand-over", (world: World, id: string) => complete(world, id), "completed"],
    ["a cancellation", (world: World, id: string) => cancel(id, world.provider, { reason: "Closed" }), "cancelled"],
  ])("gives the repeat of %s that a crash cut off its own answer, once", async (_, change, status) => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    let isAsked = false;
    await wrapProjection(pickup.slot.id, () => () => {
      isAsked = true;
      return new Promise(() => {});
    });
    const cutOff = change(world, pickup.id);
    // Watched from outside: whoever is called on the object's own stack would be killed with it.
    while (!isAsked) await scheduler.wait(5);
    await abortAllDurableObjects();
    expect((await cutOff).status).toBeGreaterThanOrEqual(500);
    expect(await change(world, pickup.id)).toMatchObject({ status: 200, body: { status } });
    expect((await change(world, pickup.id)).status).toBe(422);
    await expectAgreement(pickup.slot.id);
  });

  it("is finished by the alarm when nobody asks again", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const reconnect = await cutOffD1(slot.id);
    await book(world, slot.id, await customerWithOrder(world));
    reconnect();
    expect(await runDurableObjectAlarm(stubOf(slot.id))).toBe(true);
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
    expect(await inSlot(slot.id, (object) => object.inspect().hasOutbox)).toBe(false);
    await expectAgreement(slot.id);
  });

  it("survives an alarm that finds D1 still down: the alarm is armed again", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    await wrapProjection(slot.id, () => unreachable);
    await book(world, slot.id, await customerWithOrder(world));
    await runDurableObjectAlarm(stubOf(slot.id));
    expect(await inSlot(slot.id, (object) => object.inspect().hasOutbox)).toBe(true);
    expect(await runDurableObjectAlarm(stubOf(slot.id))).toBe(true);
  });

  it("is finished even when the alarm was lost: whoever wakes the object arms another", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    await wrapProjection(slot.id, () => unreachable);
    await book(world, slot.id, await customerWithOrder(world));
    await inSlot(slot.id, (_, state) => state.storage.deleteAlarm());
    await evictDurableObject(stubOf(slot.id));
    expect(await inSlot(slot.id, (_, state) => state.storage.getAlarm())).not.toBeNull();
    await runDurableObjectAlarm(stubOf(slot.id));
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
    await expectAgreement(slot.id);
  });
});

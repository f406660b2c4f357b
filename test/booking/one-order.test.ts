import { describe, expect, it } from "vitest";
import { type Answer, patch, post } from "../support/api";
import { cutOffD1, expectAgreement, pickupsInD1, seatsTaken, wrapProjection } from "../support/slot";
import {
  AT_COUNTER,
  book,
  cancel,
  domainEvent,
  firstSlot,
  makeCustomer,
  makeOrder,
  makePickup,
  makeWorld,
  orderEvents,
  sendEvents,
  slotsOf,
} from "../support/world";

describe("one order", () => {
  it("booked at once on two slots gets one of them and no seat is lost", async () => {
    const world = await makeWorld();
    const [first, second] = await slotsOf(world);
    if (!first || !second) throw new Error("two slots are needed");
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const answers = await Promise.all([first, second].map((slot) => book(world, slot.id, { orderId, customer })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const winner = answers.find(({ status }) => status === 201);
    const loser = answers.find(({ status }) => status === 422);
    expect(loser?.body.error).toMatchObject({
      code: "BOOKING_CONFLICT",
      details: { pickup_id: winner?.body.pickup.id },
    });
    expect((await seatsTaken(first.id)) + (await seatsTaken(second.id))).toBe(1);
    await expectAgreement(first.id);
    await expectAgreement(second.id);
    expect((await slotsOf(world)).reduce((sum, slot) => sum + slot.available_spots, 0)).toBe(19);
  });

  it("booked many times at once on one slot gets the same pickup each time", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    const answers = await Promise.all(Array.from({ length: 8 }, () => book(world, slot.id, { orderId, customer })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.pickup.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.pickup.confirmation_code)).size).toBe(1);
    expect(await seatsTaken(slot.id)).toBe(1);
  });

  it("tells everyone who tapped twice on a second slot which pickup holds the order", async () => {
    const world = await makeWorld();
    const [first, second] = await slotsOf(world);
    if (!first || !second) throw new Error("two slots are needed");
    const customer = await makeCustomer();
    const order = { customer, orderId: await makeOrder(world, customer) };
    let booked: Answer | undefined;
    await wrapProjection(second.id, (inner) => async (pickups, counts) => {
      booked ??= await book(world, first.id, order);
      return inner.store(pickups, counts);
    });
    const taps = await Promise.all([1, 2, 3].map(() => book(world, second.id, order)));
    expect(booked?.status).toBe(201);
    for (const tap of taps) expect(tap.body.error.details.pickup_id).toBe(booked?.body.pickup.id);
    expect(await seatsTaken(second.id)).toBe(0);
  });

  it("is refused a second slot while it holds one, and after it was collected", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const other = (await slotsOf(world)).at(-1);
    const again = () => book(world, other?.id ?? "", pickup);
    expect((await again()).body.error.details.pickup_id).toBe(pickup.id);
    await post(`complete-pickup/${pickup.id}/`, { as: world.provider, now: AT_COUNTER });
    expect(await again()).toMatchObject({ status: 422, body: { error: { details: { pickup_id: pickup.id } } } });
  });

  it("can be booked again in the same slot after it was cancelled, as another pickup", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    expect((await cancel(pickup.id, pickup.customer)).status).toBe(200);
    const again = await book(world, pickup.slot.id, pickup);
    expect(again.status).toBe(201);
    expect(again.body.pickup.id).not.toBe(pickup.id);
    expect(again.body.pickup.confirmation_code).not.toBe(pickup.code);
    expect(await seatsTaken(pickup.slot.id)).toBe(1);
    await expectAgreement(pickup.slot.id);
  });

  it("cancelled while its booking is on the way to D1 ends with no live pickup and no seat", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    await wrapProjection(slot.id, (inner) => async (pickups, counts) => {
      await sendEvents(domainEvent("order.cancelled", { id: orderId }, "2026-06-25T07:00:00Z"));
      return inner.store(pickups, counts);
    });
    const booked = await book(world, slot.id, { orderId, customer });
    expect(booked).toMatchObject({ status: 422, body: { error: { code: "BOOKING_CONFLICT" } } });
    expect(await pickupsInD1(slot.id)).toEqual([]);
    expect(await seatsTaken(slot.id)).toBe(0);
  });

  it("cancelled right after its booking reached D1 ends with no live pickup and no seat", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const customer = await makeCustomer();
    const orderId = await makeOrder(world, customer);
    let cancelling: Promise<unknown> = Promise.resolve();
    await wrapProjection(slot.id, (inner) => async (pickups, counts) => {
      const stored = await inner.store(pickups, counts);
      cancelling = sendEvents(domainEvent("order.cancelled", { id: orderId }, "2026-06-25T07:00:00Z"));
      return stored;
    });
    await book(world, slot.id, { orderId, customer });
    await cancelling;
    expect((await pickupsInD1(slot.id)).map(({ status }) => status)).toEqual(["cancelled"]);
    expect(await seatsTaken(slot.id)).toBe(0);
    await expectAgreement(slot.id);
  });

  it("missed and booked again keeps the old pickup missed when a late tablet completes it", async () => {
    const world = await makeWorld();
    const missed = await makePickup(world);
    const afterSlot = "2026-06-26T15:30:00Z";
    const miss = await patch(`pickups/${missed.id}/`, {
      as: world.provider,
      now: afterSlot,
      body: { status: "missed" },
    });
    expect(miss.body.status).toBe("missed");
    const dayAfter = "2026-06-27";
    const [later] = await slotsOf(world, dayAfter, afterSlot);
    const again = await book(world, later?.id ?? "", missed, { date: dayAfter, now: afterSlot });
    expect(again.status).toBe(201);
    const late = await post(`complete-pickup/${missed.id}/`, {
      as: world.provider,
      now: "2026-06-26T17:00:00Z",
      body: { actual_pickup_time: AT_COUNTER },
    });
    expect(late).toMatchObject({ status: 422, body: { error: { details: { pickup_id: again.body.pickup.id } } } });
    expect((await pickupsInD1(missed.slot.id)).map(({ status }) => status)).toEqual(["missed"]);
    await expectAgreement(missed.slot.id);
  });

  it("booked again in the very slot it was missed in keeps the missed pickup missed", async () => {
    const world = await makeWorld();
    const missed = await makePickup(world);
    const afterSlot = "2026-06-26T15:30:00Z";
    await patch(`pickups/${missed.id}/`, { as: world.provider, now: afterSlot, body: { status: "missed" } });
    const again = await book(world, missed.slot.id, missed);
    expect(again.status).toBe(201);
    const late = await post(`complete-pickup/${missed.id}/`, { as: world.provider, now: afterSlot });
    expect(late).toMatchObject({ status: 422, body: { error: { details: { pickup_id: again.body.pickup.id } } } });
    await expectAgreement(missed.slot.id);
  });

  it("moved to another customer shows them nothing of the pickup that the first one booked", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: "Ring at the blue door" });
    const heir = await makeCustomer();
    const [moved] = orderEvents(world, [{ id: pickup.orderId, customerId: heir.id }]);
    await sendEvents({ ...moved, time: "2026-06-25T07:00:00Z" });
    const answer = await book(world, pickup.slot.id, { orderId: pickup.orderId, customer: heir });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "BOOKING_CONFLICT" } } });
    for (const secret of [pickup.id, pickup.code, "Ring at"]) expect(JSON.stringify(answer.body)).not.toContain(secret);
  });

  it("moved to another customer while that one books tells them of no pickup but that there is one", async () => {
    const world = await makeWorld();
    const [first, second] = await slotsOf(world);
    if (!first || !second) throw new Error("two slots are needed");
    const [owner, heir] = [await makeCustomer(), await makeCustomer()];
    const orderId = await makeOrder(world, heir);
    const moveTo = async (customer: typeof owner, hour: number) => {
      const [moved] = orderEvents(world, [{ id: orderId, customerId: customer.id }]);
      await sendEvents({ ...moved, time: `2026-06-25T0${hour}:00:00Z` });
    };
    let booked: Answer | undefined;
    await wrapProjection(second.id, (inner) => async (pickups, counts) => {
      if (!booked) {
        await moveTo(owner, 7);
        booked = await book(world, first.id, { orderId, customer: owner });
        await moveTo(heir, 8);
      }
      return inner.store(pickups, counts);
    });
    const refused = await book(world, second.id, { orderId, customer: heir });
    expect(booked?.status).toBe(201);
    expect(refused.body.error.details).toEqual({ rule: "one_pickup_per_order" });
    expect(await seatsTaken(second.id)).toBe(0);
  });

  it("moved to another customer shows them nothing of a pickup that D1 has not yet either", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const [owner, heir] = [await makeCustomer(), await makeCustomer()];
    const orderId = await makeOrder(world, owner);
    const reconnect = await cutOffD1(slot.id);
    expect((await book(world, slot.id, { orderId, customer: owner })).status).toBe(503);
    const [moved] = orderEvents(world, [{ id: orderId, customerId: heir.id }]);
    await sendEvents({ ...moved, time: "2026-06-25T07:00:00Z" });
    reconnect();
    const answer = await book(world, slot.id, { orderId, customer: heir });
    expect(answer).toMatchObject({ status: 422, body: { error: { details: { rule: "one_pickup_per_order" } } } });
    expect(JSON.stringify(answer.body)).not.toContain((await pickupsInD1(slot.id))[0]?.confirmation_code);
  });
});

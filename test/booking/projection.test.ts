import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BookCommand } from "../../src/booking/commands";
import { PickupSlot } from "../../src/booking/pickup-slot";
import { codeFrom } from "../../src/domain/confirmation-code";
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
  firstSlot,
  freshId,
  makeCustomer,
  makeOrder,
  makeOrders,
  makePickup,
  makeWorld,
  type World,
} from "../support/world";

afterEach(() => {
  vi.restoreAllMocks();
});

const complete = (world: World, id: string) => post(`complete-pickup/${id}/`, { as: world.provider, now: AT_COUNTER });

async function customerWithOrder(world: World) {
  const customer = await makeCustomer();
  return { customer, orderId: await makeOrder(world, customer) };
}

describe("what D1 learns of a slot", () => {
  it("is written for everyone who waits at once, and one refused booking leaves the others stored", async () => {
    const world = await makeWorld({ maxOrders: 50 });
    const slot = await firstSlot(world);
    const orders = await makeOrders(world, 49);
    const batches: number[] = [];
    await wrapProjection(slot.id, (inner) => (pickups, counts) => {
      batches.push(pickups.length);
      return inner.store(pickups, counts);
    });
    const row = await env.DB.prepare("SELECT * FROM time_slots WHERE id = ?")
      .bind(slot.id)
      .first<Record<string, never>>();
    const command = (orderId: string): BookCommand => ({
      now: Date.parse("2026-06-25T08:00:00Z"),
      slot: {
        id: slot.id,
        businessId: world.businessId,
        locationId: world.locationId,
        date: row?.date ?? "",
        startTime: row?.start_time ?? "",
        endTime: row?.end_time ?? "",
        startsAt: row?.starts_at ?? 0,
        endsAt: row?.ends_at ?? 0,
        capacity: 50,
        version: row?.config_version ?? 0,
        listing: { id: world.listingId, maxOrders: 50 },
      },
      orderId,
      customerId: freshId("customer"),
      quantity: 1,
      pricePerItemCents: 100,
      totalCents: 100,
      isPaidPurchase: true,
      customerNotes: null,
    });
    const ids = orders.map(({ orderId }) => orderId).toSpliced(25, 0, freshId("order-nobody-knows"));
    // Called inside the object, so that all 50 are there before the first round begins.
    const outcomes = await inSlot(slot.id, (object) => Promise.all(ids.map((id) => object.book(command(id)))));
    expect(batches[0]).toBe(50);
    expect(outcomes.filter(({ kind }) => kind === "booked")).toHaveLength(49);
    expect(outcomes[25]).toEqual({ kind: "refused", rivalPickupId: null });
    expect(await pickupsInD1(slot.id)).toHaveLength(49);
    expect(await seatsTaken(slot.id)).toBe(49);
    await expectAgreement(slot.id);
  });

  it("never makes a booking fail over a code that exists already: another is drawn", async () => {
    const world = await makeWorld();
    const taken = await makePickup(world);
    const other = await makeWorld();
    const slot = await firstSlot(other);
    const booking = await customerWithOrder(other);
    const real = crypto.getRandomValues.bind(crypto);
    let collisions = 0;
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      const bytes = real(array);
      if (bytes instanceof Uint8Array && bytes.length === 6 && collisions === 0) {
        collisions += 1;
        bytes.set(bytesOf(taken.code));
      }
      return bytes;
    });
    const booked = await book(other, slot.id, booking);
    expect(collisions).toBe(1);
    expect(booked.status).toBe(201);
    expect(booked.body.pickup.confirmation_code).not.toBe(taken.code);
    expect((await pickupsInD1(slot.id)).map((row) => row.confirmation_code)).toEqual([
      booked.body.pickup.confirmation_code,
    ]);
    await expectAgreement(slot.id);
  });

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

  it("is not written twice when D1's answer is lost after the write", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    let lost = 0;
    await wrapProjection(slot.id, (inner) => async (pickups, counts) => {
      const stored = await inner.store(pickups, counts);
      lost += 1;
      return lost === 1 ? unreachable() : stored;
    });
    expect((await book(world, slot.id, await customerWithOrder(world))).status).toBe(201);
    expect(lost).toBeGreaterThan(1);
    expect(await pickupsInD1(slot.id)).toHaveLength(1);
    await expectAgreement(slot.id);
  });

  it("keeps the newest state when an older write arrives late", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const [old] = await pickupsInObject(pickup.slot.id);
    await cancel(pickup.id, pickup.customer);
    await inSlot(pickup.slot.id, async (object) => {
      const counts = object.inspect().counts;
      if (old && counts) await object.projection.store([old], { ...counts, revision: old.revision, taken: 1 });
    });
    expect((await pickupsInD1(pickup.slot.id)).map(({ status }) => status)).toEqual(["cancelled"]);
    await expectAgreement(pickup.slot.id);
  });

  it("takes a cancellation and the rebooking of its order in one write", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world);
    const reconnect = await cutOffD1(pickup.slot.id);
    expect((await cancel(pickup.id, pickup.customer)).status).toBe(503);
    const rebooked = await inSlot(pickup.slot.id, async (object) => {
      const [cancelled] = object.inspect().pickups;
      if (!cancelled) throw new Error("the object forgot its pickup");
      const { slotId: id, businessId, locationId, date, startTime, endTime, startsAt, endsAt } = cancelled;
      const listing = { id: cancelled.foodListingId, maxOrders: 5 };
      reconnect();
      return object.book({
        ...cancelled,
        now: cancelled.updatedAt,
        slot: {
          id,
          businessId,
          locationId,
          date,
          startTime,
          endTime,
          startsAt,
          endsAt,
          capacity: 5,
          version: 99,
          listing,
        },
      });
    });
    expect(rebooked.kind).toBe("booked");
    expect((await pickupsInD1(pickup.slot.id)).map(({ status }) => status).sort()).toEqual(["cancelled", "scheduled"]);
    await expectAgreement(pickup.slot.id);
  });
});

describe("events out", () => {
  it("follow each change once it is stored, and stay in the outbox until the queue has taken them", async () => {
    const world = await makeWorld();
    const slot = await firstSlot(world);
    const sent: { type: string; data: Record<string, unknown> }[] = [];
    let isQueueDown = true;
    await inSlot(slot.id, (object) => {
      const sendBatch = async (messages: { body: (typeof sent)[number] }[]) => {
        if (isQueueDown) throw new Error("queue is down");
        sent.push(...messages.map(({ body }) => body));
      };
      Object.assign(object, { env: { ...env, OUTBOUND_EVENTS: { sendBatch } } });
    });
    const booking = await customerWithOrder(world);
    const booked = await book(world, slot.id, booking);
    expect(booked.status).toBe(201);
    isQueueDown = false;
    await cancel(booked.body.pickup.id, booking.customer, { notify_business: false });
    await stubOf(slot.id).flush();
    expect(sent.map(({ type }) => type)).toEqual(["pickup.scheduled", "pickup.cancelled"]);
    expect(sent[1]?.data).toMatchObject({
      pickup_id: booked.body.pickup.id,
      cancelled_by: "customer",
      notify_business: false,
    });
    expect(JSON.stringify(sent)).not.toContain(booked.body.pickup.confirmation_code);
    expect(await inSlot(slot.id, (object) => object.inspect().hasOutbox)).toBe(false);
  });
});

/** Bytes that draw this code. */
function bytesOf(code: string): number[] {
  return [...code].map((char) => {
    const byte = Array.from({ length: 32 }, (_, i) => i).find((i) => codeFrom(Uint8Array.of(i)) === char);
    if (byte === undefined) throw new Error(`${char} is no character of a code`);
    return byte;
  });
}

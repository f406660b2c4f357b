import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BookCommand } from "../../src/booking/commands";
import { codeFrom } from "../../src/domain/confirmation-code";
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
  book,
  cancel,
  customerWithOrder,
  firstSlot,
  freshId,
  makeOrders,
  makePickup,
  makeWorld,
} from "../support/world";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("what D1 learns of a slot", () => {
  it("is written for everyone who waits at once, and one refused booking leaves the others stored", async () => {
    const world = await makeWorld({ maxOrders: 50 });
    const slot = await firstSlot(world);
    const orders = await makeOrders(world, 49);
    const batches: number[] = [];
    const bookmarks: (string | null)[] = [];
    await wrapProjection(slot.id, (inner) => async (pickups, counts) => {
      batches.push(pickups.length);
      const stored = await inner.store(pickups, counts);
      bookmarks.push(stored.bookmark);
      return stored;
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
    expect(new Set(outcomes.filter(({ kind }) => kind === "booked").map(({ bookmark }) => bookmark))).toEqual(
      new Set([bookmarks[0]]),
    );
    expect(outcomes[25]).toMatchObject({ kind: "refused", rivalPickupId: null });
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

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BookCommand, BookOutcome } from "../../src/booking/commands";
import { PickupSlot } from "../../src/booking/pickup-slot";
import type { Answer } from "../support/api";
import { expectAgreement, pickupsInObject } from "../support/slot";
import { book, firstSlot, makeOrders, makeWorld } from "../support/world";

const CAPACITY = 5;
const CUSTOMERS = 300;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Everybody wants the same slot at once. */
async function race(): Promise<{ slotId: string; answers: Answer[] }> {
  const world = await makeWorld({ maxOrders: CAPACITY });
  const slot = await firstSlot(world);
  const orders = await makeOrders(world, CUSTOMERS);
  const answers = await Promise.all(orders.map((order) => book(world, slot.id, order)));
  return { slotId: slot.id, answers };
}

async function expectNotOversold({ slotId, answers }: Awaited<ReturnType<typeof race>>): Promise<void> {
  const booked = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  expect([booked.length, refused.length]).toEqual([CAPACITY, CUSTOMERS - CAPACITY]);
  for (const { body } of refused) {
    expect(body.error.code).toBe("SLOT_UNAVAILABLE");
    expect(body.error.details).toMatchObject({ slot_id: slotId, current_capacity: CAPACITY, max_capacity: CAPACITY });
    expect(body.error.details.alternative_slots.length).toBeGreaterThan(0);
  }
  const held = await pickupsInObject(slotId);
  expect(held.map(({ id }) => id).sort()).toEqual(booked.map(({ body }) => body.pickup.id).sort());
  await expectAgreement(slotId);
}

describe("a slot of 5 seats", () => {
  it("takes exactly 5 of 300 simultaneous bookings and offers the others alternatives", async () => {
    await expectNotOversold(await race());
  });

  it("would be oversold if anything were awaited between looking and taking, and this suite would notice", async () => {
    const take = PickupSlot.prototype.book;
    vi.spyOn(PickupSlot.prototype, "book").mockImplementation(async function checkAwaitInsert(
      this: PickupSlot,
      command: BookCommand,
    ): Promise<BookOutcome> {
      const taken = this.inspect().counts?.taken ?? 0;
      if (taken >= CAPACITY) return { kind: "unavailable", reason: "full", availableSpots: 0, maxOrders: CAPACITY };
      await env.DB.prepare("SELECT 1").first();
      const unguarded = {
        ...command.slot,
        capacity: CUSTOMERS,
        listing: { ...command.slot.listing, maxOrders: CUSTOMERS },
      };
      return take.call(this, { ...command, slot: unguarded });
    });
    const outcome = await race();
    expect(outcome.answers.filter(({ status }) => status === 201).length).toBeGreaterThan(CAPACITY);
    await expect(expectNotOversold(outcome)).rejects.toThrow();
  });
});

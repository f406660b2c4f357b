/** A slot's object from the inside, and D1 beside it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { PickupSlot } from "../../src/booking/pickup-slot";
import type { Projection } from "../../src/booking/projection";
import type { Pickup } from "../../src/domain/pickup";

export const stubOf = (slotId: string) => env.PICKUP_SLOT.getByName(slotId);

export const inSlot = <T>(
  slotId: string,
  work: (slot: PickupSlot, state: DurableObjectState) => T | Promise<T>,
): Promise<T> => runInDurableObject(stubOf(slotId), work);

/** Puts something between the object and D1. */
export const wrapProjection = (slotId: string, wrap: (inner: Projection) => Projection["store"]): Promise<void> =>
  inSlot(slotId, (slot) => {
    const inner = slot.projection;
    slot.projection = { store: wrap(inner) };
  });

export const unreachable = async (): Promise<never> => {
  throw new Error("D1_ERROR: Network connection lost.");
};

/** D1 is out of the slot's reach until the answer is called. */
export async function cutOffD1(slotId: string): Promise<() => void> {
  let isDown = true;
  await wrapProjection(slotId, (inner) => (pickups, counts) => (isDown ? unreachable() : inner.store(pickups, counts)));
  return () => {
    isDown = false;
  };
}

export async function pickupsInD1(
  slotId: string,
): Promise<{ id: string; status: string; confirmation_code: string; revision: number }[]> {
  const statement =
    "SELECT id, status, confirmation_code, revision FROM scheduled_pickups WHERE slot_id = ? ORDER BY id";
  const { results } = await env.DB.prepare(statement).bind(slotId).all();
  return results as never;
}

export const pickupsInObject = (slotId: string): Promise<Pickup[]> => inSlot(slotId, (slot) => slot.inspect().pickups);

export const seatsTaken = (slotId: string): Promise<number> =>
  inSlot(slotId, (slot) => slot.inspect().counts?.taken ?? 0);

/** D1 holds the very pickups of the object, and the same count of seats. */
export async function expectAgreement(slotId: string): Promise<void> {
  const own = await pickupsInObject(slotId);
  expect(await pickupsInD1(slotId)).toEqual(
    own.map(({ id, status, confirmationCode, revision }) => ({
      id,
      status,
      confirmation_code: confirmationCode,
      revision,
    })),
  );
  const row = await env.DB.prepare("SELECT taken FROM time_slots WHERE id = ?").bind(slotId).first<{ taken: number }>();
  expect(row?.taken).toBe(own.filter(({ status }) => status !== "cancelled").length);
}

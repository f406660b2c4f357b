/** Histories and findings with a lie in them. A judge that lets one pass proves nothing. */
import { randomUUID } from "node:crypto";
import type { Call } from "./history.ts";
import type { Evidence, RuleName } from "./judge.ts";
import type { SeenPickup } from "./observe.ts";
import type { Town } from "./town.ts";

export interface Lie {
  name: string;
  evidence: Evidence;
  /** The rule that must see through it. */
  breaks: RuleName;
}

export function lies(town: Pick<Town, "slots">, evidence: Evidence): Lie[] {
  const { calls, seen } = evidence;
  const live = seen.pickups.find(({ status }) => status === "scheduled" || status === "confirmed");
  if (!live) throw new Error("No pickup is live in the end");
  const told = (more: Call[]): Evidence => ({ ...evidence, calls: [...calls, ...more] });
  const shown = (pickups: SeenPickup[]): Evidence => ({ ...evidence, seen: { ...seen, pickups } });
  const about = { orderId: live.orderId, slotId: live.slotId, listingId: live.listingId };
  const crowd = Array.from({ length: 1 + (town.slots.get(live.slotId)?.capacity ?? 0) }, (_, n) => ({
    ...live,
    id: randomUUID(),
    orderId: `${live.orderId}-${n}`,
  }));
  return [
    {
      name: "a 201 that nobody gave",
      evidence: told([callOf({ ...about, kind: "book", pickupId: randomUUID(), shown: "scheduled", status: 201 })]),
      breaks: "every acknowledged booking is there",
    },
    {
      name: "a booking lost from what is shown",
      evidence: shown(seen.pickups.filter(({ id }) => id !== live.id)),
      breaks: "the free seats shown are those that the pickups leave",
    },
    {
      name: "a booking said to be refused",
      evidence: {
        ...evidence,
        calls: calls.map((call) =>
          call.kind === "book" && call.orderId === live.orderId && call.slotId === live.slotId
            ? { ...call, pickupId: null, outcome: "refused" as const, status: 409 }
            : call,
        ),
      },
      breaks: "what was refused left nothing behind",
    },
    {
      name: "a cancellation that never was",
      evidence: told([callOf({ ...about, kind: "cancel", pickupId: live.id, shown: "cancelled", status: 200 })]),
      breaks: "every acknowledged change holds",
    },
    {
      name: "a crowd in one slot",
      evidence: shown([...seen.pickups, ...crowd]),
      breaks: "no slot was ever overbooked",
    },
    {
      name: "a crowd in one slot that was gone by the end",
      evidence: told(
        crowd.flatMap(({ id, orderId }) => [
          callOf({ ...about, orderId, kind: "book", pickupId: id, shown: "scheduled", status: 201 }),
          callOf({ ...about, orderId, kind: "cancel", pickupId: id, shown: "cancelled", status: 200, at: 1 }),
        ]),
      ),
      breaks: "no slot was ever overbooked",
    },
    {
      name: "an order with two pickups",
      evidence: shown([...seen.pickups, { ...live, id: randomUUID() }]),
      breaks: "no order ever held two pickups",
    },
  ];
}

/** A call of a moment before any real one, `at` ms after the first of them. */
function callOf({
  at = 0,
  ...call
}: Omit<Call, "idempotencyKey" | "invokedAt" | "endedAt" | "outcome"> & { at?: number }): Call {
  return { ...call, idempotencyKey: null, invokedAt: at, endedAt: at + 0.1, outcome: "ok" };
}

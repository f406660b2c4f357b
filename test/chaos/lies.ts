/** Histories and findings with a lie in them. A judge that lets one pass proves nothing. */
import { randomUUID } from "node:crypto";
import type { Call } from "./history.ts";
import type { Evidence, RuleName } from "./judge.ts";
import type { Observation, SeenPickup } from "./observe.ts";
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
  const onDisk = (found: Partial<Observation["disk"]>): Evidence => ({
    ...evidence,
    seen: { ...seen, disk: { ...seen.disk, ...found } },
  });
  const reconciled = (found: Partial<Observation["reconciliation"]>): Evidence => ({
    ...evidence,
    seen: { ...seen, reconciliation: { ...seen.reconciliation, ...found } },
  });
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
    {
      name: "a read that shows what was before",
      evidence: told([
        callOf({ ...about, kind: "cancel", pickupId: live.id, shown: "cancelled", status: 200 }),
        callOf({ ...about, kind: "read", pickupId: live.id, shown: "scheduled", status: 200, at: 1 }),
      ]),
      breaks: "every read shows the changes acknowledged before it",
    },
    {
      name: "two pickups by one idempotency key",
      evidence: told(
        ["first", "second"].map((pickupId) => ({
          ...callOf({ ...about, kind: "book", pickupId, shown: "scheduled", status: 201 }),
          idempotencyKey: "a key used twice",
        })),
      ),
      breaks: "an idempotency key never made two pickups",
    },
    {
      name: "a list that contradicts the details",
      evidence: { ...evidence, seen: { ...seen, contradictions: [`pickup ${live.id} is listed as lost`] } },
      breaks: "lists and details agree",
    },
    {
      name: "a call without an answer while nothing was down",
      evidence: told([unansweredCall({ ...about, status: null })]),
      breaks: "nothing but an outage kept a call from its answer",
    },
    {
      name: "an answer that the call does not know",
      evidence: told([
        callOf({ ...about, kind: "book", pickupId: null, shown: null, status: 404, outcome: "refused" }),
      ]),
      breaks: "nothing but an outage kept a call from its answer",
    },
    {
      name: "a repeated cancellation that is refused for having been done",
      evidence: told([
        { ...unansweredCall({ ...about, status: 503 }), kind: "cancel", pickupId: "a pickup" },
        callOf({ ...about, kind: "cancel", pickupId: "a pickup", shown: null, status: 422, outcome: "refused", at: 1 }),
      ]),
      breaks: "what was answered 503 gets its own answer when it is asked again",
    },
    {
      name: "an outbox that is never emptied",
      evidence: onDisk({ waiting: 1 }),
      breaks: "every outbox is empty",
    },
    {
      name: "a pickup that D1 tells differently",
      evidence: onDisk({ differences: [`pickup ${live.id}: status is scheduled, D1 says cancelled`] }),
      breaks: "D1 is what the objects hold, field for field",
    },
    {
      name: "a slot that reconcile had to mend",
      evidence: reconciled({ drift: [live.slotId] }),
      breaks: "reconcile finds nothing to mend",
    },
    {
      name: "a slot that reconcile could not reach",
      evidence: reconciled({ failed: 1 }),
      breaks: "reconcile finds nothing to mend",
    },
  ];
}

type Told = Omit<Call, "role" | "idempotencyKey" | "invokedAt" | "endedAt" | "outcome"> &
  Partial<Pick<Call, "outcome">>;

/** A call of a moment before any real one, `at` ms after the first of them. */
function callOf({ at = 0, outcome = "ok", ...call }: Told & { at?: number }): Call {
  return { ...call, role: "customer", idempotencyKey: null, invokedAt: at, endedAt: at + 0.1, outcome };
}

const unansweredCall = (about: Pick<Call, "orderId" | "slotId" | "listingId" | "status">): Call =>
  callOf({ ...about, kind: "book", pickupId: null, shown: null, outcome: "unknown" });

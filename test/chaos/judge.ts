/** Holds what clients were told against what is there. Pure, so that it can be tried on lies. */
import { type Call, type CallKind, type Outage, UNREACHABLE } from "./history.ts";
import type { Observation, SeenPickup } from "./observe.ts";
import type { Town } from "./town.ts";

export interface Evidence {
  calls: Call[];
  outages: Outage[];
  seen: Observation;
}

type Rule = (town: Pick<Town, "slots">, evidence: Evidence) => string[];

/** Statuses that the contract knows for these calls; server errors are judged apart. */
const EXPECTED: Record<CallKind, number[]> = {
  book: [201, 409, 422, 429],
  cancel: [200, 422],
  verify: [200, 422, 429],
  complete: [200, 422],
  read: [200],
};

export const RULES = {
  "every acknowledged booking is there": (_, { calls, seen }) => {
    const ids = new Set(seen.pickups.map(({ id }) => id));
    return [...callsByPickup(calls, ["ok"]).keys()].filter((id) => !ids.has(id)).map((id) => `pickup ${id} is lost`);
  },
  "what was refused left nothing behind": (_, { calls, seen }) => {
    const bookings = Map.groupBy(
      calls.filter(({ kind }) => kind === "book"),
      pairOf,
    );
    return [...Map.groupBy(seen.pickups, pairOf)].flatMap(([pair, pickups]) => {
      const made = bookings.get(pair) ?? [];
      const told = new Set(made.filter(({ outcome }) => outcome === "ok").map(({ pickupId }) => pickupId));
      const untold = pickups.filter(({ id }) => !told.has(id));
      const cutOff = made.filter(({ outcome }) => outcome === "unknown").length;
      return untold.length > cutOff
        ? [`${untold.map(({ id }) => id)} of ${pair}: ${cutOff} calls may have made one`]
        : [];
    });
  },
  "every acknowledged change holds": (_, { calls, seen }) => {
    const changes = callsByPickup(calls, ["ok", "unknown"]);
    return seen.pickups.flatMap(({ id, status }) => {
      const allowed = statusesAfter(changes.get(id) ?? []);
      return allowed.includes(status) ? [] : [`pickup ${id} is ${status}, not ${allowed.join(" or ") || "anything"}`];
    });
  },
  "every read shows the changes acknowledged before it": (_, { calls }) =>
    [...callsByPickup(calls, ["ok"])].flatMap(([id, ofPickup]) =>
      ofPickup
        .filter(({ kind }) => kind === "read")
        .flatMap(({ shown, invokedAt }) => {
          const before = new Set(ofPickup.filter(({ endedAt }) => endedAt < invokedAt).map(({ kind }) => kind));
          const isStale =
            (before.has("cancel") && shown !== "cancelled") ||
            (before.has("complete") && shown !== "completed") ||
            (before.has("verify") && shown === "scheduled");
          return isStale ? [`pickup ${id} was shown as ${shown} after ${[...before]}`] : [];
        }),
    ),
  "no slot was ever overbooked": (town, { calls, seen }) => {
    const limits = limitsOf(town);
    const final = countBy(seen.pickups.filter(({ status }) => status !== "cancelled").flatMap(seatsOf));
    const during = mostAtOnce(calls, seatsOf);
    return [...final, ...during].flatMap(([seat, taken]) => {
      const limit = limits.get(seat);
      return limit !== undefined && taken > limit ? [`${seat}: ${taken} of ${limit} seats taken`] : [];
    });
  },
  "no order ever held two pickups": (_, { calls, seen }) => {
    const holding = seen.pickups.filter(({ status }) => status !== "cancelled" && status !== "missed");
    const final = countBy(holding.map(({ orderId }) => orderId));
    return [...final, ...mostAtOnce(calls, ({ orderId }) => [orderId])].flatMap(([order, count]) =>
      count > 1 ? [`order ${order} held ${count} pickups`] : [],
    );
  },
  "an idempotency key never made two pickups": (_, { calls }) => {
    const keyed = calls.filter((call) => call.idempotencyKey !== null && call.outcome === "ok");
    return [...Map.groupBy(keyed, ({ idempotencyKey }) => idempotencyKey)].flatMap(([key, ofKey]) => {
      const ids = new Set(ofKey.map(({ pickupId }) => pickupId));
      return ids.size > 1 ? [`${key}: ${[...ids]}`] : [];
    });
  },
  "the free seats shown are those that the pickups leave": (town, { seen }) => {
    const taken = countBy(seen.pickups.filter(({ status }) => status !== "cancelled").flatMap(seatsOf));
    const limits = limitsOf(town);
    const left = (seat: string) => Math.max(0, (limits.get(seat) ?? 0) - (taken.get(seat) ?? 0));
    return seen.spots.flatMap(({ slotId, listingId, spots }) => {
      const [whole, mine] = seatsOf({ slotId, listingId });
      const free = Math.min(left(whole), left(mine));
      return spots === free ? [] : [`${mine}: ${spots} shown, ${free} free`];
    });
  },
  "lists and details agree": (_, { seen }) => seen.contradictions,
  "nothing but an outage kept a call from its answer": (_, { calls, outages }) =>
    calls.flatMap(({ kind, status, outcome, invokedAt, endedAt }) => {
      const isCutOff = outages.some(({ killedAt, backAt }) => invokedAt <= backAt && endedAt >= killedAt);
      const isExpected = outcome === "unknown" ? isCutOff : status !== null && EXPECTED[kind].includes(status);
      return isExpected ? [] : [`${kind} was answered ${status ?? "nothing"}`];
    }),
  "what was answered 503 gets its own answer when it is asked again": (_, { calls }) =>
    [...callsByPickup(calls, ["ok", "refused", "unknown"])].flatMap(([id, ofPickup]) =>
      ofPickup
        .filter(
          (call) => call.outcome === "refused" && isRepeat(call, ofPickup, ({ status }) => status === UNREACHABLE),
        )
        .map(({ kind, status }) => `${kind} of pickup ${id} was answered 503, then ${status}`),
    ),
  "every outbox is empty": (_, { seen: { disk } }) =>
    disk.waiting > 0 ? [`${disk.waiting} entries wait in ${disk.objects} objects`] : [],
  "D1 is what the objects hold, field for field": (_, { seen }) => seen.disk.differences,
  "reconcile finds nothing to mend": (_, { seen: { reconciliation } }) => [
    ...reconciliation.drift,
    ...(reconciliation.failed > 0 ? [`${reconciliation.failed} slots could not be reached`] : []),
  ],
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

export function judge(town: Pick<Town, "slots">, evidence: Evidence): Map<RuleName, string[]> {
  const names = Object.keys(RULES) as RuleName[];
  return new Map(names.map((name) => [name, (RULES[name] as Rule)(town, evidence)]));
}

const pairOf = ({ orderId, slotId }: { orderId: string; slotId: string }): string => `${orderId} at ${slotId}`;

/** The seats a pickup takes: one of the slot, one of what its listing may take there. */
const seatsOf = ({ slotId, listingId }: Pick<SeenPickup, "slotId" | "listingId">): [string, string] => [
  `slot ${slotId}`,
  `${listingId} in slot ${slotId}`,
];

function limitsOf({ slots }: Pick<Town, "slots">): Map<string, number> {
  return new Map(
    [...slots.values()].flatMap(({ id: slotId, capacity, listings }) =>
      [...listings].flatMap(([listingId, seats]): [string, number][] => {
        const [whole, mine] = seatsOf({ slotId, listingId });
        return [
          [whole, capacity],
          [mine, seats],
        ];
      }),
    ),
  );
}

function callsByPickup(calls: Call[], outcomes: Call["outcome"][]): Map<string, Call[]> {
  const byId = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.pickupId === null || !outcomes.includes(call.outcome)) continue;
    byId.set(call.pickupId, [...(byId.get(call.pickupId) ?? []), call]);
  }
  return byId;
}

/**
 * Cancellations and hand-overs that were cut off and asked again, by what the repeat was answered. A kill between the
 * service's last step and its caller is nobody's to tell apart, so that this is counted, not judged.
 */
export function repeatsAfterCuts(calls: Call[]): { ok: number; refused: number } {
  const repeats = [...callsByPickup(calls, ["ok", "refused", "unknown"]).values()].flatMap((ofPickup) =>
    ofPickup.filter((call) => isRepeat(call, ofPickup, ({ outcome }) => outcome === "unknown")),
  );
  const count = (outcome: Call["outcome"]) => repeats.filter((call) => call.outcome === outcome).length;
  return { ok: count("ok"), refused: count("refused") };
}

/**
 * Whether the same cancellation or hand-over was asked before in the same role and left open, and nothing else can have
 * changed the pickup since: no change of the other kind that may have happened, none of its own that was acknowledged.
 */
function isRepeat(asked: Call, ofPickup: Call[], isOpen: (call: Call) => boolean): boolean {
  const { kind, role, invokedAt, endedAt } = asked;
  if (kind !== "cancel" && kind !== "complete") return false;
  const other = kind === "cancel" ? "complete" : "cancel";
  const isInWay = (call: Call) =>
    call !== asked &&
    call.invokedAt < endedAt &&
    ((call.kind === other && call.outcome !== "refused") || (call.kind === kind && call.outcome === "ok"));
  const isFirst = (call: Call) => call.kind === kind && call.role === role && call.endedAt < invokedAt && isOpen(call);
  return ofPickup.some(isFirst) && !ofPickup.some(isInWay);
}

/** What a pickup may be after these changes, of which some may not have happened. */
function statusesAfter(calls: Call[]): string[] {
  const has = (kind: CallKind, outcome: Call["outcome"]) =>
    calls.some((call) => call.kind === kind && call.outcome === outcome);
  if (has("cancel", "ok")) return has("complete", "ok") ? [] : ["cancelled"];
  if (has("complete", "ok")) return ["completed"];
  return [
    has("verify", "ok") ? "confirmed" : "scheduled",
    ...(has("verify", "unknown") ? ["confirmed"] : []),
    ...(has("complete", "unknown") ? ["completed"] : []),
    ...(has("cancel", "unknown") ? ["cancelled"] : []),
  ];
}

interface Life extends Pick<Call, "orderId" | "slotId" | "listingId"> {
  from: number;
  to: number;
}

/** While a pickup was certainly there: from the first acknowledgement until somebody first asked to cancel it. */
function livesOf(calls: Call[]): Life[] {
  return [...callsByPickup(calls, ["ok", "unknown"]).values()].flatMap((ofPickup) => {
    const booked = ofPickup.filter(({ kind, outcome }) => kind === "book" && outcome === "ok");
    const [first] = booked;
    if (!first) return [];
    const from = Math.min(...booked.map(({ endedAt }) => endedAt));
    const to = Math.min(...ofPickup.filter(({ kind }) => kind === "cancel").map(({ invokedAt }) => invokedAt));
    const { orderId, slotId, listingId } = first;
    return from < to ? [{ orderId, slotId, listingId, from, to }] : [];
  });
}

/** For each thing that a pickup uses, how many used it at once at most. */
function mostAtOnce(calls: Call[], usesOf: (life: Life) => string[]): Map<string, number> {
  const steps = livesOf(calls).flatMap((life) =>
    usesOf(life).flatMap((use) => [
      { use, at: life.from, by: 1 },
      { use, at: life.to, by: -1 },
    ]),
  );
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  for (const { use, by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    const count = (now.get(use) ?? 0) + by;
    now.set(use, count);
    most.set(use, Math.max(most.get(use) ?? 0, count));
  }
  return most;
}

function countBy(keys: string[]): Map<string, number> {
  return new Map([...Map.groupBy(keys, (key) => key)].map(([key, group]) => [key, group.length]));
}

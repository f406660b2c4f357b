import { LIMITS } from "../../config";
import { type OverdueCursor, overduePickups, type PickupRef } from "../../db/pickups";
import { MINUTE_MS } from "../../domain/time";
import type { CallBudget } from "../../operations/call-budget";
import { changePickup } from "../../operations/change-pickup";
import type { Deps } from "../../operations/deps";
import { settleAll } from "../../operations/in-batches";
import { continueLater } from "../continue-later";
import type { Tally, Task } from "../task";
import { workThrough } from "../work-through";

/** Marks what was not collected 30 minutes after its slot's end. What fails is passed by and tried again next time. */
export const markMissed: Task = (deps, budget) => markMissedAfter(deps, budget, { endsAt: 0, id: "" });

/** From a place in the list on; what is more than the budget allows goes on in a message. */
export async function markMissedAfter(deps: Deps, budget: CallBudget, start: OverdueCursor): Promise<Tally> {
  const endedBefore = deps.now - LIMITS.verificationMarginMinutes * MINUTE_MS;
  const worked = await workThrough(budget, start, {
    find: (page) => overduePickups(deps.db, { endedBefore, ...page }),
    work: (overdue) => miss(deps, overdue),
    cursorOf: ({ endsAt, id }) => ({ endsAt, id }),
  });
  return continueLater(deps, worked, (after) => ({ job: "mark-missed", at: deps.now, after }));
}

async function miss(deps: Deps, overdue: PickupRef[]): Promise<Tally> {
  const outcomes = await settleAll(overdue, (pickup) =>
    changePickup(deps, pickup, { change: { type: "miss", by: "job", businessNotes: null } }),
  );
  const rows = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value.ok).length;
  return { rows, failures: overdue.length - rows };
}

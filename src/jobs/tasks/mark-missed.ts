import { LIMITS } from "../../config";
import { overduePickups } from "../../db/pickups";
import { MINUTE_MS } from "../../domain/time";
import { changePickup } from "../../operations/change-pickup";
import { settleAll } from "../../operations/in-batches";
import type { Task } from "../task";

/** Marks what was not collected 30 minutes after its slot's end. What fails is passed by and tried again next time. */
export const markMissed: Task = async (deps) => {
  const endedBefore = deps.now - LIMITS.verificationMarginMinutes * MINUTE_MS;
  let [rows, failures] = [0, 0];
  for (let after = { endsAt: 0, id: "" }; ; ) {
    const overdue = await overduePickups(deps.db, { endedBefore, after, limit: LIMITS.jobBatch });
    const outcomes = await settleAll(overdue, (pickup) =>
      changePickup(deps, pickup, { change: { type: "miss", by: "job", businessNotes: null } }),
    );
    const marked = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value.ok).length;
    rows += marked;
    failures += overdue.length - marked;
    const last = overdue.at(-1);
    if (!last || overdue.length < LIMITS.jobBatch) return { rows, failures };
    after = last;
  }
};

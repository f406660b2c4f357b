/** Takes slots away from a listing: the intent in D1, then their objects, then D1 again. */
import { withdrawListing } from "../booking/client";
import { LIMITS } from "../config";
import { type Closing, type ClosingAnswer, finishClosing, listClosings, startClosing } from "../db/slot-closings";
import type { Deps } from "./deps";
import { settleAll } from "./in-batches";
import { StoresUnreachable } from "./refusals";

/**
 * Withdraws a schedule's slots. A slot with live bookings stays as it is; when the schedule `isOver`, those bookings
 * stand but no new one comes. What an interruption leaves undone is finished by the next call or by the half-hourly job.
 */
export async function withdrawSlots(
  deps: Deps,
  request: { scheduleId: string; slotIds: string[]; isOver: boolean },
): Promise<void> {
  await startClosing(deps.db, { ...request, now: deps.now });
  const page = { after: { slotId: "", foodListingId: "" }, limit: LIMITS.jobBatch };
  const { failures } = await finishWithdrawals(deps, await listClosings(deps.db, request.scheduleId, page));
  if (failures > 0) throw new StoresUnreachable();
}

/** One object out of reach keeps no other slot from closing. */
export async function finishWithdrawals(deps: Deps, closings: Closing[]): Promise<{ rows: number; failures: number }> {
  const outcomes = await settleAll(closings, async (closing): Promise<ClosingAnswer> => {
    const { slotId, foodListingId, version, isForced, site } = closing;
    const command = { slotId, listingId: foodListingId, version, isForced };
    const { live } = await withdrawListing(deps.env, command, site);
    return { slotId, foodListingId, isKept: live > 0 && !isForced, isBooked: live > 0 };
  });
  const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  await finishClosing(deps.db, answers);
  return { rows: answers.length, failures: closings.length - answers.length };
}

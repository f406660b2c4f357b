/** Takes slots away from a listing: the intent in D1, then their objects, then D1 again. */
import { withdrawListing } from "../booking/client";
import { LIMITS } from "../config";
import { type Closing, finishClosing, listClosings, startClosing } from "../db/slots";
import type { Deps } from "./deps";
import { batchesOf } from "./in-batches";

/**
 * Withdraws a schedule's slots. A slot with live bookings stays as it is; when the schedule `isOver`, those bookings
 * stand but no new one comes. What an interruption leaves undone is finished by the next call or by the half-hourly job.
 */
export async function withdrawSlots(
  deps: Deps,
  request: { scheduleId: string; slotIds: string[]; isOver: boolean },
): Promise<void> {
  await startClosing(deps.db, { ...request, now: deps.now });
  await finishWithdrawals(deps, await listClosings(deps.db, request.scheduleId, LIMITS.jobBatch));
}

export async function finishWithdrawals(deps: Deps, closings: Closing[]): Promise<void> {
  for (const [foodListingId, group] of Map.groupBy(closings, (closing) => closing.foodListingId)) {
    for (const batch of batchesOf(group)) {
      const answers = await Promise.all(
        batch.map(async ({ slotId, version, isForced }) => {
          const command = { slotId, listingId: foodListingId, version, isForced };
          const { live } = await withdrawListing(deps.env, command);
          return { slotId, live, isKept: live > 0 && !isForced };
        }),
      );
      const ids = (isWanted: (answer: (typeof answers)[number]) => boolean) =>
        answers.filter(isWanted).map(({ slotId }) => slotId);
      await finishClosing(deps.db, {
        foodListingId,
        closedIds: ids(({ isKept }) => !isKept),
        keptIds: ids(({ isKept }) => isKept),
        bookedIds: ids(({ live }) => live > 0),
      });
    }
  }
}

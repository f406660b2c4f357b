/** Brings a schedule's slots in line with its plan: free ones that the plan does not name go, missing ones come. */
import type { ScheduleContext } from "../db/schedules";
import { futureSlotsOf } from "../db/slots";
import type { Deps } from "./deps";
import { type DayPlan, horizonDates, layHorizon, plan } from "./lay-slots";
import { tellFollowers } from "./tell-followers";
import { withdrawSlots } from "./withdraw-slots";

export interface Relaying {
  days: DayPlan[];
  /** Own slots without a booking that the plan has no use for. */
  leavingIds: string[];
}

/** What relaying would do, judged as if the schedule's free slots that no other listing uses were gone. */
export async function planRelaying(deps: Deps, context: ScheduleContext): Promise<Relaying> {
  const own = await futureSlotsOf(deps.db, context.schedule.id, deps.now);
  const free = own.filter(({ slot }) => slot.taken === 0);
  const leaving = new Set(free.filter(({ isShared }) => !isShared).map(({ slot }) => slot.id));
  const days = await plan(deps, context, horizonDates(context, deps.now), leaving);
  const planned = new Set(days.flatMap(({ slots }) => slots.map(({ id }) => id)));
  return { days, leavingIds: free.map(({ slot }) => slot.id).filter((id) => !planned.has(id)) };
}

/** Follows from what is stored, so that repeating it finishes what an interruption left. */
export async function relaySchedule(deps: Deps, context: ScheduleContext): Promise<void> {
  const { leavingIds } = await planRelaying(deps, context);
  await withdrawSlots(deps, { scheduleId: context.schedule.id, slotIds: leavingIds, isOver: false });
  await layHorizon(deps, context);
  tellFollowers(deps, context.listing.id, horizonDates(context, deps.now));
}

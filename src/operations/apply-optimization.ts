/** Brings about what was advised, and takes it back, through the normal change of a schedule: booked slots stay. */
import { findOptimization, isInForce, type OptimizationRow, type Standing, setStanding } from "../db/optimizations";
import { findSchedule, type ScheduleContext } from "../db/schedules";
import type { ScheduleState } from "../db/schema";
import { conflict, notFound, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import { changeSchedule, scheduleChanged } from "./change-schedule";
import type { Deps } from "./deps";
import { isInState, stateOf } from "./schedule-state";

export interface ChangedByAdvice {
  id: string;
  context: ScheduleContext;
  before: ScheduleState;
  after: ScheduleState;
}

const switchedOff = conflict("Optimisation is switched off", { rule: "optimization_disabled" });
const notApplicable = conflict("This recommendation cannot be applied by the service", { rule: "not_applicable" });
const notApplied = conflict("This recommendation is not applied", { rule: "not_applied" });

export interface AdviceRequest {
  recommendationId: string;
  userId: string;
  /** Whether the caller may see what is a business's. */
  canManage: (businessId: string) => boolean;
}

interface Applicable {
  row: OptimizationRow;
  context: ScheduleContext;
  before: ScheduleState;
  after: ScheduleState;
  /** Only what differs, so that nothing else is overwritten that changes at this moment. */
  change: Partial<ScheduleState>;
  restoration: Partial<ScheduleState>;
}

/**
 * Safe to repeat: what is in force already is brought to its end, should it have been interrupted. It is put down as applied
 * first, so that a change can be taken back whatever happens in between.
 */
export async function applyOptimization(deps: Deps, request: AdviceRequest): Promise<Result<ChangedByAdvice, Refusal>> {
  const found = await findApplicable(deps, request);
  if (!found.ok) return found;
  const { row, context, before, after, change } = found.value;
  const isRepeat = isInForce(row) && isInState(context.schedule, after);
  if (!isRepeat && !isInState(context.schedule, before)) return err(scheduleChanged);
  const standing: Standing = { appliedAt: deps.now, appliedBy: request.userId, undoneAt: null };
  if (!isRepeat) await setStanding(deps.db, row.id, standing);
  const changed = await changeFrom(deps, context, { change, wanted: after });
  if (changed.ok) return ok({ id: row.id, context: changed.value, before, after });
  if (!isRepeat) await setStanding(deps.db, row.id, row);
  return changed;
}

/** Only of what is in force, while its schedule is as it was left. One that was interrupted is undone by asking again. */
export async function undoOptimization(deps: Deps, request: AdviceRequest): Promise<Result<ChangedByAdvice, Refusal>> {
  const found = await findApplicable(deps, request);
  if (!found.ok) return found;
  const { row, context, before, after, restoration } = found.value;
  if (!isInForce(row)) return err(notApplied);
  if (!isInState(context.schedule, after) && !isInState(context.schedule, before)) return err(scheduleChanged);
  const changed = await changeFrom(deps, context, { change: restoration, wanted: before });
  if (!changed.ok) return changed;
  const { appliedAt, appliedBy } = row;
  await setStanding(deps.db, row.id, { appliedAt, appliedBy, undoneAt: deps.now });
  return ok({ id: row.id, context: changed.value, before: after, after: before });
}

/** Changes a schedule only while it is as it was read. A request that did the very same meanwhile did it for this one too. */
async function changeFrom(
  deps: Deps,
  context: ScheduleContext,
  { change, wanted }: { change: Partial<ScheduleState>; wanted: ScheduleState },
): Promise<Result<ScheduleContext, Refusal>> {
  const changed = await changeSchedule(deps, context, change, stateOf(context.schedule));
  if (changed.ok || changed.error !== scheduleChanged) return changed;
  const current = await findSchedule(deps.db, context.schedule.id);
  return current && isInState(current.schedule, wanted) ? ok(current) : changed;
}

async function findApplicable(
  { db, config }: Deps,
  { recommendationId, canManage }: AdviceRequest,
): Promise<Result<Applicable, Refusal>> {
  const row = await findOptimization(db, recommendationId);
  if (!row || !canManage(row.businessId)) return err(notFound);
  if (!config.isOptimizationEnabled) return err(switchedOff);
  const { scheduleId, before, change } = row;
  if (scheduleId === null || before === null || change === null) return err(notApplicable);
  const context = await findSchedule(db, scheduleId);
  if (!context) return err(scheduleChanged);
  const restoration = Object.fromEntries(Object.entries(before).filter(([key]) => key in change));
  return ok({ row, context, before, after: { ...before, ...change }, change, restoration });
}

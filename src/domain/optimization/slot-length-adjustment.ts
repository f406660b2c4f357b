/** Longer slots where a full one takes more counter time than it has. */
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { durationOf, type PlannedSchedule, withEdit } from "./day-plan";
import { AT_ONCE, type Candidate, type Evidence, type Options } from "./recommendation";
import type { DayFacts } from "./what-if";

export function slotLengthAdjustments(
  evidence: Evidence,
  { counterMinutes }: Pick<DayFacts, "counterMinutes">,
): Options[] {
  const late = 1 - (evidence.outcome.inTimeShare ?? 1);
  if (late === 0) return [];
  return evidence.scenario.plan.schedules
    .map((schedule) => ({ schedule, minutes: counterMinutes(schedule.locationId) ?? 0 }))
    .filter(({ schedule, minutes }) => minutes * schedule.maxOrders > durationOf(schedule))
    .map(({ schedule, minutes }) =>
      [...new Set([fittingSlots(schedule, minutes), schedule.totalSlots - 1])]
        .filter((totalSlots) => totalSlots >= 1)
        .map((totalSlots) => lengthening(schedule, totalSlots, { minutes, late, evidence })),
    )
    .filter((options) => options.length > 0);
}

/** The most slots, fewer than today, of which a full one is served within its time; else one. */
function fittingSlots(schedule: PlannedSchedule, minutes: number): number {
  let totalSlots = schedule.totalSlots - 1;
  while (totalSlots > 1 && durationOf({ ...schedule, totalSlots }) < minutes * schedule.maxOrders) totalSlots -= 1;
  return totalSlots;
}

function lengthening(
  schedule: PlannedSchedule,
  totalSlots: number,
  { minutes, late, evidence }: { minutes: number; late: number; evidence: Evidence },
): Candidate {
  const edit = { scheduleId: schedule.id, change: { totalSlots } };
  const { maxOrders, listingName } = schedule;
  const need = (minutes * maxOrders).toFixed(1);
  return {
    type: "slot_length_adjustment",
    priority: late > OPTIMIZATION_LIMITS.notableShare ? "high" : "medium",
    description: `Make the slots of ${listingName} longer, ${totalSlots} of ${durationOf({ ...schedule, totalSlots })} minutes instead of ${schedule.totalSlots} of ${durationOf(schedule)}: a full slot of ${maxOrders} orders takes ${need} minutes at the measured ${minutes.toFixed(1)} minutes each, and ${(late * 100).toFixed(1)}% of the day's people are served after their slot's end`,
    implementation: AT_ONCE,
    scenario: { ...evidence.scenario, plan: withEdit(evidence.scenario.plan, edit) },
    edit,
    about: schedule.id,
  };
}

/** Contract 9.1's `suggest_time_slot_adjustments`, on the demand that is expected of the day. */
import { LIMITS } from "../../config";
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { hourRange } from "../metrics";
import type { Priority } from "../vocabulary";
import type { HourDemand } from "./day-demand";
import { carrierOf, durationOf, type PlannedSchedule, withEdit } from "./day-plan";
import { AT_ONCE, type Candidate, type Evidence, type Options } from "./recommendation";

interface Hour {
  hour: number;
  demand: number;
  mean: number;
}

export function timeSlotAdjustments(evidence: Evidence, demand: readonly HourDemand[]): Options[] {
  const byHour = [...Map.groupBy(demand, ({ hour }) => hour)]
    .map(([hour, cells]) => ({ hour, demand: cells.reduce((sum, { mean }) => sum + mean, 0) }))
    .sort((a, b) => b.demand - a.demand || a.hour - b.hour);
  const mean = byHour.reduce((sum, { demand }) => sum + demand, 0) / Math.max(byHour.length, 1);
  return byHour.map((hour) => optionsFor({ ...hour, mean }, evidence)).filter((options) => options.length > 0);
}

function optionsFor(hour: Hour, evidence: Evidence): Candidate[] {
  const { peakFactor, highPeakFactor, idleFactor, demandPerSlot } = OPTIMIZATION_LIMITS;
  const carrier = carrierOf(evidence.scenario.plan, hour.hour);
  if (!carrier) return [];
  const adjust = (slots: number, priority: Priority) =>
    adjustment(carrier.schedule, slots, { hour, priority, evidence });
  if (hour.demand < idleFactor * hour.mean) return carrier.schedule.totalSlots > 1 ? [adjust(-1, "low")] : [];
  if (hour.demand <= peakFactor * hour.mean) return [];
  const priority = hour.demand > highPeakFactor * hour.mean ? "high" : "medium";
  const wanted = Math.max(1, Math.floor((hour.demand - hour.mean) / demandPerSlot));
  return fewerEachTime(roomFor(carrier.schedule, wanted)).map((slots) => adjust(slots, priority));
}

/** How many of the slots fit: at most 20 a schedule, none under a minute. */
function roomFor(schedule: PlannedSchedule, wanted: number): number {
  let slots = Math.min(wanted, LIMITS.maxTotalSlots - schedule.totalSlots);
  while (slots > 0 && durationOf({ ...schedule, totalSlots: schedule.totalSlots + slots }) < 1) slots -= 1;
  return Math.max(0, slots);
}

/** A number, its half and half of that, as far as there is one; none for 0. */
export function fewerEachTime(most: number): number[] {
  const sizes = Array.from({ length: OPTIMIZATION_LIMITS.maxSizes }, (_, n) => Math.floor(most / 2 ** n));
  return sizes.filter((size) => size >= 1);
}

function adjustment(
  schedule: PlannedSchedule,
  slots: number,
  { hour, priority, evidence }: { hour: Hour; priority: Priority; evidence: Evidence },
): Candidate {
  const totalSlots = schedule.totalSlots + slots;
  const edit = { scheduleId: schedule.id, change: { totalSlots } };
  const range = hourRange(String(hour.hour).padStart(2, "0"));
  const what =
    slots > 0
      ? `Add ${slots} additional slot${slots === 1 ? "" : "s"} during ${range} peak period`
      : `Offer 1 slot less around ${range}, a quiet hour`;
  const minutes = durationOf({ ...schedule, totalSlots });
  return {
    type: "time_slot_adjustment",
    priority,
    description: `${what}: ${hour.demand.toFixed(1)} pickups are expected then, ${hour.mean.toFixed(1)} in the mean hour (${schedule.listingName}: ${totalSlots} slots of ${minutes} minutes instead of ${schedule.totalSlots} of ${durationOf(schedule)})`,
    implementation: AT_ONCE,
    scenario: { ...evidence.scenario, plan: withEdit(evidence.scenario.plan, edit) },
    edit,
    about: range,
  };
}

/** More orders a slot where a busy day, one in ten, asks for more than the seats. */
import { LIMITS } from "../../config";
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { demandQuantile } from "../forecast/demand-quantile";
import { hourRange } from "../metrics";
import type { HourDemand } from "./day-demand";
import type { HourOutcome } from "./day-outcome";
import { carrierOf, type DayPlan, type PlannedLocation, type PlannedSchedule, withEdit } from "./day-plan";
import { AT_ONCE, type Candidate, type Evidence, type Options } from "./recommendation";
import { fewerEachTime } from "./time-slot-adjustment";

interface Shortage {
  schedule: PlannedSchedule;
  location: PlannedLocation;
  outcome: HourOutcome;
  p90: number;
  /** Orders a slot that are missing. */
  raise: number;
}

/** One for each schedule, of its worst hour, the worst first. */
export function capacityAdjustments(evidence: Evidence, demand: readonly HourDemand[]): Options[] {
  const all = demand.flatMap((cell) => shortageOf(cell, evidence)).sort((a, b) => b.raise - a.raise);
  const worst = [...Map.groupBy(all, ({ schedule }) => schedule.id).values()].flatMap(([first]) => first ?? []);
  return worst.map((shortage) => optionsFor(shortage, evidence)).filter((options) => options.length > 0);
}

function shortageOf({ locationId, hour, mean, dispersion }: HourDemand, evidence: Evidence): Shortage[] {
  const { plan } = evidence.scenario;
  const outcome = evidence.outcome.hours.find((one) => one.locationId === locationId && one.hour === hour);
  const location = plan.locations.find(({ id }) => id === locationId);
  const carrier = carrierOf(plan, hour, locationId);
  if (!outcome || !location || !carrier) return [];
  const p90 = demandQuantile(mean, dispersion, 0.9);
  if (p90 <= outcome.seats) return [];
  return [
    { schedule: carrier.schedule, location, outcome, p90, raise: Math.ceil((p90 - outcome.seats) / carrier.slots) },
  ];
}

/** Within what the location allows where that is more than today, else as if it allowed more: then it has to be told. */
function optionsFor(shortage: Shortage, evidence: Evidence): Candidate[] {
  const { schedule, location } = shortage;
  const limit = location.slotCapacity;
  const wanted = Math.min(shortage.raise, LIMITS.maxOrdersPerSlot - schedule.maxOrders);
  if (wanted <= 0) return [];
  const room = limit === null ? wanted : Math.min(wanted, limit - schedule.maxOrders);
  const { plan } = evidence.scenario;
  const raised = (raise: number, to: DayPlan, isBlocked: boolean) =>
    adjustment(shortage, { maxOrders: schedule.maxOrders + raise, isBlocked, evidence, plan: to });
  if (room > 0) return fewerEachTime(room).map((raise) => raised(raise, plan, false));
  return fewerEachTime(wanted).map((raise) => raised(raise, withCapacity(plan, location, raise), true));
}

const withCapacity = (plan: DayPlan, { id }: PlannedLocation, raise: number): DayPlan => ({
  ...plan,
  locations: plan.locations.map((location) =>
    location.id === id ? { ...location, slotCapacity: (location.slotCapacity ?? 0) + raise } : location,
  ),
});

interface Adjustment {
  maxOrders: number;
  isBlocked: boolean;
  evidence: Evidence;
  plan: DayPlan;
}

function adjustment(shortage: Shortage, { maxOrders, isBlocked, evidence, plan }: Adjustment): Candidate {
  const { schedule, location, outcome, p90 } = shortage;
  const { requests, served, seats, hour } = outcome;
  const edit = { scheduleId: schedule.id, change: { maxOrders } };
  const range = hourRange(String(hour).padStart(2, "0"));
  const isNotable = requests - served > OPTIMIZATION_LIMITS.notableShare * requests;
  const obstacle = isBlocked
    ? `; first raise the slot capacity of ${location.name}, which is ${location.slotCapacity} and stands in the way`
    : "";
  return {
    type: "capacity_adjustment",
    priority: isNotable ? "high" : "medium",
    description: `Raise the orders per slot of ${schedule.listingName} at ${location.name} from ${schedule.maxOrders} to ${maxOrders}: a busy day (p90) asks for ${p90} pickups during ${range}, and ${seats} seats are offered${obstacle}`,
    implementation: AT_ONCE,
    scenario: { ...evidence.scenario, plan: withEdit(plan, edit) },
    edit: isBlocked ? null : edit,
    about: `${schedule.id} ${maxOrders}`,
  };
}

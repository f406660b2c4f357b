/** Days to play, for tests of the advice on them. */
import type { HourDemand } from "../../../src/domain/optimization/day-demand";
import type { DayPlan, PlannedLocation, PlannedSchedule } from "../../../src/domain/optimization/day-plan";
import type { MeasuredRates } from "../../../src/domain/optimization/score";
import type { DayFacts } from "../../../src/domain/optimization/what-if";

export const RATES: MeasuredRates = { completion: 0.9, punctuality: 0.95 };

export const schedule = (parts: Partial<PlannedSchedule> = {}): PlannedSchedule => ({
  id: "pizza",
  listingName: "Pizza",
  locationId: "main",
  window: { start: 17 * 60, end: 19 * 60 },
  totalSlots: 4,
  maxOrders: 5,
  bufferMinutes: 5,
  lastMinute: 1_440,
  ...parts,
});

export const location = (parts: Partial<PlannedLocation> = {}): PlannedLocation => ({
  id: "main",
  name: "Main Counter",
  slotCapacity: null,
  ...parts,
});

export const plan = (schedules: PlannedSchedule[] = [schedule()], locations = [location()]): DayPlan => ({
  schedules,
  locations,
});

export const demand = (byHour: Record<number, number>, locationId = "main", dispersion = 1): HourDemand[] =>
  Object.entries(byHour).map(([hour, mean]) => ({ locationId, hour: Number(hour), mean, dispersion }));

export const facts = (parts: Partial<DayFacts> = {}): DayFacts => ({
  demand: demand({ 17: 6, 18: 6 }),
  counterMinutes: () => 2,
  showRate: 1,
  seed: 7,
  ...parts,
});

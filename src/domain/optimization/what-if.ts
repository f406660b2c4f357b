/**
 * Plays a day of a business many times over on its own numbers. Every run draws who asks, for which of an hour's slots and
 * when they come; the draws do not depend on the slots, so that a plan before and after a change meets the very same people
 * and the difference is the change's.
 */
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { demandQuantile } from "../forecast/demand-quantile";
import { chancesFrom, seedOf } from "../seeded-draws";
import { type Served, serveDay } from "./counter-queue";
import type { HourDemand } from "./day-demand";
import { type DayOutcome, noSums, outcomeOf, type Sums } from "./day-outcome";
import { cellKey, type DayPlan, hourOf, layDay, type PlannedSlot } from "./day-plan";

export interface DayFacts {
  demand: readonly HourDemand[];
  /** Measured minutes at the counter by location; null where they were not measured. */
  counterMinutes: (locationId: string) => number | null;
  /** Of those who book, who come. */
  showRate: number;
  seed: number;
}

/** People who find no seat at one location take what is left in the same hour at another. */
export interface Redirect {
  from: string;
  to: string;
  hour: number;
}

export interface Scenario {
  plan: DayPlan;
  redirects: readonly Redirect[];
}

interface Cell {
  key: string;
  demand: HourDemand;
  seed: number;
  target: string | null;
}

interface OpenSlot extends PlannedSlot {
  free: number;
  /** When its people come. */
  moments: number[];
}

/** Advice on 120 schedules of 20 counters and 8,900 people, with all its what-ifs, took 129 ms (`suggest.test.ts` prints it). */
export function playDay({ plan, redirects }: Scenario, facts: DayFacts): DayOutcome {
  const slots = layDay(plan).map((slot): OpenSlot => ({ ...slot, free: slot.seats, moments: [] }));
  const byHour = Map.groupBy(slots, (slot) => cellKey(slot.locationId, hourOf(slot)));
  const cells = facts.demand.map((demand) => cellOf(demand, redirects, facts.seed));
  const sums = new Map([...cells.map(({ key }) => key), ...byHour.keys()].map((key) => [key, noSums()]));
  const byLocation = [...Map.groupBy(slots, ({ locationId }) => locationId)];
  const served: Served = { came: 0, waitMinutes: 0, inTime: 0 };
  const isMeasured = byLocation.every(([id]) => facts.counterMinutes(id) !== null);
  const runs = runsFor(facts.demand);
  for (let run = 0; run < runs; run += 1) {
    for (const slot of slots) {
      slot.free = slot.seats;
      slot.moments = [];
    }
    playRun(run, { cells, byHour, sums, showRate: facts.showRate });
    if (isMeasured) for (const [id, own] of byLocation) serveDay(own, facts.counterMinutes(id) ?? 0, served);
  }
  return outcomeOf({ slots, demand: facts.demand, sums, runs, served });
}

function runsFor(demand: readonly HourDemand[]): number {
  const { whatIfRuns, whatIfPeople, minWhatIfRuns } = OPTIMIZATION_LIMITS;
  const people = demand.reduce((sum, { mean }) => sum + mean, 0);
  return Math.max(minWhatIfRuns, Math.min(whatIfRuns, Math.floor(whatIfPeople / Math.max(people, 1))));
}

function cellOf(demand: HourDemand, redirects: readonly Redirect[], seed: number): Cell {
  const key = cellKey(demand.locationId, demand.hour);
  const redirect = redirects.find(({ from, hour }) => from === demand.locationId && hour === demand.hour);
  return { key, demand, seed: (seed ^ seedOf(key)) >>> 0, target: redirect ? cellKey(redirect.to, demand.hour) : null };
}

interface Table {
  cells: readonly Cell[];
  byHour: ReadonlyMap<string, OpenSlot[]>;
  sums: ReadonlyMap<string, Sums>;
  showRate: number;
}

/** Those who are sent to another counter come after its own people, so that they take nobody's seat there. */
function playRun(run: number, table: Table): void {
  const sent: (() => void)[] = [];
  for (const cell of table.cells) {
    const draw = chancesFrom((cell.seed + Math.imul(run + 1, 0x9e3779b1)) >>> 0);
    const requests = demandQuantile(cell.demand.mean, cell.demand.dispersion, draw());
    const own = table.byHour.get(cell.key) ?? [];
    const seated = seatPeople(own, requests, draw, table.showRate);
    count(table.sums, cell.key, { requests, served: seated, taken: seated });
    const { target } = cell;
    if (target === null || seated === requests) continue;
    sent.push(() => {
      const found = seatPeople(table.byHour.get(target) ?? [], requests - seated, draw, table.showRate);
      count(table.sums, cell.key, { requests: 0, served: found, taken: 0 });
      count(table.sums, target, { requests: 0, served: 0, taken: found });
    });
  }
  for (const seat of sent) seat();
}

function count(sums: ReadonlyMap<string, Sums>, key: string, more: Sums): void {
  const own = sums.get(key);
  if (!own) return;
  own.requests += more.requests;
  own.served += more.served;
  own.taken += more.taken;
}

/** Each takes one of the hour's slots with a free seat, any as likely, and comes at any moment of it. Answers how many fit. */
function seatPeople(slots: readonly OpenSlot[], people: number, draw: () => number, showRate: number): number {
  const open = slots.filter(({ free }) => free > 0);
  for (let n = 0; n < people; n += 1) {
    const [which, moment, shows] = [draw(), draw(), draw()];
    const at = Math.floor(which * open.length);
    const slot = open[at];
    if (!slot) return n;
    slot.free -= 1;
    if (slot.free === 0) open.splice(at, 1);
    if (shows < showRate) slot.moments.push(slot.start + moment * (slot.end - slot.start));
  }
  return people;
}

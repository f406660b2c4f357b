/**
 * `npm run bench:routing [-- --instances N --reference N]`: how far tours are from the best known, and what they cost.
 * Up to 12 stops the best is exact; above, it is the best of several searches of `reference` times the usual effort.
 */
import { parseArgs } from "node:util";
import { TOUR_LIMITS } from "../../src/config/tour-limits.ts";
import { bestOrder, searchOrder } from "../../src/domain/routing/best-order.ts";
import { nearestNeighbours, placesOf } from "../../src/domain/routing/nearest-neighbours.ts";
import type { TourTotals } from "../../src/domain/routing/tour.ts";
import { compareCosts, costOf, type TourCost } from "../../src/domain/routing/tour-cost.ts";
import { type TourProblem, toKm } from "../../src/domain/routing/tour-problem.ts";
import { planOf } from "../domain/routing/tours.ts";
import { exactCost } from "./held-karp.ts";
import { type Instance, KINDS, type Kind, makeInstance } from "./routing-instances.ts";

const SIZES = [8, 10, 12, 50, 100, 200];
const EXACT_STOPS = 12;
const REFERENCE_SEEDS = [101, 102];

interface Run {
  plan: TourTotals;
  baseline: TourTotals;
  /** Shares by which the way is longer than the best known, which is no later. */
  gap: number;
  /** The same for the search alone, without trying all orders of a few stops. */
  searchGap: number;
  cpuMs: number;
}

const { values } = parseArgs({
  options: { instances: { type: "string", default: "3" }, reference: { type: "string", default: "3" } },
});
const [instances, reference] = [Number(values.instances), Number(values.reference)];
if (![instances, reference].every((count) => Number.isSafeInteger(count) && count >= 1)) {
  console.error("usage: npm run bench:routing [-- --instances 3 --reference 3]");
  process.exit(2);
}

warmUp();
printHeader();
for (const kind of KINDS) {
  for (const size of SIZES) printRow(kind, size, measureAll(kind, size));
}

/** The first tours of a process would measure the compiler. */
function warmUp(): void {
  for (const kind of KINDS) planOf(makeInstance(kind, 20, 1).request);
}

function measureAll(kind: Kind, size: number): Run[] {
  return Array.from({ length: instances }, (_, n) => measure(makeInstance(kind, size, 1_000 * size + n)));
}

function measure({ request, problem }: Instance): Run {
  const before = process.cpuUsage();
  const plan = planOf(request);
  const { user, system } = process.cpuUsage(before);
  const best = bestKnown(problem);
  const effort = problem.size ** 2 * TOUR_LIMITS.tourEffortPerSquare;
  const alone = costOf(problem, searchOrder(problem, nearest(problem), { seed: 1, effort }));
  const gapOf = (km: number) => km / toKm(best.distanceMm) - 1;
  return {
    plan: plan.totals,
    baseline: plan.baseline.totals,
    gap: gapOf(plan.totals.km),
    searchGap: gapOf(toKm(alone.distanceMm)),
    cpuMs: (user + system) / 1_000,
  };
}

function nearest(problem: TourProblem): number[] {
  return nearestNeighbours(problem, placesOf(problem), 0);
}

function bestKnown(problem: TourProblem): TourCost {
  if (problem.size <= EXACT_STOPS) return exactCost(problem);
  const effort = problem.size ** 2 * TOUR_LIMITS.tourEffortPerSquare * reference;
  const costs = REFERENCE_SEEDS.map((seed) => costOf(problem, bestOrder(problem, { seed, effort })));
  return costs.reduce((best, cost) => (compareCosts(cost, best) < 0 ? cost : best));
}

function printHeader(): void {
  console.log(
    `\n${instances} instances each, one vehicle; gaps to the exact optimum up to ${EXACT_STOPS} stops, above to the best of ` +
      `${REFERENCE_SEEDS.length} searches of ${reference} times the effort\n`,
  );
  console.log(
    "| instance | stops | km, mean | gap, mean | gap, max | search alone, max | late min, max | CPU ms, mean | CPU ms, max | baseline km | baseline late min |",
  );
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
}

function printRow(kind: Kind, size: number, runs: readonly Run[]): void {
  const mean = (of: (run: Run) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const most = (of: (run: Run) => number) => Math.max(...runs.map(of));
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const cells = [
    kind,
    size,
    mean(({ plan }) => plan.km).toFixed(1),
    percent(mean(({ gap }) => gap)),
    percent(most(({ gap }) => gap)),
    percent(most(({ searchGap }) => searchGap)),
    most(({ plan }) => plan.latenessMinutes).toFixed(1),
    mean(({ cpuMs }) => cpuMs).toFixed(0),
    most(({ cpuMs }) => cpuMs).toFixed(0),
    mean(({ baseline }) => baseline.km).toFixed(1),
    mean(({ baseline }) => baseline.latenessMinutes).toFixed(0),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

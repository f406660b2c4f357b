/** Advice on one day of a business, from its own rows and nothing else. */
import { LIMITS } from "../../config";
import type { Sums } from "../analytics";
import { satisfaction, sumTallies, type Tally } from "../metrics";
import { MINUTE_MS } from "../time";
import { type DemandFacts, demandOf } from "./day-demand";
import { cellKey, type DayPlan, hourOf, layDay } from "./day-plan";
import { NO_PREDICTION, type PredictedOutcomes, revenueImpact } from "./impact";
import type { Recommendation } from "./recommendation";
import { completionOf, ratesOf, scoreOf } from "./score";
import { suggest } from "./suggest";
import type { DayFacts } from "./what-if";

export interface AdviceInput {
  type: "schedule" | "capacity";
  plan: DayPlan;
  demand: DemandFacts;
  /** Of the last weeks. */
  sums: readonly Sums[];
  seed: number;
}

export interface Advice {
  currentEfficiency: number | null;
  optimizedEfficiency: number | null;
  recommendations: Recommendation[];
  outcomes: PredictedOutcomes;
  basis: "forecast" | "weekday_mean" | null;
  quality: "sufficient" | "thin" | "insufficient";
  /** What would have to be known, in words. */
  missing: string[];
}

const noAdvice = (missing: string[]): Advice => ({
  currentEfficiency: null,
  optimizedEfficiency: null,
  recommendations: [],
  outcomes: NO_PREDICTION,
  basis: null,
  quality: "insufficient",
  missing,
});

export function adviseDay({ type, plan, demand: facts, sums, seed }: AdviceInput): Advice {
  const tally = sumTallies(sums);
  const rates = ratesOf(tally);
  const demand = demandOf(facts);
  const slots = layDay(plan);
  const missing = [
    ...(slots.length === 0 ? ["No slots are offered on this day"] : []),
    ...(demand.ok ? [] : demand.error),
    ...(rates ? [] : [`Fewer than ${LIMITS.minEvidence} pickups of the last ${LIMITS.historyWeeks} weeks are over`]),
  ];
  if (!demand.ok || !rates || missing.length > 0) return noAdvice(missing);
  // Nobody asks for an hour that is not offered, however it was in the past.
  const offered = new Set(slots.map((slot) => cellKey(slot.locationId, hourOf(slot))));
  const hours = demand.value.hours.filter(({ locationId, hour }) => offered.has(cellKey(locationId, hour)));
  if (hours.length === 0) return noAdvice(["Nothing is known of demand in the hours that are offered on this day"]);
  const counterMinutes = counterTimes(sums);
  const played: DayFacts = { demand: hours, counterMinutes, showRate: showRateOf(tally), seed };
  const { before, after, recommendations } = suggest(type, { plan, facts: played, rates });
  const weak = [
    ...demand.value.missing,
    ...(before.meanWaitMinutes === null
      ? [`Fewer than ${LIMITS.minWaitSamples} hand-overs were measured: waiting is not known`]
      : []),
  ];
  const optimizedEfficiency = scoreOf(after, rates);
  const rating = satisfaction(tally);
  return {
    currentEfficiency: scoreOf(before, rates),
    optimizedEfficiency,
    recommendations,
    outcomes: {
      pickup_success_rate: `${(completionOf(after, rates) * 100).toFixed(1)}%`,
      customer_satisfaction: rating === null ? null : `${rating.toFixed(1)}/5`,
      operational_efficiency: `${optimizedEfficiency.toFixed(1)}%`,
      revenue_impact: revenueImpact(before, after, tally.valueCents),
    },
    basis: demand.value.basis,
    quality: weak.length === 0 ? "sufficient" : "thin",
    missing: [
      ...weak,
      ...(rating === null ? [`No pickup of the last ${LIMITS.historyWeeks} weeks was rated`] : []),
      ...(recommendations.length > 0
        ? ["Ratings do not tell what they would be: no increased satisfaction is known"]
        : []),
      ...(tally.valueCents === 0 ? [`No completed pickup of the last ${LIMITS.historyWeeks} weeks had a price`] : []),
    ],
  };
}

/** Minutes at a location's counter; the business's where the location has too few hand-overs of its own. */
function counterTimes(sums: readonly Sums[]): (locationId: string) => number | null {
  const minutesOf = ({ counted, counterMs }: Tally) =>
    counted < LIMITS.minWaitSamples ? null : counterMs / counted / MINUTE_MS;
  const overall = minutesOf(sumTallies(sums));
  const byLocation = Map.groupBy(sums, ({ locationId }) => locationId);
  const own = new Map([...byLocation].map(([id, rows]) => [id, minutesOf(sumTallies(rows))]));
  return (locationId) => own.get(locationId) ?? overall;
}

/** Those who book and never come hold up nobody at the counter. */
function showRateOf(tally: Tally): number {
  const ended = tally.completed + tally.missed;
  return ended === 0 ? 1 : tally.completed / ended;
}

/** What a change brings, read off the days played before and after it. */
import { inMinutes } from "../metrics";
import { round1 } from "../rounding";
import type { DayOutcome, HourOutcome } from "./day-outcome";
import type { Impact } from "./recommendation";
import { type MeasuredRates, scoreOf } from "./score";

/** Fewer people a day are a rounding error. */
const SOMEBODY = 0.05;

const share = (part: number, whole: number): string => `${round1((part / whole) * 100)}%`;

/**
 * How far the counters of an hour stray from what they fill together, by seats, over all hours. Null where no hour has two
 * counters.
 */
function counterGap({ hours }: DayOutcome): number | null {
  const shared = [...Map.groupBy(hours, ({ hour }) => hour).values()].filter((counters) => counters.length > 1);
  const sumOf = (counters: readonly HourOutcome[], field: "seats" | "taken") =>
    counters.reduce((sum, counter) => sum + counter[field], 0);
  const seats = sumOf(shared.flat(), "seats");
  if (seats === 0) return null;
  const gaps = shared.flatMap((counters) => {
    const together = sumOf(counters, "taken") / Math.max(sumOf(counters, "seats"), 1);
    return counters.map((counter) => Math.abs(counter.taken - together * counter.seats));
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / seats;
}

export function impactOf(before: DayOutcome, after: DayOutcome, rates: MeasuredRates): Impact {
  const [scoreBefore, scoreAfter] = [scoreOf(before, rates), scoreOf(after, rates)];
  const [gapBefore, gapAfter] = [counterGap(before), counterGap(after)];
  const isKnown = before.meanWaitMinutes !== null && after.meanWaitMinutes !== null;
  const wait = isKnown ? round1((before.meanWaitMinutes ?? 0) - (after.meanWaitMinutes ?? 0)) : null;
  return {
    additional_capacity: Math.round(after.seats - before.seats),
    reduced_wait_time: inMinutes(wait),
    increased_satisfaction: null,
    balanced_load: gapBefore === null || gapAfter === null ? null : gapAfter < gapBefore,
    reduced_congestion:
      before.turnedAway < SOMEBODY ? null : share(before.turnedAway - after.turnedAway, before.turnedAway),
    improved_efficiency: scoreBefore === 0 ? null : share(scoreAfter - scoreBefore, scoreBefore),
    additional_served: round1(after.served - before.served),
  };
}

export interface PredictedOutcomes {
  pickup_success_rate: string | null;
  customer_satisfaction: string | null;
  operational_efficiency: string | null;
  revenue_impact: string | null;
}

export const NO_PREDICTION: PredictedOutcomes = {
  pickup_success_rate: null,
  customer_satisfaction: null,
  operational_efficiency: null,
  revenue_impact: null,
};

/** "+15.2%": each further pickup is worth what the others are. Null where nobody is served or nothing was ever paid. */
export function revenueImpact(before: DayOutcome, after: DayOutcome, valueCents: number): string | null {
  if (before.served === 0 || valueCents === 0) return null;
  const change = round1(((after.served - before.served) / before.served) * 100);
  return `${change < 0 ? "" : "+"}${change.toFixed(1)}%`;
}

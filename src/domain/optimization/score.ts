/** What a played day is worth: contract 9.1's efficiency, with what can only be measured taken from the measurements. */
import { LIMITS } from "../../config";
import { countOver, efficiencyScore, NO_TALLY, type Tally } from "../metrics";
import type { DayOutcome } from "./day-outcome";

export interface MeasuredRates {
  /** Completed of what is over. */
  completion: number;
  /** Of the completed, handed over in time; null without any. */
  punctuality: number | null;
}

/** Null where too little is over to judge by. */
export function ratesOf(tally: Tally): MeasuredRates | null {
  const over = countOver(tally);
  if (over < LIMITS.minEvidence) return null;
  return {
    completion: tally.completed / over,
    punctuality: tally.completed === 0 ? null : tally.onTime / tally.completed,
  };
}

/** Share of those who ask that end with their food; somebody turned away has as little as somebody who cancels. */
export const completionOf = ({ served, requests }: DayOutcome, { completion }: MeasuredRates): number =>
  requests === 0 ? 0 : (completion * served) / requests;

/** 0 to 100. Punctuality is the played one, or the measured one where the counter's time is not known. */
export function scoreOf(outcome: DayOutcome, rates: MeasuredRates): number {
  const completed = completionOf(outcome, rates);
  const onTime = completed * (outcome.inTimeShare ?? rates.punctuality ?? 0);
  const tally = { ...NO_TALLY, completed, missed: 1 - completed, onTime };
  return efficiencyScore(tally, { taken: outcome.served, seats: outcome.seats }) ?? 0;
}

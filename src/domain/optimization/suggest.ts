/** Keeps what the what-if shows to help: each change by itself, and with those before it. */
import { OPTIMIZATION_LIMITS } from "../../config/optimization";
import { round1 } from "../rounding";
import { PRIORITIES } from "../vocabulary";
import { capacityAdjustments } from "./capacity-adjustment";
import type { DayOutcome } from "./day-outcome";
import { type DayPlan, withEdit } from "./day-plan";
import { impactOf } from "./impact";
import { locationOptimizations } from "./location-optimization";
import type { Candidate, Evidence, Options, Recommendation } from "./recommendation";
import { type MeasuredRates, scoreOf } from "./score";
import { slotLengthAdjustments } from "./slot-length-adjustment";
import { timeSlotAdjustments } from "./time-slot-adjustment";
import { type DayFacts, playDay } from "./what-if";

export interface Suggestions {
  before: DayOutcome;
  /** With all that can be applied. */
  after: DayOutcome;
  /** By priority, then by effect. */
  recommendations: Recommendation[];
}

interface Judged {
  candidate: Candidate;
  outcome: DayOutcome;
  gain: number;
}

export function suggest(
  type: "schedule" | "capacity",
  { plan, facts, rates }: { plan: DayPlan; facts: DayFacts; rates: MeasuredRates },
): Suggestions {
  const scenario = { plan, redirects: [] };
  const before = playDay(scenario, facts);
  const candidates = candidatesOf(type, { scenario, outcome: before }, facts);
  const judged = candidates
    .flatMap((options) => firstThatHelps(options, before, { facts, rates }))
    .sort((a, b) => byPriority(a, b) || b.gain - a.gain || (a.candidate.about < b.candidate.about ? -1 : 1));
  const { kept, after } = combine(judged, { plan, before, facts, rates });
  const recommendations = kept.map(({ candidate: { scenario: _, ...candidate }, outcome }) => ({
    ...candidate,
    impact: impactOf(before, outcome, rates),
  }));
  return { before, after, recommendations };
}

function candidatesOf(type: "schedule" | "capacity", evidence: Evidence, facts: DayFacts): Options[] {
  const ofSchedules =
    type === "capacity"
      ? [capacityAdjustments(evidence, facts.demand)]
      : [timeSlotAdjustments(evidence, facts.demand), slotLengthAdjustments(evidence, facts)];
  const kinds = [...ofSchedules, locationOptimizations(evidence)];
  return kinds.flatMap((options) => options.slice(0, OPTIMIZATION_LIMITS.maxCandidates));
}

const byPriority = (a: Judged, b: Judged): number =>
  PRIORITIES.indexOf(a.candidate.priority) - PRIORITIES.indexOf(b.candidate.priority);

interface Judgement {
  facts: DayFacts;
  rates: MeasuredRates;
}

/** Scores are of one decimal; their difference is not quite. */
const gainOf = (before: DayOutcome, after: DayOutcome, rates: MeasuredRates): number =>
  round1(scoreOf(after, rates) - scoreOf(before, rates));

/** The score alone would have people sent away, so that those who remain are served in time. */
const turnsAway = (before: DayOutcome, after: DayOutcome): boolean =>
  before.served - after.served >= OPTIMIZATION_LIMITS.notablyFewerServed;

function firstThatHelps(options: Options, before: DayOutcome, { facts, rates }: Judgement): Judged[] {
  for (const candidate of options) {
    const outcome = playDay(candidate.scenario, facts);
    const gain = gainOf(before, outcome, rates);
    if (gain >= OPTIMIZATION_LIMITS.minGain && !turnsAway(before, outcome)) return [{ candidate, outcome, gain }];
  }
  return [];
}

/**
 * Takes one change after the other as long as it helps those before it too. A schedule is changed by one at the most: the
 * second would find it another than it was when it was advised. What cannot be applied stands by itself.
 */
function combine(
  judged: readonly Judged[],
  { plan, before, facts, rates }: Judgement & { plan: DayPlan; before: DayOutcome },
): { kept: Judged[]; after: DayOutcome } {
  const kept: Judged[] = [];
  const changed = new Set<string>();
  let [soFar, after] = [plan, before];
  for (const one of judged) {
    if (kept.length >= OPTIMIZATION_LIMITS.maxRecommendations) break;
    const { edit } = one.candidate;
    if (edit === null) {
      kept.push(one);
      continue;
    }
    if (changed.has(edit.scheduleId)) continue;
    const next = withEdit(soFar, edit);
    const outcome = changed.size === 0 ? one.outcome : playDay({ plan: next, redirects: [] }, facts);
    if (gainOf(after, outcome, rates) < OPTIMIZATION_LIMITS.minGain) continue;
    // A few less by each of several changes are not a few together.
    if (turnsAway(before, outcome)) continue;
    [soFar, after] = [next, outcome];
    changed.add(edit.scheduleId);
    kept.push(one);
  }
  return { kept, after };
}

/** Holds what was measured against the alert rules and writes down where each stands. */
import type { AlertName } from "../config/alert-rules";
import { type Evaluation, loadAlerts, recordEvaluations } from "../db/alerts";
import type { Measurements } from "../db/monitoring";
import { evaluate, type Reading } from "../domain/alerts";
import { share } from "../domain/metrics";
import { uuidv7 } from "../ids";
import type { Deps } from "./deps";

export function readingsOf(measured: Measurements, lateJobs: number): Record<AlertName, Reading> {
  const { pickupsOver, pickupsCompleted, codeChecks, codeFailures, changes, projectionLagMs, deadLetters } = measured;
  const counted = (value: number): Reading => ({ value, sample: value });
  return {
    scheduling_pickup_success_rate: { value: share(pickupsCompleted, pickupsOver), sample: pickupsOver },
    scheduling_qr_verification_failures: { value: share(codeFailures, codeChecks), sample: codeChecks },
    scheduling_projection_lag: { value: projectionLagMs === null ? null : projectionLagMs / 1_000, sample: changes },
    scheduling_jobs_overdue: counted(lateJobs),
    scheduling_dead_letters: counted(deadLetters.reduce((sum, { count }) => sum + count, 0)),
  };
}

/** Safe to repeat, and at the same time: each instant is judged once. */
export async function evaluateRules({ db, now }: Deps, readings: Record<AlertName, Reading>): Promise<void> {
  const evaluations = (await loadAlerts(db)).flatMap(({ rule, state: current }): Evaluation[] => {
    if (current.evaluatedAt >= now) return [];
    const reading = readings[rule.name];
    const { next, notice } = evaluate(rule, current, reading, now);
    const told = notice && { id: uuidv7(now), kind: notice };
    return [{ rule: rule.name, evaluatedBefore: current.evaluatedAt, next, reading, notice: told }];
  });
  if (evaluations.length > 0) await recordEvaluations(db, evaluations, now);
}

/** When an alert begins, is repeated and ends. Pure: one evaluation of a rule takes a state to the next. */
import { LIMITS } from "../config";
import type { AlertRule } from "../config/alert-rules";
import { type EpochMs, HOUR_MS } from "./time";
import type { ALERT_STATES, AlertNoticeKind } from "./vocabulary";

export interface AlertState {
  state: (typeof ALERT_STATES)[number];
  /** When it came into this state. */
  since: EpochMs;
  /** Good evaluations in a row while it fires. */
  calm: number;
  /** When somebody was last told that it fires. */
  notifiedAt: EpochMs | null;
}

export interface Reading {
  /** Null when there was nothing to measure. */
  value: number | null;
  /** How many observations the value is of. */
  sample: number;
}

/** `near` is on the good side of the threshold, but not by the margin. */
type Verdict = "breached" | "near" | "calm" | "unknown";

/** 0.82 - 0.8 is a hair less than 0.02. */
const ROUNDING = 1e-9;

export function judge({ operator, threshold, margin, minSample }: AlertRule, { value, sample }: Reading): Verdict {
  if (value === null || sample < minSample) return "unknown";
  const distance = operator === "less_than" ? value - threshold : threshold - value;
  if (distance < 0) return "breached";
  return distance >= margin - ROUNDING ? "calm" : "near";
}

/**
 * Fires at once when the threshold is breached, and ends only after several good evaluations in a row, so that a value
 * which plays about the threshold is told once. While it fires a reminder goes out each day. What is unknown changes
 * nothing.
 */
export function evaluate(
  rule: AlertRule,
  current: AlertState,
  reading: Reading,
  now: EpochMs,
): { next: AlertState; notice: AlertNoticeKind | null } {
  const verdict = judge(rule, reading);
  if (verdict === "unknown") return { next: current, notice: null };
  if (current.state === "ok") {
    if (verdict !== "breached") return { next: current, notice: null };
    return { next: { state: "firing", since: now, calm: 0, notifiedAt: now }, notice: "firing" };
  }
  const calm = verdict === "calm" ? current.calm + 1 : 0;
  if (calm >= LIMITS.calmEvaluations) {
    return { next: { state: "ok", since: now, calm: 0, notifiedAt: now }, notice: "resolved" };
  }
  const isReminderDue = now - (current.notifiedAt ?? current.since) >= LIMITS.alertReminderHours * HOUR_MS;
  if (verdict === "calm" || !isReminderDue) return { next: { ...current, calm }, notice: null };
  return { next: { ...current, calm, notifiedAt: now }, notice: "reminder" };
}

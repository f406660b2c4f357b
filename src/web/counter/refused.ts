/** What an answer of `complete-pickup` means for the queue. */
import { ApiError, inWords, OfflineError } from "../calls/api";
import type { Outcome } from "./queue";

const WORDS: Record<string, string> = {
  cancelled: "The pickup was cancelled before this arrived.",
  completed: "The pickup had been marked as collected already, at this counter or another.",
  missed: "The pickup is marked as missed, and it is too late to change that here.",
};

/** The service took it for another call of the same kind, or has no time now: neither is a refusal. */
const LATER = new Set([408, 425, 429]);

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof OfflineError) return { kind: "later", afterMs: null };
  if (!(error instanceof ApiError)) return { kind: "refused", words: inWords(error) };
  if (error.status === 401) return { kind: "signed_out" };
  if (error.status >= 500 || LATER.has(error.status) || error.details.rule === "in_progress") {
    return { kind: "later", afterMs: error.retryAfterSeconds === null ? null : error.retryAfterSeconds * 1_000 };
  }
  const status = String(error.details.status);
  return { kind: status === "completed" ? "completed_before" : "refused", words: WORDS[status] ?? inWords(error) };
}

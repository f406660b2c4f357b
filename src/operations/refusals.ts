/** Refusals that several operations share. */
import { LIMITS } from "../config";
import type { Refusal } from "../domain/refusal";

export const storesUnreachable: Refusal = {
  kind: "unavailable",
  message: "The service cannot reach its stores right now; repeating the request is safe",
  retryAfterSeconds: LIMITS.retryAfterSeconds,
};

export const tooManyAttempts = (message: string, retryAfterMs: number): Refusal => ({
  kind: "rate_limited",
  message,
  retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
});

/** Something is not yet where it belongs; what asked for it should be repeated. Answered as `storesUnreachable`. */
export class StoresUnreachable extends Error {
  override name = "StoresUnreachable";
  readonly retryable = true;
}

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

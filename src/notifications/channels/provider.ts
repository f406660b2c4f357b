/** One request to a provider, and what its answer means for the message. */
import { LIMITS } from "../../config";
import type { SendOutcome } from "../channel";
import { retryAfterSeconds } from "./retry-after";

/** An answer, or why there is none. */
export type ProviderAnswer = Response | "timeout" | "network";

/** Never rejects. Redirects are not followed: they would carry addresses and credentials elsewhere. */
export async function askProvider(url: string, init: RequestInit): Promise<ProviderAnswer> {
  try {
    const signal = AbortSignal.timeout(LIMITS.providerTimeoutMs);
    return await fetch(url, { ...init, redirect: "manual", signal });
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network";
  }
}

/** `code` is the provider's own number for what is wrong; its words stay out, they may repeat an address. */
export function outcomeOf(provider: string, answer: ProviderAnswer, code: number | null = null): SendOutcome {
  if (typeof answer === "string") return { kind: "unavailable", provider, reason: answer, retryAfterSeconds: null };
  const { ok, status, headers } = answer;
  if (ok) return { kind: "sent", provider };
  const reason = code === null ? `http_${status}` : `http_${status}_${code}`;
  if (status !== 429 && status < 500) return { kind: "rejected", provider, reason };
  const retryAfter = retryAfterSeconds(headers.get("Retry-After"), Date.now());
  return { kind: "unavailable", provider, reason, retryAfterSeconds: retryAfter };
}

/** Lets go of an answer's body that nobody reads. */
export async function discard(answer: ProviderAnswer): Promise<void> {
  if (typeof answer !== "string") await answer.body?.cancel().catch(() => {});
}

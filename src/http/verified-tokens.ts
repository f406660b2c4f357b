/**
 * Tokens that were found good a moment ago, since checking a signature costs more than most reads. Plain claims in the
 * isolate's memory; none outlives its token, nor the minute after which the keys are asked again.
 */
import { type Config, LIMITS } from "../config";
import type { EpochMs } from "../domain/time";
import type { Principal } from "./principal";

interface Verified {
  principal: Principal;
  until: EpochMs;
}

/** By the keys that they were checked with. */
const memories = new WeakMap<Config["jwt"], Map<string, Verified>>();

export function recallToken(keys: Config["jwt"], token: string, now: EpochMs): Principal | null {
  const known = memories.get(keys)?.get(token);
  return known && known.until > now ? known.principal : null;
}

/** `expiresAt` is the token's own. */
export function rememberToken(
  keys: Config["jwt"],
  token: string,
  { principal, expiresAt }: { principal: Principal; expiresAt: EpochMs },
  now: EpochMs,
): void {
  const memory = memories.get(keys) ?? new Map<string, Verified>();
  memories.set(keys, memory);
  memory.delete(token); // so that it is the newest
  memory.set(token, { principal, until: Math.min(expiresAt, now + LIMITS.tokenMemoryMs) });
  const [oldest] = memory.keys();
  if (memory.size > LIMITS.rememberedTokens && oldest !== undefined) memory.delete(oldest);
}

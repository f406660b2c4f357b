/** A few quick tries with a time limit each, for a store that hiccups. What is tried must be safe to repeat. */
import { LIMITS } from "../config";

export async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await withTimeout(attempt());
    } catch (error) {
      if (tries >= LIMITS.projectionAttempts) throw error;
      await scheduler.wait(LIMITS.projectionBackoffMs * 4 ** (tries - 1));
    }
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The store did not answer in time")), LIMITS.projectionTimeoutMs);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

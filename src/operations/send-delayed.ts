import { LIMITS } from "../config";
import type { EpochMs } from "../domain/time";

/** Sends messages, each to arrive when it falls due, or as late as the queue can hold it. */
export async function sendDelayed<T>(
  queue: Queue<T>,
  now: EpochMs,
  messages: { body: T; dueAt: EpochMs }[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += LIMITS.queueBatch) {
    const batch = messages.slice(start, start + LIMITS.queueBatch).map(({ body, dueAt }) => ({
      body,
      delaySeconds: Math.min(Math.max(0, Math.ceil((dueAt - now) / 1_000)), LIMITS.queueDelaySeconds),
    }));
    await queue.sendBatch(batch);
  }
}

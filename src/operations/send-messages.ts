/** Puts messages on a queue, as many at a time as it takes. */
import { LIMITS } from "../config";
import { errorName } from "../domain/error-name";
import type { EpochMs } from "../domain/time";
import type { Deps } from "./deps";
import { StoresUnreachable } from "./refusals";

/** A call that fails is made once more, then the next ones are: answers how many messages are not on the queue. */
export async function sendMessages<T>(queue: Queue<T>, messages: MessageSendRequest<T>[]): Promise<number> {
  let unsent = 0;
  for (let start = 0; start < messages.length; start += LIMITS.queueBatch) {
    const batch = messages.slice(start, start + LIMITS.queueBatch);
    const isSent = (await trySend(queue, batch)) || (await trySend(queue, batch));
    if (!isSent) unsent += batch.length;
  }
  return unsent;
}

async function trySend<T>(queue: Queue<T>, batch: MessageSendRequest<T>[]): Promise<boolean> {
  try {
    await queue.sendBatch(batch);
    return true;
  } catch (error) {
    const failure = { messages: batch.length, error: errorName(error) };
    console.warn(JSON.stringify({ level: "warn", event: "messages_not_sent", ...failure }));
    return false;
  }
}

/**
 * Sends messages, each to arrive when it falls due, or as late as the queue can hold it. A cron that runs late still works
 * with the instant it was planned for, so what is left to wait is counted from the true one; on a developer's machine the
 * local clock is the true one. Answers how many are not on the queue.
 */
export function sendDelayed<T>(
  { config, now }: Pick<Deps, "config" | "now">,
  queue: Queue<T>,
  messages: { body: T; dueAt: EpochMs }[],
): Promise<number> {
  const clock = config.isLocal ? now : Date.now();
  return sendMessages(
    queue,
    messages.map(({ body, dueAt }) => ({
      body,
      delaySeconds: Math.min(Math.max(0, Math.ceil((dueAt - clock) / 1_000)), LIMITS.queueDelaySeconds),
    })),
  );
}

/** For work that is repeated as a whole when it rejects: nothing may be missing from the queue. */
export async function requireSent(unsent: Promise<number>): Promise<void> {
  if ((await unsent) > 0) throw new StoresUnreachable();
}

/** Takes messages off the queues. Each is acknowledged or retried by itself; what cannot be read goes to its dead letters. */
import { CloudEvent } from "../api/schemas/events";
import { seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import { applyEvents, parseEvent } from "../operations/apply-events";
import type { Deps } from "../operations/deps";
import { QUEUES } from "./messages";

export async function consume(deps: Deps, batch: MessageBatch<unknown>): Promise<void> {
  const handle = handlerOf(batch.queue);
  for (const message of batch.messages) {
    try {
      await handle(deps, message);
      message.ack();
    } catch (error) {
      console.warn(
        JSON.stringify({
          level: "warn",
          event: "message_failed",
          queue: batch.queue,
          message: message.id,
          error: error instanceof Error ? error.name : "unknown",
        }),
      );
      message.retry();
    }
  }
}

type Handler = (deps: Deps, message: Message<unknown>) => Promise<void>;

function handlerOf(queue: string): Handler {
  switch (queue) {
    case QUEUES.domainEvents:
      return applyDomainEvent;
    case QUEUES.domainEventsDead:
      return keepDeadLetter;
    default:
      throw new Error(`No handler for queue ${queue}`);
  }
}

const applyDomainEvent: Handler = async (deps, message) => {
  const event = parseEvent(CloudEvent.parse(message.body));
  if (!event.ok) throw event.error;
  await applyEvents(deps, [event.value]);
};

const keepDeadLetter: Handler = async (deps, message) => {
  const sealedBody = await seal(deps.config.encryptionKeys, JSON.stringify(message.body ?? null));
  await recordDeadLetter(deps.db, {
    id: message.id,
    queue: QUEUES.domainEvents,
    sealedBody,
    attempts: message.attempts,
    at: message.timestamp.getTime(),
  });
};

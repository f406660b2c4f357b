/** Takes messages off the queues. Each is acknowledged or retried by itself; what cannot be read goes to its dead letters. */
import { CloudEvent } from "../api/schemas/events";
import { seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import { findSchedule } from "../db/schedules";
import { applyEvents, parseEvent } from "../operations/apply-events";
import type { Deps } from "../operations/deps";
import { settleAll } from "../operations/in-batches";
import { layHorizon } from "../operations/lay-slots";
import { type JobMessage, QUEUES } from "./messages";

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
  if (queue.endsWith(QUEUES.deadLetters)) return keepDeadLetter(queue.slice(0, -QUEUES.deadLetters.length));
  switch (queue) {
    case QUEUES.domainEvents:
      return applyDomainEvent;
    case QUEUES.jobs:
      return laySchedules;
    default:
      throw new Error(`No handler for queue ${queue}`);
  }
}

const applyDomainEvent: Handler = async (deps, message) => {
  const event = parseEvent(CloudEvent.parse(message.body));
  if (!event.ok) throw event.error;
  await applyEvents(deps, [event.value]);
};

/** Lays each schedule to the horizon. One that fails stops no other; the message is tried again for it. */
const laySchedules: Handler = async (deps, message) => {
  const { at, scheduleIds } = message.body as JobMessage;
  const outcomes = await settleAll(scheduleIds, async (id) => {
    const context = await findSchedule(deps.db, id);
    if (context?.schedule.isActive) await layHorizon({ ...deps, now: at }, context);
  });
  const failures = outcomes.filter(({ status }) => status === "rejected").length;
  if (failures > 0) throw new Error(`${failures} schedules could not be laid`);
};

const keepDeadLetter =
  (queue: string): Handler =>
  async (deps, message) => {
    const sealedBody = await seal(deps.config.encryptionKeys, JSON.stringify(message.body ?? null));
    const { id, attempts, timestamp } = message;
    await recordDeadLetter(deps.db, { id, queue, sealedBody, attempts, at: timestamp.getTime() });
  };

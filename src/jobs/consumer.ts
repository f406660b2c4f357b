/** Takes messages off the queues. Each is acknowledged or retried by itself; what cannot be read goes to its dead letters. */
import { CloudEvent } from "../api/schemas/events";
import type { PickupChange } from "../booking/effects";
import { LIMITS } from "../config";
import { seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import { findSchedule } from "../db/schedules";
import { errorName } from "../domain/error-name";
import type { EpochMs } from "../domain/time";
import { applyEvents, parseEvent } from "../operations/apply-events";
import type { CallBudget } from "../operations/call-budget";
import { deliverNotification } from "../operations/deliver-notification";
import { deliverWebhook } from "../operations/deliver-webhook";
import type { Deps } from "../operations/deps";
import { followPickup } from "../operations/follow-pickup";
import { settleAll } from "../operations/in-batches";
import { layHorizon } from "../operations/lay-slots";
import type { NotificationMessage } from "../operations/notify";
import type { DeliveryMessage } from "../operations/queue-webhooks";
import { rollUpAnalytics } from "../operations/roll-up-analytics";
import { trainForecast } from "../operations/train-forecast";
import { type JobMessage, type LaySchedules, QUEUES, type TrainForecast } from "./messages";
import type { Tally } from "./task";
import { markMissedAfter } from "./tasks/mark-missed";
import { sweepProjectionsAfter } from "./tasks/sweep-projections";

export async function consume(deps: Deps, batch: MessageBatch<unknown>): Promise<void> {
  const { handle, isParallel } = handlerOf(batch.queue);
  // Each has its own instant: what waits behind slow ones must not believe that it is as early as when the batch came.
  const process = (message: Message<unknown>) =>
    attempt(() => handle({ ...deps, now: Date.now() }, message), message, batch.queue);
  if (isParallel) await settleAll(batch.messages, process);
  else for (const message of batch.messages) await process(message);
}

async function attempt(work: () => Promise<void>, message: Message<unknown>, queue: string): Promise<void> {
  try {
    await work();
    message.ack();
  } catch (error) {
    const failure = { queue, message: message.id, error: errorName(error) };
    console.warn(JSON.stringify({ level: "warn", event: "message_failed", ...failure }));
    message.retry();
  }
}

type Handler = (deps: Deps, message: Message<unknown>) => Promise<void>;

function handlerOf(queue: string): { handle: Handler; isParallel?: boolean } {
  if (queue.endsWith(QUEUES.deadLetters)) {
    return { handle: keepDeadLetter(queue.slice(0, -QUEUES.deadLetters.length)) };
  }
  switch (queue) {
    case QUEUES.domainEvents:
      return { handle: applyDomainEvent };
    case QUEUES.jobs:
      return { handle: runJob };
    case QUEUES.pickupChanges:
      return { handle: handOn<PickupChange>(followPickup), isParallel: true };
    case QUEUES.notifications:
      return { handle: handOn<NotificationMessage>(deliverNotification), isParallel: true };
    case QUEUES.webhookDeliveries:
      return { handle: handOn<DeliveryMessage>(deliverWebhook), isParallel: true };
    default:
      throw new Error(`No handler for queue ${queue}`);
  }
}

/** Passes our own message on. */
const handOn =
  <T extends { at: EpochMs }>(work: (deps: Deps, body: T) => Promise<unknown>): Handler =>
  async (deps, message) => {
    const body = message.body as T;
    await work({ ...deps, now: clockOf(deps, body.at, message) }, body);
  };

/** A local server's requests may set the time; what they set off lives in the same time, and it goes on. */
const clockOf = ({ config, now }: Deps, at: EpochMs, { timestamp }: Message<unknown>): EpochMs =>
  config.isLocal ? at + Math.max(0, now - timestamp.getTime()) : now;

const applyDomainEvent: Handler = async (deps, message) => {
  const event = parseEvent(CloudEvent.parse(message.body));
  if (!event.ok) throw event.error;
  await applyEvents(deps, [event.value]);
};

const runJob: Handler = async (deps, message) => {
  const body = message.body as JobMessage;
  switch (body.job) {
    case "lay-schedules":
      return laySchedules(deps, body);
    case "roll-up-analytics":
      await rollUpAnalytics({ ...deps, now: body.at }, body.businessId);
      await deps.env.JOBS.sendBatch([{ body: { ...body, job: "train-forecast" } satisfies TrainForecast }]);
      return;
    case "train-forecast":
      return trainForecast({ ...deps, now: body.at }, body.businessId);
    case "mark-missed":
      return goOn(body.job, markMissedAfter({ ...deps, now: body.at }, budgetOfMessage(), body.after));
    case "sweep-projections":
      return goOn(body.job, sweepProjectionsAfter({ ...deps, now: body.at }, budgetOfMessage(), body.after));
  }
};

const budgetOfMessage = (): CallBudget => ({ left: LIMITS.callsPerMessage });

/** What failed is not tried again by the message, which would send all that follows anew, but by the next run. */
async function goOn(job: string, work: Promise<Tally>): Promise<void> {
  const { failures } = await work;
  if (failures === 0) return;
  console.error(JSON.stringify({ level: "error", event: "job_failed", job, error: `${failures} failed` }));
}

/** Lays each schedule to the horizon. One that fails stops no other; the message is tried again for it. */
async function laySchedules(deps: Deps, { at, scheduleIds }: LaySchedules): Promise<void> {
  const outcomes = await settleAll(scheduleIds, async (id) => {
    const context = await findSchedule(deps.db, id);
    if (context?.schedule.isActive) await layHorizon({ ...deps, now: at }, context);
  });
  const failures = outcomes.filter(({ status }) => status === "rejected").length;
  if (failures > 0) throw new Error(`${failures} schedules could not be laid`);
}

const keepDeadLetter =
  (queue: string): Handler =>
  async (deps, message) => {
    const sealedBody = await seal(deps.config.encryptionKeys, JSON.stringify(message.body ?? null));
    const { id, attempts, timestamp } = message;
    await recordDeadLetter(deps.db, { id, queue, sealedBody, attempts, at: timestamp.getTime() });
  };

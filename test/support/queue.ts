/** Hands the Worker a batch of messages as the platform does, and catches those that it sends itself. */
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { readConfig } from "../../src/config";
import { open } from "../../src/crypto/cipher";
import worker from "../../src/index";
import { freshId } from "./world";

export interface Delivery {
  /** The messages' ids; new ones when absent. */
  ids?: string[];
  attempts?: number;
  /** When the messages were sent; just now when absent. */
  sentAt?: Date;
  bindings?: Env;
}

/** Answers which messages were acknowledged and which are to be tried again, by their places. */
export async function deliver(queue: string, bodies: unknown[], options: Delivery = {}) {
  const { ids = bodies.map(() => freshId("message")), attempts = 1, bindings = env } = options;
  const { sentAt: timestamp = new Date() } = options;
  const messages = bodies.map((body, index) => ({ id: ids[index] ?? "", timestamp, attempts, body }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await worker.queue(batch, bindings, context);
  const result = await getQueueResult(batch, context);
  const places = (found: string[]) => found.map((id) => ids.indexOf(id)).sort();
  return {
    ids,
    acked: places(result.explicitAcks),
    retried: places(result.retryMessages.map(({ msgId }) => msgId)),
    isAllAtOnce: result.ackAll || result.retryBatch.retry,
  };
}

/** What was given up of a queue, opened, and how often it was tried. */
export async function deadLettersIn(queue: string) {
  const { results } = await env.DB.prepare("SELECT sealed_body, attempts FROM dead_letters WHERE queue = ?")
    .bind(queue)
    .all<{ sealed_body: string; attempts: number }>();
  const keys = readConfig(env).encryptionKeys;
  return Promise.all(
    results.map(async ({ sealed_body, attempts }) => ({ ...JSON.parse(await open(keys, sealed_body)), attempts })),
  );
}

/**
 * A queue that keeps what is sent for the test to look at, instead of delivering it. `isDown` says which calls fail, by
 * their number from 1.
 */
export function heldQueue<T>(isDown: (call: number) => boolean = () => false) {
  const sent: { body: T; delaySeconds?: number }[] = [];
  const sizes: number[] = [];
  let calls = 0;
  const sendBatch = async (messages: Iterable<{ body: T; delaySeconds?: number }>) => {
    calls += 1;
    if (isDown(calls)) throw new Error("Queue sendBatch failed");
    const batch = [...messages];
    sizes.push(batch.length);
    sent.push(...batch);
  };
  return { sent, sizes, queue: { sendBatch } as unknown as Queue };
}

/** Delivers an event to a subscriber, once: claim it, send it, write down what came of it. */
import { type Config, LIMITS } from "../config";
import { open, seal } from "../crypto/cipher";
import { recordDeadLetter } from "../db/jobs";
import {
  type ClaimedDelivery,
  claimDelivery,
  type DeliveryClaim,
  type DeliveryKey,
  type DeliverySettlement,
  settleDelivery,
} from "../db/webhook-deliveries";
import { uuidv7 } from "../ids";
import type { Deps } from "./deps";
import { postEvent, type SubscriberAnswer } from "./post-event";
import { queueDeliveries } from "./queue-webhooks";
import { deleteLeftovers } from "./remove-webhook";
import { requireSent } from "./send-messages";

/** Rejects only when a store failed; then the claim runs out and the message's repeat takes it again. */
export async function deliverWebhook(deps: Deps, key: DeliveryKey): Promise<void> {
  const { db, config, now } = deps;
  const lease = now + LIMITS.sendLeaseSeconds * 1_000;
  const { claim, heldUntil, webhook } = await claimDelivery(db, key, { now, heldUntil: lease });
  if (webhook === null) return deleteLeftovers(deps, key.webhookId);
  if (claim === null) {
    if (heldUntil !== null) await requireSent(queueDeliveries(deps, [{ ...key, dueAt: heldUntil }]));
    return;
  }
  const answer = await send(config, webhook, { id: key.eventId, body: claim.body });
  const settlement = settlementOf(answer, claim, now);
  if (settlement.state === "failed") await keepAsDeadLetter(deps, key, claim, answer);
  await settleDelivery(db, key, lease, settlement);
  if (settlement.dueAt !== undefined) {
    await requireSent(queueDeliveries(deps, [{ ...key, dueAt: settlement.dueAt }]));
  }
}

type Answer = SubscriberAnswer | "secret_unreadable";

/** A key that is missing may come back; if it does not, the delivery is to end as a dead letter, not be claimed for ever. */
async function send(
  config: Config,
  { url, sealedSecret }: NonNullable<ClaimedDelivery["webhook"]>,
  event: { id: string; body: string },
): Promise<Answer> {
  const secret = await open(config.encryptionKeys, sealedSecret).catch(() => null);
  return secret === null ? "secret_unreadable" : postEvent(config, { url, secret }, event);
}

const GONE = 410;

/** What the table is to say of an attempt: 2xx is good, 410 and an address that may not be called are for good. */
function settlementOf(answer: Answer, { attempts }: DeliveryClaim, now: number): DeliverySettlement {
  const lastStatus = typeof answer === "number" ? answer : null;
  if (lastStatus !== null && lastStatus >= 200 && lastStatus < 300) {
    return { state: "delivered", lastStatus, settledAt: now };
  }
  const delaySeconds = LIMITS.webhookDelaysSeconds[attempts - 1];
  const isOver = delaySeconds === undefined || lastStatus === GONE || answer === "address_refused";
  if (isOver) return { state: "failed", lastStatus, settledAt: now };
  return { state: "queued", lastStatus, settledAt: null, dueAt: now + delaySeconds * 1_000 };
}

async function keepAsDeadLetter(
  { db, config, now }: Deps,
  { webhookId, eventId }: DeliveryKey,
  { attempts }: DeliveryClaim,
  answer: Answer,
): Promise<void> {
  const reason = typeof answer === "number" ? `http_${answer}` : answer;
  const body = JSON.stringify({ webhook_id: webhookId, event_id: eventId, reason });
  const sealedBody = await seal(config.encryptionKeys, body);
  await recordDeadLetter(db, { id: uuidv7(now), queue: "webhook-deliveries", sealedBody, attempts, at: now });
}

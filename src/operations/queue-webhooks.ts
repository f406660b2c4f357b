/**
 * Events for subscribers. The table says what is to be delivered and keeps it to once; the queue is only the timer that
 * wakes a sender, so a lost or doubled message does no harm.
 */
import type { PickupEvent } from "../booking/effects";
import { addDeliveries, type DeliveryKey, type DueDelivery } from "../db/webhook-deliveries";
import type { EpochMs } from "../domain/time";
import type { Deps } from "./deps";
import { requireSent, sendDelayed } from "./send-messages";

/** On the `webhook-deliveries` queue. `at` is the sender's instant, from which the receiver's clock goes on. */
export interface DeliveryMessage extends DeliveryKey {
  at: EpochMs;
}

/** Safe to repeat: what was delivered is not delivered again. */
export async function queueWebhooks(deps: Deps, event: PickupEvent): Promise<void> {
  const { id, type, data } = event;
  const body = JSON.stringify(event);
  const due = await addDeliveries(deps.db, { id, type, businessId: data.business_id, body }, deps.now);
  await requireSent(queueDeliveries(deps, due));
}

/** Answers how many senders could not be woken. */
export const queueDeliveries = (deps: Deps, due: DueDelivery[]): Promise<number> =>
  sendDelayed<DeliveryMessage>(
    deps,
    deps.env.WEBHOOK_DELIVERIES,
    due.map(({ webhookId, eventId, dueAt }) => ({ body: { webhookId, eventId, at: deps.now }, dueAt })),
  );

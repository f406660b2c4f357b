/**
 * Events for subscribers. The table says what is to be delivered and keeps it to once; the queue is only the timer that
 * wakes a sender, so a lost or doubled message does no harm.
 */
import type { PickupEvent } from "../booking/effects";
import { addDeliveries, type DeliveryKey, type DueDelivery } from "../db/webhook-deliveries";
import type { EpochMs } from "../domain/time";
import type { Deps } from "./deps";
import { sendDelayed } from "./send-delayed";

/** On the `webhook-deliveries` queue. `at` is the sender's instant, from which the receiver's clock goes on. */
export interface DeliveryMessage extends DeliveryKey {
  at: EpochMs;
}

/** Safe to repeat: what was delivered is not delivered again. */
export async function queueWebhooks(deps: Deps, event: PickupEvent): Promise<void> {
  const { id, type, data } = event;
  const body = JSON.stringify(event);
  await queueDeliveries(deps, await addDeliveries(deps.db, { id, type, businessId: data.business_id, body }, deps.now));
}

export const queueDeliveries = ({ env, now }: Deps, due: DueDelivery[]): Promise<void> =>
  sendDelayed<DeliveryMessage>(
    env.WEBHOOK_DELIVERIES,
    now,
    due.map(({ webhookId, eventId, dueAt }) => ({ body: { webhookId, eventId, at: now }, dueAt })),
  );

/** Tells the customer of an order that it is time to choose a slot (contract 7.3), once it may be collected. */
import { LIMITS } from "../config";
import { orderToSchedule } from "../db/orders";
import { HOUR_MS } from "../domain/time";
import type { Deps } from "./deps";
import { notify } from "./notify";

export async function inviteToSchedule(deps: Deps, orderId: string): Promise<void> {
  const order = await orderToSchedule(deps.db, orderId, deps.now);
  if (!order) return;
  const { businessId, customerId: userId } = order;
  const expiresAt = order.confirmedAt + LIMITS.invitationHours * HOUR_MS;
  if (expiresAt <= deps.now) return;
  await notify(deps, [
    { subject: orderId, type: "schedule_pickup", pickupId: null, businessId, userId, dueAt: deps.now, expiresAt },
  ]);
}

import { LIMITS } from "../../config";
import { ordersOnLastCall } from "../../db/orders";
import { MINUTE_MS } from "../../domain/time";
import { tryToNotify } from "../../operations/notify";
import type { Task } from "../task";

/** Tells those who hold an order without a pickup, once, before the last slot that they could book. */
export const callLastOrders: Task = async (deps) => {
  const lead = LIMITS.minAdvanceMinutes * MINUTE_MS;
  const stretch = { from: deps.now + lead, to: deps.now + LIMITS.lastCallMinutes * MINUTE_MS };
  let [rows, failures] = [0, 0];
  for (;;) {
    const orders = await ordersOnLastCall(deps.db, stretch, LIMITS.jobBatch);
    const requests = orders.map(({ orderId, customerId, businessId, lastStart }) => ({
      subject: orderId,
      type: "schedule_last_call" as const,
      pickupId: null,
      businessId,
      userId: customerId,
      dueAt: deps.now,
      expiresAt: lastStart - lead,
    }));
    const unsent = await tryToNotify(deps, requests);
    rows += orders.length - unsent;
    failures += unsent;
    if (orders.length < LIMITS.jobBatch) return { rows, failures };
  }
};

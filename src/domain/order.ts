import type { OrderKind } from "./vocabulary";

/** The part of an order that decides whether it may be collected. */
export interface OrderState {
  kind: OrderKind;
  status: string;
  paymentStatus: string;
}

export const COLLECTABLE_ORDER_STATUSES = ["confirmed", "ready"] as const;
export const PAID = "paid";

/** Why an order may not be booked, or null when it may. Donations have nothing to pay. */
export function orderObstacle(order: OrderState): "order_not_confirmed" | "order_not_paid" | null {
  if (!(COLLECTABLE_ORDER_STATUSES as readonly string[]).includes(order.status)) return "order_not_confirmed";
  return order.kind === "donation" || order.paymentStatus === PAID ? null : "order_not_paid";
}

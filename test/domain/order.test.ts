import { describe, expect, it } from "vitest";
import { orderObstacle } from "../../src/domain/order";

describe("what keeps an order from being collected", () => {
  it.each(["confirmed", "ready"])("is nothing for a paid purchase that is %s", (status) => {
    expect(orderObstacle({ kind: "purchase", status, paymentStatus: "paid" })).toBeNull();
  });

  it.each(["pending", "failed", "refunded", "Paid", ""])("is the payment of a purchase that is %j", (paymentStatus) => {
    expect(orderObstacle({ kind: "purchase", status: "confirmed", paymentStatus })).toBe("order_not_paid");
  });

  it.each(["pending", "failed", ""])("is never the payment of a donation, be it %j", (paymentStatus) => {
    expect(orderObstacle({ kind: "donation", status: "confirmed", paymentStatus })).toBeNull();
  });

  it.each(["pending", "cancelled", "completed", "delivered", ""])("is the status of an order that is %j", (status) => {
    expect(orderObstacle({ kind: "purchase", status, paymentStatus: "paid" })).toBe("order_not_confirmed");
    expect(orderObstacle({ kind: "donation", status, paymentStatus: "paid" })).toBe("order_not_confirmed");
  });

  it("is the status before the payment", () => {
    const order = { kind: "purchase", status: "pending", paymentStatus: "pending" } as const;
    expect(orderObstacle(order)).toBe("order_not_confirmed");
  });
});

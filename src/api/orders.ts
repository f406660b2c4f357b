import { Hono } from "hono";
import { listAwaitingOrders } from "../db/orders";
import { formatMoney } from "../domain/money";
import { isoInstant } from "../domain/time";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers } from "../http/route-facts";
import { customerOf } from "../http/tenant";
import { query } from "../http/validate";
import { AwaitingOrders, AwaitingQuery } from "./schemas/pickups";

export const orders = new Hono<SignedIn>().get(
  "/awaiting-pickup",
  allow("customer", "ngo", "admin"),
  query(AwaitingQuery),
  answers("A customer's confirmed orders that have no pickup yet", { 200: AwaitingOrders }),
  async (c) => {
    const { replica } = c.get("deps");
    const { customer_id, ...page } = c.req.valid("query");
    const customerId = customerOf(c.get("principal"), customer_id);
    if (!customerId.ok) return refuse(c, customerId.error);
    const { count, rows } = await listAwaitingOrders(replica, customerId.value, pageRequest(page));
    const results = rows.map(({ order, business, items }) => ({
      order_id: order.id,
      kind: order.kind,
      status: order.status,
      total_amount: formatMoney(order.totalCents),
      confirmed_at: isoInstant(order.eventTime),
      business,
      items: items.map(({ item, listing }) => ({
        food_listing: listing,
        quantity: item.quantity,
        price_per_item: formatMoney(item.pricePerItemCents),
        total_value: formatMoney(item.totalCents),
      })),
    }));
    return c.json(paginated(c, pageRequest(page), count, results), 200);
  },
);

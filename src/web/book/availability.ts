/** What can be booked of a listing: its days, and one day's times as they change. */
import { allPages } from "../calls/all-pages";
import { call } from "../calls/api";
import type { Availability, Order } from "./answers";

/** An order that still has something to collect; null when it has not, or is not the caller's. */
export async function findOrder(id: string, signal: AbortSignal): Promise<Order | null> {
  const orders = await allPages<Order>("orders/awaiting-pickup/", {}, signal);
  return orders.find(({ order_id }) => order_id === id) ?? null;
}

/** Today at the business first, then each later day that has times. */
export async function* bookableDays(listingId: string, signal: AbortSignal): AsyncGenerator<Availability> {
  let date: string | undefined;
  do {
    const day: Availability = await call("available-slots/", { query: { food_listing_id: listingId, date }, signal });
    yield day;
    date = day.next_available_date ?? undefined;
  } while (date !== undefined);
}
